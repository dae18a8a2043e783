/* Kinds of faults that any format may have: bytes before the text, names that repeat, names that no
 * result may have, tables in the manner of another country. */
#include "unit_import_text.h"

static const char *const mark = "\xef\xbb\xbf";

/* Formats that people also read, and one of each kind of file. */
static const struct {
	const char *format, *text;
} texts[] = {
	{ "hyperfine", "{\"results\":[{\"command\":\"a\",\"times\":[1]}]}\n" },
	{ "go-test", "BenchmarkX 1 5 ns/op\n" },
	{ "go-test-json",
		"{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"BenchmarkX 1 5 ns/op\\n\"}\n" },
	{ "hey", "Summary:\n  Slowest: 1 secs\n  Average: 0.5 secs\n  Requests/sec: 10\n" },
	{ "hey-csv",
		"response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,"
		"offset\n0.5,0,0,0,0,0,500,0\n" },
	{ "h2load-log", "1700000000000000\t200\t5\n" },
	{ "junit", "<testsuite><testcase name=\"a\" time=\"1\"/></testsuite>\n" },
	{ "custom", "[{\"name\":\"a\",\"unit\":\"ms\",\"value\":1}]\n" },
	{ "csv", "name,t_ms\na,1\n" },
};

static const char *detected(struct arena *mem, const char *text, size_t n)
{
	struct import_answer answer = { 0 };
	struct run run = { 0 };
	struct error err;

	if (import_text(&run, mem, "in", text, n, NULL, &answer, &err) < 0)
		return arena_printf(mem, "error: %s", err.text);
	return arena_printf(mem, "%s\n%s", answer.importer->name, import_print(mem, &run));
}

/* A text has no path. */
static void what_benchctl_wrote_is_refused(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const char text[] = "{\"benchctl\": \"run\", \"schema\": 1}";

	(void)state;
	assert_text(detected(&mem, text, strlen(text)),
		"error: in: is a run of benchctl, not results of another tool; read it with: "
		"benchctl show FILE");
}

static void bytes_before_the_text(void **state)
{
	static const char *const before[] = { "", "\n", "\r\n\r\n", "  \n\t\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t k = 0; k < 2 * ARRAY_SIZE(before); k++) {
			FREES_ARENA struct arena mem = { 0 };
			const char *text = arena_printf(&mem, "%s%s%s", k & 1 ? mark : "",
				before[k / 2], texts[i].text);
			const char *plain = detected(&mem, texts[i].text, strlen(texts[i].text));

			assert_contains(plain, texts[i].format);
			/* A reason may name the line. */
			if (strncmp(texts[i].format, "hey-csv", 7) != 0)
				assert_row(text, detected(&mem, text, strlen(text)), plain);
			else
				assert_contains(detected(&mem, text, strlen(text)), "status 500");
		}
}

static void lines_are_counted_from_the_top(void **state)
{
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	assert_contains(import_text_outcome(&mem, "\xef\xbb\xbf\n\nBenchmarkX 1 5\n", "go-test"),
		"in:3:");
	assert_contains(import_text_outcome(&mem, "\n\n{\"results\":[1\n,]}", "hyperfine"), "in:");
	assert_contains(import_text_outcome(&mem, "\n\na,b\n1,2,3\n", "csv"), "in:4:");
}

static void other_encodings(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *word;
	} rows[] = {
		{ "\xff\xfe"
		  "B\0e\0",
			6, "UTF-16" },
		{ "\xfe\xff\0B\0e", 6, "UTF-16" },
		{ "B\0e\0n\0c\0", 8, "UTF-16" },
		{ "\0B\0e\0n\0c", 8, "UTF-16" },
		{ "\xff\xfe\0\0B\0\0\0", 8, "UTF-32" },
		{ "\x1f\x8b\x08\0", 4, "gunzip" },
		{ "PK\3\4", 4, "ZIP" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_contains(detected(&mem, rows[i].bytes, rows[i].n), rows[i].word);
	}
}

static void odd_names(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	char *long_a = arena_alloc(&mem, 3001), *long_b;
	const char *text;
	struct run run = { 0 };
	struct import_answer answer;
	struct error err;

	(void)state;
	memset(long_a, 'x', 3000);
	long_b = arena_string(&mem, long_a);
	long_b[2999] = 'y';
	text = arena_printf(&mem,
		"{\"results\":[{\"command\":\"%s\",\"times\":[1]},{\"command\":\"%s\","
		"\"times\":[2]},{\"command\":\"a\\n\\tb\\u007f\",\"times\":[3]}]}",
		long_a, long_b);
	assert_ok(import_text(&run, &mem, "in", text, strlen(text), NULL, &answer, &err), &err);
	assert_int_equal(run.n, 3);
	assert_row("escaped", run.v[0].id, "a\\n\\tb\\x7f");
	for (size_t i = 1; i < 3; i++) {
		assert_null(result_id_fault(run.v[i].id));
		assert_int_equal(run.v[i].v->n, 1);
	}
	assert_string_not_equal(run.v[1].id, run.v[2].id);
}

static const char *cut_of(struct arena *mem, const char *text, size_t n)
{
	struct import_answer answer;
	struct run run = { 0 };
	struct error err;

	assert_ok(import_text(&run, mem, "in", text, n, NULL, &answer, &err), &err);
	return answer.cut;
}

/* A report that begins must end, also behind another one. */
static void a_cut_report_is_noticed(void **state)
{
	static const struct {
		const char *file, *end; /* where it is cut */
	} rows[] = {
		{ "ab/result.txt", "\nTotal:" },
		{ "ab/result.txt", "\n 100%" },
		{ "catch2-text/console.txt", "\ntest cases" },
		{ "hey/summary.txt", "\nStatus code" },
		{ "pgbench/result.txt", "\ntps" },
		{ "sysbench/cpu.txt", "\n    execution time" },
		{ "wrk/plain.txt", "\nTransfer/sec" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const char *text = unit_read(&mem,
			arena_printf(&mem, IMPORT_DATA "%s", rows[i].file));
		size_t n = strlen(text), at = (size_t)(strstr(text, rows[i].end) - text);
		const char *twice = arena_printf(&mem, "%s%s", text, text);

		assert_null(cut_of(&mem, text, n));
		assert_null(cut_of(&mem, twice, 2 * n));
		assert_contains(cut_of(&mem, twice, n + at), "lacks its last part");
		if (strncmp(rows[i].file, "pgbench", 7) != 0) /* it is not recognised */
			assert_contains(cut_of(&mem, text, at), "lacks its last part");
	}
}

/* One more input adds samples to the benchmarks of the one before. */
static void inputs_are_united(void **state)
{
	static const char one[] = "[{\"name\":\"a\",\"unit\":\"ms\",\"value\":1},"
				  "{\"name\":\"a\",\"unit\":\"ms\",\"value\":2},"
				  "{\"name\":\"a/2\",\"unit\":\"ms\",\"value\":3}]";
	FREES_ARENA struct arena mem = { 0 };
	struct import_answer answer;
	struct run run = { 0 };
	struct error err;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_ok(import_text(&run, &mem, "in", one, sizeof one - 1, NULL, &answer, &err),
			&err);
	assert_row("three", import_print(&mem, &run),
		"a\n  value [s, lower] 0.001 0.001 0.001\n"
		"a/2\n  value [s, lower] 0.002 0.002 0.002\n"
		"a/2/2\n  value [s, lower] 0.003 0.003 0.003\n");
}

static const struct import_text_row tables[] = {
	/* Decimal commas, thousands, units in cells. */
	{ "name;t_ms\na;12,5\nb;1.234,5\nc;7\n",
		"a\n  t [s, lower] 0.0125\nb\n  t [s, lower] 1.2345\nc\n  t [s, lower] 0.007\n" },
	{ "name,t_ms\na,\"1,234.5\"\nb,\"1,234\"\n",
		"a\n  t [s, lower] 1.2345\nb\n  t [s, lower] 1.234\n" },
	{ "name;t_ms\na;1'234\nb;12 345\n", "a\n  t [s, lower] 1.234\nb\n  t [s, lower] 12.345\n" },
	{ "name;t_ms\na;1,234\n",
		"error: in:2: '1,234' may have a decimal comma or a thousands separator; "
		"write no comma" },
	{ "name;t_ms\na;12,5\nb;12.5\n",
		"error: in:2: '12,5' has another decimal mark than '12.5' on line 3" },
	{ "name,t\na,12 ms\nb,1.5s\n", "a\n  t [s, lower] 0.012\nb\n  t [s, lower] 1.5\n" },
	{ "sep=;\nname;t_ms\na;5\n", "a\n  t [s, lower] 0.005\n" },
	/* Columns that tell benchmarks apart. */
	{ "Type,Name,t_ms\nGET,/a,1\nPOST,/a,2\n",
		"/a/Type=GET\n  t [s, lower] 0.001\n/a/Type=POST\n  t [s, lower] 0.002\n" },
	{ "threads,t_ms\n1,10\n2,6\n",
		"csv/threads=1\n  t [s, lower] 0.01\ncsv/threads=2\n  t [s, lower] 0.006\n" },
	{ "algo,t_ms\nx,1\ny,2\nx,3\n",
		"x\n  t [s, lower] 0.001 0.003\ny\n  t [s, lower] 0.002\n" },
	{ "name,value,unit,threads\na,1,ms,1\na,2,ms,2\n",
		"a/threads=1\n  value [s, lower] 0.001\na/threads=2\n  value [s, lower] 0.002\n" },
	/* Points in time. */
	{ "when_s,t_ms\n1700000000,1\n1700000001,2\n", "csv\n  t [s, lower] 0.001 0.002\n" },
	{ "startTime,t_ms\n1700000000000,1\n1700000001000,2\n",
		"csv\n  t [s, lower] 0.001 0.002\n" },
	{ "date,t_ms\n2024-01-01,1\n2024-01-02,2\n", "csv\n  t [s, lower] 0.001 0.002\n" },
	{ "at,t_ms\n2024-01-01T10:00:00Z,1\n2024-01-02T10:00:00Z,2\n",
		"csv\n  t [s, lower] 0.001 0.002\n" },
	/* A number names no column. */
	{ "a,707,b\n1,2,3\n",
		"error: in:1: the header has the number 707 instead of a column name" },
};

static void tables_of_others(void **state)
{
	(void)state;
	assert_import_texts(tables, ARRAY_SIZE(tables), "csv");
}

static void what_is_left_out_is_told(void **state)
{
	static const char text[] = "name,date,host,t_ms\na,2024-01-01,h,1\n";
	FREES_ARENA struct arena mem = { 0 };
	struct import_answer answer;
	struct run run = { 0 };
	struct error err;

	(void)state;
	assert_ok(import_text(&run, &mem, "in", text, sizeof text - 1, NULL, &answer, &err), &err);
	assert_row("left", answer.left, "2 columns are not read: date, host");
}

static const struct import_row google[] = {
	{ "a skip gives nothing",
		"{\"context\":{},\"benchmarks\":[{\"name\":\"a\",\"run_type\":\"iteration\","
		"\"real_time\":1},{\"name\":\"b\",\"run_type\":\"iteration\",\"skipped\":true,"
		"\"skip_message\":\"m\",\"real_time\":0}]}",
		"a\n  real_time [s, lower] 1e-09\n" },
	{ "aggregates before 1.5",
		"{\"context\":{},\"benchmarks\":[{\"name\":\"a_mean\",\"real_time\":1},"
		"{\"name\":\"a_median\",\"real_time\":2},{\"name\":\"a_stddev\",\"real_time\":3},"
		"{\"name\":\"a_cv\",\"real_time\":3},{\"name\":\"b_mean\",\"real_time\":4}]}",
		"a\n  real_time [s, lower] figures mean=1e-09 median=2e-09 sd=3e-09\n"
		"b_mean\n  real_time [s, lower] figures mean=4e-09\n" },
	{ "counters with the library's names, and words",
		"{\"context\":{},\"benchmarks\":[{\"name\":\"a\",\"run_type\":\"iteration\","
		"\"iterations\":5,\"real_time\":1,\"iterations\":7,\"real_time\":9,\"x\":nan}]}",
		"a\n  warning: the counter 'x' has values that are not finite numbers; they are "
		"skipped\n  real_time [s, lower] 1e-09\n  iterations [1, none] 7\n"
		"  real_time (counter) [1, none] 9\n" },
};

static void google_benchmark(void **state)
{
	(void)state;
	assert_import_rows(google, ARRAY_SIZE(google), "google-benchmark");
}

static const struct import_text_row go[] = {
	{ "Benchmarkuber_zap 1 5 x-bytes\n", "uber_zap\n  x-bytes [B, lower] 5\n" },
	{ "pkg: p\nBenchmarkX 1 5 ns/op\ninfo: 1ms\nBenchmarkX 1 5 ns/op\ntook: 2ms\n"
	  "BenchmarkX 1 5 ns/op\ntook: 3ms\nBenchmarkX 1 5 ns/op\n",
		"p.X\n  sec/op [s, lower] 5e-09 5e-09 5e-09 5e-09\n" },
	{ "BenchmarkX 1 5 ns/op\nPASS\ncommit: a\nBenchmarkX 1 6 ns/op\nPASS\ncommit: b\n"
	  "BenchmarkX 1 7 ns/op\n",
		"X\n  sec/op [s, lower] 5e-09\nX commit:a\n  sec/op [s, lower] 6e-09\n"
		"X commit:b\n  sec/op [s, lower] 7e-09\n" },
};

static void go_test(void **state)
{
	static const char events[] =
		"{\"Action\":\"start\",\"Package\":\"p\"}\n"
		"{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"BenchmarkX\"}\n"
		"{\"Action\":\"output\",\"Package\":\"q\",\"Output\":\"BenchmarkX 1 7 ns/op\\n\"}\n"
		"# p\n"
		"{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\" 1 5 ns/op\\n\"}\n";
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	assert_import_texts(go, ARRAY_SIZE(go), "go-test");
	assert_row("events", import_text_outcome(&mem, events, NULL),
		"p.X\n  sec/op [s, lower] 5e-09\nq.X\n  sec/op [s, lower] 7e-09\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_benchctl_wrote_is_refused),
		cmocka_unit_test(bytes_before_the_text),
		cmocka_unit_test(lines_are_counted_from_the_top),
		cmocka_unit_test(other_encodings),
		cmocka_unit_test(odd_names),
		cmocka_unit_test(a_cut_report_is_noticed),
		cmocka_unit_test(inputs_are_united),
		cmocka_unit_test(tables_of_others),
		cmocka_unit_test(what_is_left_out_is_told),
		cmocka_unit_test(google_benchmark),
		cmocka_unit_test(go_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
