/* Google Benchmark, Criterion.rs, cargo-criterion, JMH, BenchmarkDotNet: benchmarks inside a
 * program. */
#include "unit_import.h"

static void test_files(void **state)
{
	static const struct {
		const char *path, *format;
	} rows[] = {
		/* Google Benchmark 1.7.1, real, with a shorter context */
		{ "google-benchmark/repetitions.json", "google-benchmark" },
		{ "google-benchmark/aggregates-only.json", "google-benchmark" },
		{ "google-benchmark/counters.json", "google-benchmark" },
		/* Criterion.rs 0.3.6, real, less pictures; sum/xor/1000 has lost its samples */
		{ "criterion/target", "criterion" },
		/* written after the documentation of cargo-criterion 1.1 */
		{ "cargo-criterion/lines.json", "cargo-criterion" },
		/* written after the source of JMH 1.37 and files of its users */
		{ "jmh/modes.json", "jmh" },
		/* written after the documentation of BenchmarkDotNet 0.13 */
		{ "benchmarkdotnet/full.json", "benchmarkdotnet" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_imports(rows[i].path, rows[i].format);
}

#define ENTRY(values) "{\"context\":{},\"benchmarks\":[{" values "}]}"

static void test_google(void **state)
{
	static const struct import_row rows[] = {
		{ "keys in another order",
			ENTRY("\"time_unit\":\"us\",\"real_time\":2,\"name\":\"a\""),
			"a\n  real_time [s, lower] 2e-06\n" },
		{ "counters, and keys of other types",
			ENTRY("\"name\":\"a\",\"real_time\":null,"
			      "\"x\":1.5,\"y\":\"no\",\"z\":[1],\"iterations\":\"no\",\"k_per_second\":7"),
			"a\n  k_per_second [1/s, higher] 7\n  x [1, none] 1.5\n" },
		{ "an error without a message", ENTRY("\"name\":\"a\",\"error_occurred\":true"),
			"a: the benchmark reported an error\n" },
		{ "negative", ENTRY("\"name\":\"a\",\"real_time\":-1"),
			"error: in: real_time of 'a' is negative" },
		{ "an aggregate without cpu_time behind one that has it",
			ENTRY("\"name\":\"a\",\"run_type\":\"aggregate\",\"aggregate_name\":\"mean\","
			      "\"real_time\":1,\"cpu_time\":2},{\"name\":\"b\","
			      "\"run_type\":\"aggregate\",\"aggregate_name\":\"mean\",\"real_time\":3"),
			"a\n  real_time [s, lower] figures mean=1e-09\n"
			"  cpu_time [s, lower] figures mean=2e-09\n"
			"b\n  real_time [s, lower] figures mean=3e-09\n" },
		{ "aggregates of one only, behind another's samples",
			ENTRY("\"name\":\"a\",\"real_time\":1},{\"name\":\"b_mean\",\"run_name\":\"b\","
			      "\"run_type\":\"aggregate\",\"aggregate_name\":\"mean\",\"real_time\":3},"
			      "{\"name\":\"a_mean\",\"run_name\":\"a\","
			      "\"run_type\":\"aggregate\",\"aggregate_name\":\"mean\",\"real_time\":1"),
			"a\n  real_time [s, lower] 1e-09\n"
			"b\n  real_time [s, lower] figures mean=3e-09\n" },
		{ "a time that is not finite", ENTRY("\"name\":\"a\",\"real_time\":NaN"),
			"error: in: real_time of 'a' is not a finite number" },
		{ "a counter that is not finite",
			ENTRY("\"name\":\"a\",\"real_time\":1,\"x\":-Infinity,\"y\":2"),
			"a\n  warning: the counter 'x' has values that are not finite numbers; "
			"they are skipped\n  real_time [s, lower] 1e-09\n  y [1, none] 2\n" },
		{ "no name", ENTRY("\"real_time\":1"), "error: in: the name '' is empty" },
		{ "an unknown unit", ENTRY("\"name\":\"a\",\"real_time\":1,\"time_unit\":\"eons\""),
			"a\n  real_time [eons, lower] 1\n" },
		{ "the same key twice", ENTRY("\"real_time\":1,\"real_time\":1"),
			"error: in: the name '' is empty" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "google-benchmark");
}

#define LINE(values) "{\"reason\":\"benchmark-complete\",\"id\":\"a\"," values "}"

static void test_cargo_criterion(void **state)
{
	static const struct import_row rows[] = {
		{ "no samples",
			LINE("\"median\":{\"estimate\":2,\"lower_bound\":1,\"upper_bound\":4}"),
			"a\n  time [s, lower] figures median=2e-09 lo=1e-09 hi=4e-09\n" },
		{ "counts are missing", LINE("\"measured_values\":[1,2],\"iteration_count\":[1]"),
			"error: in: 'a' has 1 count of iterations for 2 samples" },
		{ "no iterations", LINE("\"measured_values\":[1],\"iteration_count\":[0]"),
			"error: in: time of 'a' is not a finite number" },
		{ "a second line that is none",
			LINE("\"measured_values\":[1],\"iteration_count\":[1]") "\n{\"reason\"",
			"error: in:2:10: expected ':' after a key, found the end of the file" },
		{ "text behind", LINE("\"measured_values\":[1],\"iteration_count\":[1]") "\nDone",
			"error: in:2:1: text after the end of the document" },
		{ "another reason only", "{\"reason\":\"group-complete\"}",
			"error: in: contains no results in the format cargo-criterion" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "cargo-criterion");
}

#define JMH(mode, primary)                                                                         \
	"[{\"benchmark\":\"a\",\"mode\":\"" mode "\",\"primaryMetric\":{" primary "}}]"

static void test_jmh(void **state)
{
	static const struct import_row rows[] = {
		{ "unknown unit", JMH("avgt", "\"score\":2,\"scoreUnit\":\"fortnights\""),
			"a\n  time [fortnights, lower] figures mean=2\n" },
		{ "unknown mode", JMH("all", "\"score\":2"),
			"error: in: 'a' has the unknown mode 'all'" },
		{ "infinite",
			JMH("avgt",
				"\"score\":1,\"scoreUnit\":\"s/op\",\"rawData\":[[\"+Infinity\"]]"),
			"a: its score is not a number\n" },
		{ "negative", JMH("avgt", "\"score\":-1,\"scoreUnit\":\"s/op\""),
			"error: in: time of 'a' is negative" },
		{ "nothing seen",
			JMH("sample", "\"scoreUnit\":\"s/op\",\"rawDataHistogram\":[[[]]]"),
			"a: its score is not a number\n" },
		{ "no metric", "[{\"benchmark\":\"a\",\"mode\":\"avgt\"}]",
			"a: its score is not a number\n" },
		{ "the same in two units",
			"[{\"benchmark\":\"a\",\"mode\":\"avgt\",\"primaryMetric\":"
			"{\"scoreUnit\":\"s/op\",\"rawData\":[[1]]}},"
			"{\"benchmark\":\"a\",\"mode\":\"avgt\",\"primaryMetric\":"
			"{\"scoreUnit\":\"u\",\"rawData\":[[1]]}}]",
			"error: in: time of 'a' has the unit u here, but had the unit s before" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "jmh");
}

static void test_benchmarkdotnet(void **state)
{
	static const struct import_row rows[] = {
		{ "the default job, and one whose name begins it",
			"{\"Benchmarks\":["
			"{\"FullName\":\"a\",\"DisplayInfo\":\"a: DefaultJob\","
			"\"Statistics\":{\"OriginalValues\":[1]}},"
			"{\"FullName\":\"a\",\"DisplayInfo\":\"a: Default(N=1)\","
			"\"Statistics\":{\"OriginalValues\":[2]}}]}",
			"a\n  time [s, lower] 1e-09\n"
			"a/job=Default\n  time [s, lower] 2e-09\n" },
		{ "memory of a benchmark that has failed before",
			"{\"Benchmarks\":[{\"FullName\":\"a\"},"
			"{\"FullName\":\"a\",\"Statistics\":{\"Mean\":1},"
			"\"Memory\":{\"BytesAllocatedPerOperation\":5}}]}",
			"a: it has no statistics: the benchmark failed\n"
			"a/2\n  time [s, lower] figures mean=1e-09\n"
			"  allocated [B, lower, exact] figures mean=5\n" },
		{ "memory, which repeats exactly",
			"{\"Benchmarks\":[{\"FullName\":\"a\",\"Statistics\":{\"Mean\":1},"
			"\"Memory\":{\"BytesAllocatedPerOperation\":5}}]}",
			"a\n  time [s, lower] figures mean=1e-09\n"
			"  allocated [B, lower, exact] figures mean=5\n" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "benchmarkdotnet");
}

static void test_folders(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *inner = file_join(&mem, folder, "a/new");
	struct import_answer answer;
	struct run run = { 0 };
	struct error err;

	(void)state;
	assert_int_equal(import_file(&run, &mem, folder, NULL, &answer, &err), -1);
	assert_contains(err.text, "without a known format");
	assert_int_equal(import_file(&run, &mem, folder, importer_find("hyperfine"), &answer, &err),
		-1);
	assert_contains(err.text, "hyperfine reads a file");
	assert_int_equal(import_file(&run, &mem, folder, importer_find("criterion"), &answer, &err),
		-1);
	assert_contains(err.text, "contains no results in the format criterion");

	assert_ok(file_mkdirs(inner, &err), &err);
	unit_write(file_join(&mem, inner, "sample.json"), "{\"iters\":[2],\"times\":[4]}");
	assert_ok(import_file(&run, &mem, folder, NULL, &answer, &err), &err);
	assert_ok(import_file(&run, &mem, folder, NULL, &answer, &err), &err);
	assert_text(answer.reason, "it has Criterion's folders \"new\"");
	unit_write(file_join(&mem, inner, "benchmark.json"), "{\"full_id\":\"a\"}");
	assert_ok(import_file(&run, &mem, inner, NULL, &answer, &err), &err);
	unit_write(file_join(&mem, inner, "sample.json"), "{\"iters\":[2],\"times\":[4");
	assert_int_equal(import_file(&run, &mem, folder, NULL, &answer, &err), -1);
	assert_contains(err.text, "/a/new/sample.json:1:24: expected ',' or ']'");
	unit_remove(folder);
	assert_text(import_outcome(&mem, "{}", 2, "criterion"),
		"error: in: Criterion's results are in a folder; name it, such as target/criterion");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_google),
		cmocka_unit_test(test_cargo_criterion),
		cmocka_unit_test(test_jmh),
		cmocka_unit_test(test_benchmarkdotnet),
		cmocka_unit_test(test_folders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
