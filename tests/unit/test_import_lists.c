/* Lists of single figures: the custom formats and Bencher's; and many of them. */
#include <sys/resource.h>

#include "unit_import.h"

#if defined(__SANITIZE_ADDRESS__)
enum { MANY = 20000 };
#else
enum { MANY = 200000 };
#endif

static void test_files(void **state)
{
	static const struct {
		const char *path, *format;
	} rows[] = {
		/* both written after the documentation */
		{ "custom/list.json", "custom" },
		{ "bencher/metrics.json", "bencher" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_imports(rows[i].path, rows[i].format);
}

static void test_custom(void **state)
{
	static const struct {
		const char *format, *text, *expected;
	} rows[] = {
		{ "customSmallerIsBetter", "[{\"name\":\"a\",\"unit\":\"things\",\"value\":2}]",
			"a\n  value [things, lower] figures mean=2\n" },
		{ "customBiggerIsBetter", "[{\"name\":\"a\",\"unit\":\"s\",\"value\":2}]",
			"a\n  value [s, higher] figures mean=2\n" },
		{ "custom", "[{\"name\":\"a\",\"unit\":\"things\",\"value\":2}]",
			"error: in: the file does not say whether more or less of 'things' is "
			"better; import it with --format customSmallerIsBetter or customBiggerIsBetter" },
		{ "custom", "[{\"name\":\"a\",\"value\":2}]",
			"error: in: the file does not say whether more or less of 'a' is "
			"better; import it with --format customSmallerIsBetter or customBiggerIsBetter" },
		{ "custom", "[{\"name\":\"a\",\"unit\":\"us\",\"value\":2,\"range\":\"+/- 10%\"}]",
			"a\n  value [s, lower] figures mean=2e-06 sd=2e-07 lo=1.6e-06 hi=2.4e-06 "
			"level=0.95\n" },
		{ "custom", "[{\"name\":\"a\",\"unit\":\"us\",\"value\":2,\"range\":1}]",
			"a\n  value [s, lower] figures mean=2e-06 sd=1e-06 lo=0 hi=4e-06 "
			"level=0.95\n" },
		{ "custom", "[{\"name\":\"a\",\"unit\":\"s\",\"value\":2,\"range\":\"none\"}]",
			"a\n  value [s, lower] figures mean=2\n" },
		{ "custom",
			"[{\"name\":\"a\",\"unit\":\"s\",\"value\":2},"
			"{\"name\":\"a\",\"unit\":\"s\",\"value\":2}]",
			"a\n  value [s, lower] figures mean=2\n"
			"a/2\n  value [s, lower] figures mean=2\n" },
		{ "custom", "[{\"name\":\"a\",\"unit\":\"s\",\"value\":\"2\"}]",
			"a\n  value [s, lower] figures mean=2\n" },
		{ "custom", "[{\"name\":\"a\",\"unit\":\"s\",\"value\":-2}]",
			"error: in: value of 'a' is negative" },
		{ "custom",
			"[{\"name\":\"a\",\"unit\":\"s\",\"value\":123456789012345678901234567890}]",
			"a\n  value [s, lower] figures mean=1.23457e+29\n" },
		{ "custom", "[{\"name\":\"a\\u0001\",\"unit\":\"s\",\"value\":1}]",
			"a\\x01\n  value [s, lower] figures mean=1\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_row(rows[i].text,
			import_outcome(&mem, rows[i].text, strlen(rows[i].text), rows[i].format),
			rows[i].expected);
	}
}

static void test_bencher(void **state)
{
	static const struct import_row rows[] = {
		{ "no value", "{\"a\":{\"latency\":{\"lower_value\":1}}}",
			"error: in: latency of 'a' is not a finite number" },
		{ "twice", "{\"a\":{\"latency\":{\"value\":1},\"latency\":{\"value\":1}}}",
			"a\n  latency [s, lower] 1e-09 1e-09\n" },
		{ "bounds beside the value",
			"{\"a\":{\"latency\":{\"value\":1,\"lower_value\":2,\"upper_value\":3}}}",
			"a\n  latency [s, lower] figures mean=1e-09\n" },
		{ "no measures", "{\"a\":{}}",
			"error: in: contains no results in the format bencher" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "bencher");
}

static long peak_kib(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return use.ru_maxrss;
}

/* A file of many entries is read as it comes, and what stays is small. */
static void test_many(void **state)
{
	static const struct {
		const char *format, *begin, *head, *tail, *end;
		long kib; /* that may be added to the peak */
	} rows[] = {
		/* all of one result */
		{ "google-benchmark", "{\"context\":{},\"benchmarks\":[",
			"{\"name\":\"a\",\"run_name\":\"a\",\"iterations\":", ",\"real_time\":1.5}",
			"]}", 20000 },
		/* a result each: id, one series, its figures */
		{ "customSmallerIsBetter", "[", "{\"name\":\"benchmark ",
			"\",\"unit\":\"ms\",\"value\":1.5}", "]", 130000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const char *folder = unit_folder(&mem),
			   *path = file_join(&mem, folder, "many.json");
		struct import_answer answer;
		struct run run = { 0 };
		struct error err;
		FILE *f = fopen(path, "w");
		long before = peak_kib();

		assert_non_null(f);
		fputs(rows[i].begin, f);
		for (size_t k = 0; k < MANY; k++)
			fprintf(f, "%s%s%zu%s", k ? ",\n" : "", rows[i].head, k, rows[i].tail);
		fputs(rows[i].end, f);
		assert_int_equal(fclose(f), 0);
		assert_ok(import_file(&run, &mem, path, importer_find(rows[i].format), &answer,
				  &err),
			&err);
		unit_remove(folder);
		assert_int_equal(i == 1 ? run.n : run.v[0].v[0].n, MANY);
		print_message("%s: %ld KiB\n", rows[i].format, peak_kib() - before);
		assert_true(peak_kib() - before < rows[i].kib);
	}
}

/* What the action itself says about the direction. */
static void github_action(void **state)
{
	static const struct import_row rows[] = {
		{ "newest",
			"window.BENCHMARK_DATA = {\"lastUpdate\":1,\"entries\":{\"a\":["
			"{\"tool\":\"cargo\",\"benches\":[{\"name\":\"x\",\"value\":1}]},"
			"{\"benches\":[{\"name\":\"x\",\"value\":254,\"range\":\"+/- 2,802\","
			"\"unit\":\"ns/iter\"}],\"tool\":\"cargo\"}]}};\n",
			"x\n  value [s, lower] figures mean=2.54e-07 sd=2.802e-06 lo=0 "
			"hi=5.858e-06 level=0.95\n" },
		{ "suites",
			"{\"lastUpdate\":1,\"entries\":{\"a\":[{\"tool\":\"pytest\",\"benches\":[{"
			"\"name\":\"x\",\"value\":4,\"unit\":\"iter/sec\","
			"\"range\":\"stddev: 0.25\"}]}],\"b\":[{\"tool\":\"go\",\"benches\":[{"
			"\"name\":\"x\",\"value\":4,\"unit\":\"ns/op\\t1 B/op\"},{\"name\":\"x - "
			"MB/s\",\"value\":4,\"unit\":\"MB/s\"}]}],\"c\":[{\"tool\":"
			"\"customSmallerIsBetter\",\"benches\":[{\"name\":\"x\",\"value\":4,"
			"\"unit\":\"MB/s\"}]}],\"d\":[]}}",
			"a/x\n  value [1/s, higher] figures mean=4 sd=4 lo=0 hi=12 level=0.95\n"
			"b/x\n  value [s, lower] figures mean=4e-09\nb/x - MB/s\n  value [B/s, "
			"higher] figures mean=4e+06\nc/x\n  value [B/s, lower] figures "
			"mean=4e+06\n" },
		{ "cut", "window.BENCHMARK_DATA = {\"lastUpdate\":1,\"entries\":{\"a\":[{",
			"error: in:1:34: expected a key, found the end of the file" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(github_action),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_custom),
		cmocka_unit_test(test_bencher),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
