#include "unit_import_text.h"

static void real_output_is_read(void **state)
{
	static const struct {
		const char *file, *format;
	} rows[] = {
		{ "wrk/plain.txt", "wrk" },
		{ "wrk/latency.txt", "wrk" },
		{ "wrk/status.txt", "wrk" },
		{ "wrk/timeout.txt", "wrk" },
		{ "hey/summary.txt", "hey" },
		{ "hey/status.txt", "hey" },
		{ "hey/refused.txt", "hey" },
		{ "hey/requests.csv", "hey-csv" },
		{ "hey/status.csv", "hey-csv" },
		{ "h2load/summary.txt", "h2load" },
		{ "h2load/status.txt", "h2load" },
		{ "h2load/refused.txt", "h2load" },
		{ "h2load/requests.tsv", "h2load-log" },
		{ "h2load/status.tsv", "h2load-log" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_imports(rows[i].file, rows[i].format);
		import_text_survives(rows[i].file, rows[i].format);
	}
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		import_text_refuses(rows[i].format);
}

#define RUN(url) "Running 1s test @ " url "\n  2 threads and 4 connections\n"
#define LATENCY  "    Latency    44.05ms   12.57ms  85.63ms   91.30%\n"
#define TOTAL    "  92 requests in 1.05s, 10.95KB read\n"
#define RATE     "Requests/sec:     87.70\n"
#define SHOWN    "  latency [s, lower] figures n=92 mean=0.04405 sd=0.01257 max=0.08563\n"
#define RATED    "  requests_per_second [1/s, higher] 87.7\n"

static void wrk(void **state)
{
	static const struct import_text_row rows[] = {
		{ RUN("http://x/") LATENCY TOTAL RATE, "http://x/\n" SHOWN RATED },
		{ "noise\r\n" RUN("u") LATENCY TOTAL "Requests/sec: 87.70\r\n", "u\n" SHOWN RATED },
		{ RUN("a") LATENCY TOTAL RATE RUN("b") LATENCY TOTAL RATE "Transfer/sec: 1.50MB\n",
			"a\n" SHOWN RATED "b\n" SHOWN RATED
			"  bytes_per_second [B/s, higher] 1.57286e+06\n" },
		{ RUN("a") "  Latency 1.00m 2.00s 3.00h 50%\n" TOTAL RATE,
			"a\n  latency [s, lower] figures n=92 mean=60 sd=2 max=10800\n" RATED },
		/* wrk2 has more percentiles, and after the corrected ones the uncorrected. */
		{ RUN("a") LATENCY "  Latency Distribution (HdrHistogram - Recorded Latency)\n"
				   " 50.000%    1.00ms\n 99.990%    3.00ms\n"
				   "       1.25     0.500000      100         2.00\n"
				   " 50.000%    0.50ms\n" TOTAL RATE,
			"a\n  latency [s, lower] figures n=92 mean=0.04405 median=0.001 sd=0.01257 "
			"max=0.08563\n  latency_p50 [s, lower] 0.001\n"
			"  latency_p99.99 [s, lower] 0.003\n" RATED },
		{ RUN("a") LATENCY TOTAL
			"  Socket errors: connect 0, read 0, write 0, timeout 0\n" RATE,
			"a\n" SHOWN RATED },
		{ RUN("a") LATENCY TOTAL "  Socket errors: connect 0, read 5, write 0, timeout 0\n"
					 "  Non-2xx or 3xx responses: 3\n",
			"a: socket errors: connect 0, read 5, write 0, timeout 0; Non-2xx or 3xx "
			"responses: 3\n" },
		{ RUN("a") LATENCY "  0 requests in 1.00s, 0.00B read\n" RATE,
			"a: no request was answered\n" },
		{ RUN("a") LATENCY TOTAL RUN("a"),
			"error: in: the summary of a is incomplete: requests per second is missing" },
		{ RUN("a") TOTAL RATE,
			"error: in: the summary of a is incomplete: mean latency is missing" },
		{ RUN("a") LATENCY TOTAL RATE RUN("a") LATENCY TOTAL RATE,
			"a\n  latency [s, lower] 0.04405 0.04405\n  requests_per_second [1/s, higher] 87.7 87.7\n" },
		{ RUN("a") "  Latency nan 1ms 1ms\n", "error: in:3: 'nan' is not wrk's latency" },
		{ RUN("a") "  Latency 1parsec 1ms 1ms\n",
			"error: in:3: '1parsec' is not wrk's latency" },
		{ RUN("a") "  Latency -1ms 1ms 1ms\n" TOTAL RATE,
			"error: in: latency of 'a' is negative" },
		{ RUN("a") "  Latency 1ms 1ms\n", "error: in:3: '' is not wrk's latency" },
		{ RUN("a") "Requests/sec: inf\n", "error: in:3: 'inf' is not wrk's rate" },
		{ RUN("a") "Transfer/sec: 1.0XB\n",
			"error: in:3: '1.0XB' is not wrk's transfer rate" },
		{ RUN("\xff") LATENCY TOTAL RATE,
			"\\xff\n" SHOWN "  requests_per_second [1/s, higher] 87.7\n" },
	};

	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), "wrk");
}

#define HEY "Summary:\n  Average: 0.5 secs\n  Requests/sec: 10\n"
#define HEY_SHOWN(n)                                                                               \
	"hey\n  latency [s, lower] figures" n " mean=0.5\n"                                        \
	"  requests_per_second [1/s, higher] 10\n"

#define REDIS                                                                                      \
	"test,rps,avg_latency_ms,min_latency_ms,p50_latency_ms,p95_latency_ms,p99_latency_ms,"     \
	"max_latency_ms\nGET,5.5,1,1,1,1,1,1\n"

static void hey(void **state)
{
	static const struct import_text_row rows[] = {
		{ HEY, HEY_SHOWN("") },
		{ HEY "  [200]\t3 responses\r\n  [301]\t4 responses\n", HEY_SHOWN(" n=7") },
		{ HEY "[200]\t3 responses\n" HEY "[200]\t4 responses\n",
			"hey\n  latency [s, lower] 0.5 0.5\n"
			"  requests_per_second [1/s, higher] 10 10\n" },
		{ HEY "[200]\t99999999999999999999 responses\n[201]\t2 responses\n",
			HEY_SHOWN("") },
		{ HEY "  [200]\t3 responses\n  [404]\t4 responses\n  [7]\tGet \"x\": EOF\n",
			"hey: 4 answers with status 404; 7 requests failed: Get \"x\": EOF\n" },
		{ HEY "  [x]\n  []\n  [\n  [200\n  0.1 [1]\t|\n", HEY_SHOWN("") },
		{ "Average: NaN secs\nRequests/sec: 10\n",
			"error: in: the summary of hey is incomplete: mean latency is missing" },
		{ "Average: x secs\n", "error: in:1: 'x' is not hey's figure" },
		{ HEY "  99% in\n", "error: in:4: '' is not hey's figure" },
		{ HEY "  99% of\n  0% in 0.0000 secs\n", HEY_SHOWN("") },
		{ "Average: -1 secs\nRequests/sec: 10\n",
			"error: in: latency of 'hey' is negative" },
	};
	static const struct import_text_row csv[] = {
#define HEAD                                                                                       \
	"response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\n"
		{ HEAD "1,0,0,0,0,0,200,0\r\n\n2,0,0,0,0,0,302,0",
			"hey\n  latency [s, lower] 1 2\n" },
		{ HEAD "1,0,0,0,0,0,200,0\n1,0,0,0,0,0,404,0\n1,0,0,0,0,0,500,0\n",
			"hey: a request ended with status 404 (line 3)\n" },
		{ HEAD, "error: in: contains no results in the format hey-csv" },
		{ HEAD "1,0,0\n", "error: in:2: this row has 3 cells, but the header has 8" },
		{ HEAD "NaN,0,0,0,0,0,200,0\n",
			"error: in:2: 'NaN' in the column response-time is not a finite number" },
		{ HEAD "-1,0,0,0,0,0,200,0\n", "error: in: latency of 'hey' is negative" },
		{ HEAD "1e999,0,0,0,0,0,200,0\n",
			"error: in:2: '1e999' in the column response-time is not a finite number" },
		{ "time,status\n1,200\n",
			"error: in: its first line has no column 'response-time'" },
	};

	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), "hey");
	assert_import_texts(csv, ARRAY_SIZE(csv), "hey-csv");
}

static void h2load(void **state)
{
	static const struct import_text_row rows[] = {
		/* The table of times as later versions print it. */
		{ "finished in 1s, 10.0 req/s, 1.00KB/s\nrequests: 5 total, 5 succeeded, 0 failed\n"
		  "    min   max   median  p95  p99  mean  sd  +/- sd\n"
		  "request     :  1.00ms 9.00ms 2.00ms 8.00ms 8.50ms 3.00ms 1.00ms 60.00%\n"
		  "connect     :  1.00ms 9.00ms 2.00ms 8.00ms 8.50ms 7.00ms 1.00ms 60.00%\n",
			"h2load\n  latency [s, lower] figures n=5 mean=0.003 median=0.002 sd=0.001 "
			"min=0.001 max=0.009\n  latency_p50 [s, lower] 0.002\n"
			"  latency_p95 [s, lower] 0.008\n  latency_p99 [s, lower] 0.0085\n"
			"  requests_per_second [1/s, higher] 10\n"
			"  bytes_per_second [B/s, higher] 1024\n" },
#define H2LOAD                                                                                     \
	"starting benchmark...\nfinished in 1s, 10.0 req/s, 1.00KB/s\n"                            \
	"    min max mean sd\ntime for request: 1ms 9ms 3ms 1ms\n"
		{ H2LOAD H2LOAD,
			"h2load\n  latency [s, lower] 0.003 0.003\n"
			"  requests_per_second [1/s, higher] 10 10\n"
			"  bytes_per_second [B/s, higher] 1024 1024\n" },
		{ "finished in 1s, many req/s\n",
			"error: in:1: '1s, many req/s' is not h2load's rate" },
		{ "finished in 1s\n", "error: in:1: '1s' is not h2load's rate" },
		{ "finished in 1s, 10 req/s, 1QB/s\n", "error: in:1: '1QB' is not h2load's size" },
		{ "  min max mean sd\ntime for request: 1us nan 2us\n",
			"error: in:2: 'nan' is not h2load's time" },
		{ "finished in 1s, 10 req/s\ntime for request: 1us 2us\n",
			"error: in: the summary of h2load is incomplete: mean latency is missing" },
	};
	static const struct import_text_row log[] = {
		{ "1795242325271787\t200\t2442\r\n\n1795242325271781\t304\t58\n",
			"h2load\n  latency [s, lower] 0.002442 5.8e-05\n" },
		{ "1795242325271787\t-1\t2442\n",
			"h2load: a request ended with status -1 (line 1)\n" },
		{ "1795242325271787\t200\n",
			"error: in:1: '1795242325271787\t200' is not a line of an h2load log: start time, status, duration" },
		{ "1795242325271787\t200\t-5\n", "error: in: latency of 'h2load' is negative" },
		{ "1795242325271787\t200\tNaN\n",
			"error: in:1: '1795242325271787\t200\tNaN' is not a line of an h2load log: start "
			"time, status, duration" },
		{ "1795242325271787\t200\t5\t6\n",
			"error: in:1: '1795242325271787\t200\t5\t6' is not a line of an h2load log: start "
			"time, status, duration" },
	};

	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), "h2load");
	assert_import_texts(log, ARRAY_SIZE(log), "h2load-log");
}

static void a_million_requests(void **state)
{
	enum { LINES = 1000000 };
	FREES_ARENA struct arena mem = { 0 };
	struct run run = { 0 };
	struct import_answer answer;
	struct error err;
	static const char line[] = "1795242325271787\t200\t2442\n";
	size_t n = sizeof line - 1;
	char *text = malloc(n * LINES);
	long before;

	(void)state;
	for (size_t i = 0; i < LINES; i++)
		memcpy(text + i * n, line, n);
	before = unit_peak();
	assert_ok(import_text(&run, &mem, "in", text, n * LINES, NULL, &answer, &err), &err);
	free(text);
	assert_int_equal(run.v->v->n, LINES);
	assert_grew_less(before, 100 * 1024);
}

/* One run shows nothing about the next; several do. */
static void repeated_runs_are_samples(void **state)
{
	static const struct {
		const char *format, *text;
		size_t n;
		bool one_run;
	} rows[] = {
		{ "wrk", RUN("a") LATENCY TOTAL RATE, 0, true },
		{ "wrk", RUN("a") LATENCY TOTAL RATE RUN("b") LATENCY TOTAL RATE, 0, true },
		{ "wrk", RUN("a") LATENCY TOTAL RATE RUN("a") LATENCY TOTAL RATE, 2, false },
		{ "wrk",
			RUN("a") LATENCY TOTAL RATE RUN("a") LATENCY TOTAL RATE RUN("a")
				LATENCY TOTAL RATE,
			3, false },
		{ "hey", HEY, 0, true },
		{ "hey", HEY HEY HEY, 3, false },
		{ "redis-benchmark", REDIS, 0, true },
		{ "redis-benchmark", REDIS REDIS, 2, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct import_answer answer;
		struct run run = { 0 };
		struct error err;

		assert_ok(import_text(&run, &mem, "in", rows[i].text, strlen(rows[i].text),
				  importer_find(rows[i].format), &answer, &err),
			&err);
		for (size_t k = 0; k < run.v[0].n; k++) {
			const struct series *s = &run.v[0].v[k];

			assert_int_equal(s->one_run, rows[i].one_run);
			assert_int_equal(s->n, k ? fmax(1, (double)rows[i].n) : (double)rows[i].n);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeated_runs_are_samples),
		cmocka_unit_test(real_output_is_read),
		cmocka_unit_test(wrk),
		cmocka_unit_test(hey),
		cmocka_unit_test(h2load),
		cmocka_unit_test(a_million_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
