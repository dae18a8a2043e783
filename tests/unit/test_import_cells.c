/* Every format with the same odd values in the place of its number and of its name: a sentence, or
 * a result that is sound. */
#include "unit_import_text.h"

/* In the texts, # stands for the number and ~ for the name; a format that prints no name has none.
 */
static const struct {
	const char *format, *text;
} formats[] = {
	{ "google-benchmark",
		"{\"context\":{\"num_cpus\":2},\"benchmarks\":[{\"name\":\"~\",\"real_time\":#,"
		"\"time_unit\":\"ns\"}]}" },
	{ "pytest-benchmark",
		"{\"machine_info\":{},\"benchmarks\":[{\"fullname\":\"~\",\"stats\":{\"data\":[#,2]}}]}" },
	{ "benchmarkdotnet",
		"{\"HostEnvironmentInfo\":{},\"Benchmarks\":[{\"FullName\":\"~\",\"Statistics\":"
		"{\"Mean\":1,\"OriginalValues\":[#,1]}}]}" },
	{ "cargo-criterion",
		"{\"reason\":\"benchmark-complete\",\"id\":\"~\",\"unit\":\"ns\","
		"\"iteration_count\":[1,2],\"measured_values\":[#,3]}" },
	{ "jmh",
		"[{\"benchmark\":\"~\",\"mode\":\"avgt\",\"primaryMetric\":{\"score\":1,"
		"\"scoreUnit\":\"ns/op\",\"rawData\":[[#,2]]}}]" },
	{ "vitest",
		"{\"files\":[{\"filepath\":\"f\",\"groups\":[{\"benchmarks\":[{\"name\":\"~\","
		"\"mean\":1,\"samples\":[#]}]}]}]}" },
	{ "fio",
		"{\"fio version\":\"fio-3\",\"jobs\":[{\"jobname\":\"~\",\"error\":0,\"read\":{"
		"\"total_ios\":1,\"iops\":1,\"bw_bytes\":2,\"clat_ns\":{\"N\":1,\"mean\":#}}}]}" },
	{ "oha",
		"{\"summary\":{\"successRate\":1,\"requestsPerSec\":#,\"average\":1},\"statusCodeDistribution\":"
		"{\"200\":2}}" },
	{ "k6", "{\"metrics\":{\"~_duration\":{\"avg\":#}}}" },
	{ "hyperfine", "{\"results\":[{\"command\":\"~\",\"times\":[#,2]}]}" },
	{ "go-test", "Benchmark~ 1 # ns/op\n" },
	{ "wrk",
		"Running 1s test @ http://127.0.0.1/~\n  1 threads and 1 connections\n"
		"  Thread Stats   Avg      Stdev     Max   +/- Stdev\n"
		"    Latency   #us    1.00us   3.00us   68.00%\n"
		"  10 requests in 1.00s, 1.00KB read\nRequests/sec:     10.00\n" },
	{ "hey-csv",
		"response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,"
		"offset\n#,0,0,0,0,0,200,0\n" },
	{ "h2load-log", "1700000000000000\t200\t#\n" },
	{ "catch2",
		"<Catch><TestCase name=\"~\"><BenchmarkResults name=\"b\" samples=\"10\">"
		"<mean value=\"#\"/></BenchmarkResults></TestCase></Catch>" },
	{ "junit", "<testsuite><testcase name=\"~\" time=\"#\"/></testsuite>" },
	{ "custom", "[{\"name\":\"~\",\"unit\":\"ms\",\"value\":#}]" },
	{ "customSmallerIsBetter", "[{\"name\":\"~\",\"unit\":\"ms\",\"value\":#}]" },
	{ "customBiggerIsBetter", "[{\"name\":\"~\",\"unit\":\"ms\",\"value\":#}]" },
	{ "bencher", "{\"~\":{\"latency\":{\"value\":#}}}" },
	{ "google-benchmark-csv",
		"name,iterations,real_time,cpu_time,time_unit\n\"~\",1,#,1,ns\n" },
	{ "jmh-csv",
		"\"Benchmark\",\"Mode\",\"Threads\",\"Samples\",\"Score\",\"Score Error (99.9%)\","
		"\"Unit\"\n\"~\",\"avgt\",1,5,#,0.1,\"ns/op\"\n" },
	{ "jmh-text",
		"Benchmark  Mode  Cnt  Score  Error  Units\n~  avgt  5  #  \xc2\xb1 0.1  ns/op\n" },
	{ "criterion-text", "~   time:   [1.0 ns # ns 2e99 ns]\n" },
	{ "libtest", "test ~ ... bench:   # ns/iter (+/- 1)\n" },
	{ "hyperfine-csv", "command,mean,stddev,median,user,system,min,max\n~,1,,#,1,1,1,1\n" },
	{ "locust",
		"Type,Name,Request Count,Failure Count,Average Response Time,Requests/s\n"
		"GET,~,5,0,#,5\n" },
	{ "redis-benchmark",
		"\"test\",\"rps\",\"avg_latency_ms\",\"p50_latency_ms\"\n\"~\",\"5\",\"#\",\"1\"\n" },
	{ "csv", "benchmark,metric,value,unit\n~,wall,#,ms\n" },
};

static const char *filled(struct arena *mem, const char *text, const char *number, const char *name)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	for (; *text; text++) {
		if (*text == '#')
			fputs(number, m.f);
		else if (*text == '~')
			fputs(name, m.f);
		else
			fputc(*text, m.f);
	}
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

static bool is_sentence(const char *outcome)
{
	return strncmp(outcome, "error: in", 9) == 0 && strlen(outcome) > 20 &&
		!strchr(outcome, '\n');
}

/* An error, or a benchmark that failed. */
static bool is_refused(const char *outcome)
{
	return is_sentence(outcome) || strncmp(outcome, "X: ", 3) == 0;
}

static void numbers(void **state)
{
	static const struct {
		const char *number;
		bool fits;
	} rows[] = {
		{ "1.5", true },
		{ "123456789012345678901234567890", true },
		{ "18446744073709551616", true },
		{ "NaN", false },
		{ "nan", false },
		{ "Infinity", false },
		{ "-inf", false },
		{ "1e999", false },
		{ "-1", false },
		{ "0x10", false },
		{ "1;5", false },
		{ "1.5x", false },
		{ "\xff", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
			FREES_ARENA struct arena mem = { 0 };
			const char *text = filled(&mem, formats[i].text, rows[k].number, "X");
			const char *got = import_text_outcome(&mem, text, formats[i].format);

			if (is_refused(got) == rows[k].fits)
				fail_msg("%s: '%s' gives %s", formats[i].format, rows[k].number,
					got);
		}
}

static void names(void **state)
{
	FREES_ARENA struct arena all = { 0 };
	char *lengthy = arena_alloc(&all, 2001);
	const char *const rows[] = { "\xff", "\xc0\x80", "\xed\xa0\x80", "a\x01", lengthy };

	(void)state;
	memset(lengthy, 'a', 2000);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
			FREES_ARENA struct arena mem = { 0 };
			const char *text = filled(&mem, formats[i].text, "1.5", rows[k]);
			const char *got = import_text_outcome(&mem, text, formats[i].format);

			/* JSON and XML with bytes that are not UTF-8 are no such files. */
			if (is_sentence(got) ? !strchr("{[<", *text)
					     : strpbrk(got, "\x01\xff") || strlen(got) > 4000)
				fail_msg("%s: name %zu gives %s", formats[i].format, k, got);
		}
}

/* The list of customs is one format under three names, and a table of requests is a table. */
static bool is_same(const char *reader, const char *format)
{
	if (strncmp(reader, "custom", 6) == 0 && strncmp(format, "custom", 6) == 0)
		return true;
	/* Every table of a tool can be read as a table. */
	return strcmp(reader, format) == 0 ||
		(strcmp(reader, "csv") == 0 &&
			(strstr(format, "-csv") || strcmp(format, "locust") == 0 ||
				strcmp(format, "redis-benchmark") == 0));
}

/* A format reads what it wrote itself and nothing of any other. */
static void others(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		for (size_t k = 0; k < ARRAY_SIZE(formats); k++) {
			FREES_ARENA struct arena mem = { 0 };
			const char *text = filled(&mem, formats[k].text, "1.5", "X");
			const char *got = import_text_outcome(&mem, text, formats[i].format);

			if (is_sentence(got) == is_same(formats[i].format, formats[k].format))
				fail_msg("%s reads %s: %s", formats[i].format, formats[k].format,
					got);
		}
}

/* Cut off in ten places: what is left is sound, and where the end is marked it is an error. */
static void cut_off(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		for (size_t k = 0; k < 10; k++) {
			FREES_ARENA struct arena mem = { 0 };
			const char *text = filled(&mem, formats[i].text, "1.5", "X");
			size_t n = strlen(text) * k / 10;

			import_text_holds(&mem, text, n, formats[i].format);
			import_text_holds(&mem, text, n, NULL);
			if (strchr("{[<", *text) &&
				!is_sentence(import_outcome(&mem, text, n, formats[i].format)))
				fail_msg("%s: %zu bytes are enough", formats[i].format, n);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(names),
		cmocka_unit_test(others),
		cmocka_unit_test(cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
