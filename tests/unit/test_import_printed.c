/* What tools print for people; perf stat, asv, ReBench, LNT; and what is said of anything else. */
#include "unit_import.h"

static void test_files(void **state)
{
	static const struct {
		const char *path, *format;
	} rows[] = {
		/* Google Benchmark 1.7.1, Catch2 2.13.10 and perf 6.1, real */
		{ "google-benchmark-text/console.txt", "google-benchmark-text" },
		{ "catch2-text/console.txt", "catch2-text" },
		{ "perf-stat/repeat.csv", "perf-stat" },
		{ "perf-stat/one.csv", "perf-stat" },
		{ "perf-stat/semicolon.csv", "perf-stat" },
		{ "perf-stat/events.json", "perf-stat-json" },
		/* written after files of its users; ReBench's after its source, LNT's after both */
		{ "asv/result.json", "asv" },
		{ "rebench/run.data", "rebench" },
		{ "rebench/run-ids.data", "rebench" },
		{ "lnt/report.json", "lnt" },
		{ "lnt/report-1.json", "lnt-1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_imports(rows[i].path, rows[i].format);
}

#define GOOGLE "\nBenchmark                Time             CPU   Iterations\n"
#define RULE   "-------------------------------------------------------------------------------\n"
#define CATCH2                                                                                      \
	RULE "a b\n  section\n" RULE                                                                \
	     "x.cpp:6\n.........................................................................\n" \
	     "\nbenchmark name                       samples       iterations    est run time\n"    \
	     "                                     mean          low mean      high mean\n"         \
	     "                                     std dev       low std dev   high std dev\n" RULE

static void test_texts(void **state)
{
	static const struct import_row rows[] = {
		{ "a name with blanks, binary units",
			GOOGLE "BM_f<a, b> 5/x  1.5 ms  0.5 ms  100 bytes_per_second=2Gi/s n=2.5k "
			       "old=1M/s label text\n",
			"BM_f<a, b> 5/x\n  real_time [s, lower] 0.0015\n  cpu_time [s, lower] 0.0005\n"
			"  bytes_per_second [B/s, higher] 2.14748e+09\n  n [1, none] 2500\n"
			"  old [1, none] 1e+06\n" },
		{ "skips, complexity",
			GOOGLE "a  1 ns  1 ns  5\nb  SKIPPED: 'no'\nc_BigO  0.3 N  0.3 N\n"
			       "c_RMS  3 %  3 %\n",
			"a\n  real_time [s, lower] 1e-09\n  cpu_time [s, lower] 1e-09\n" },
		{ "only aggregates",
			GOOGLE
			"a_mean  2 ns  1 ns  3\na_stddev  1 ns  0 ns  3\na_cv  5.00 %  1.00 %  3\n",
			"a\n  real_time [s, lower] figures mean=2e-09 sd=1e-09\n"
			"  cpu_time [s, lower] figures mean=1e-09 sd=0\n" },
		{ "sections, failures",
			CATCH2 "one  20  5  1 ms\n  2 us  1 us  3 us\n  1 ns  1 ns  1 ns\n\n"
			       "two   Benchmark failed (no file)\n\nx.cpp:9: FAILED:\n",
			"a b/section: an assertion failed\na b/section/one\n"
			"  time [s, lower] figures n=20 mean=2e-06 sd=1e-09 lo=1e-06 hi=3e-06 "
			"level=0.95\na b/section/two: no file\n" },
		{ "an unknown event has no direction; multiplexed",
			"# started on x\n\n12,,cache-references:u,100,50.00,,\n3,,L1-dcache-load-misses,1,100.00\n",
			"perf\n  warning: perf counted cache-references:u during 50% of the time and "
			"estimated the rest\n  L1-dcache-load-misses [1, lower] 3\n"
			"  cache-references:u [1, none] 12\n" },
		{ "two runs of perf",
			"5.0,msec,task-clock,1,100.00,,\n6.0,msec,task-clock,1,100.00,,\n",
			"perf\n  task-clock [s, lower] 0.005 0.006\n" },
		{ "no event", "5.0,msec,task-clock,1,100.00,,\nx\n",
			"error: in:2: 'x' is not a line of perf stat: value, event" },
		{ "an old file of asv",
			"{\"commit_hash\":\"a\",\"env_name\":\"e\",\"results\":{\"time_a\":0.5,"
			"\"time_b\":{\"result\":[1,2],\"params\":[[\"1\",\"2\"]]},\"mem_c\":null}}",
			"time_a\n  time [s, lower] figures median=0.5\ntime_b(1)\n"
			"  time [s, lower] figures median=1\ntime_b(2)\n"
			"  time [s, lower] figures median=2\n" },
		{ "no measurement of ReBench", "#!x\n# Execution Start: x\n1\t1\tx\n",
			"error: in:3: '1\t1\tx' is not ReBench's measurement" },
		{ "a run that is not described",
			"#!x\n# Execution Start: x\n1\t1\t5\tms\ttotal\t7\n",
			"error: in:3: '1\t1\t5\tms\ttotal\t7' is not ReBench's measurement" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), NULL);
}

#define NEAR(a, b)                                                                                 \
	"; the nearest formats are " a " and " b ": convert the file to one of them, or name its " \
	"format with --format (benchctl import --help lists all)"
#define CUSTOM  "custom (a list of name, unit, value; the unit decides the better direction)"
#define BENCHER "bencher (Bencher Metric Format)"
#define CSV     "csv (a table: columns benchmark, metric, value, unit; or each numeric column a metric)"
#define GO      "go-test (go test -bench . -count 10)"

static void test_unrecognised(void **state)
{
	static const struct import_row rows[] = {
		{ "JSON", "{\"b\":{\"x\":[1]},\"a\":2}",
			"error: in: unknown format: JSON with the keys b, a" NEAR(CUSTOM,
				BENCHER) },
		{ "a list", "[{\"b\":1},{\"c\":1}]",
			"error: in: unknown format: JSON, a list of objects with the key b" NEAR(
				CUSTOM, BENCHER) },
		{ "one format is near, and also the usual one", "[{\"unit\":1}]",
			"error: in: unknown format: JSON, a list of objects with the key unit" NEAR(
				CUSTOM, BENCHER) },
		{ "a list of numbers", "[1]",
			"error: in: unknown format: JSON, a list" NEAR(CUSTOM, BENCHER) },
		{ "broken JSON", "{", "error: in: unknown format: JSON" NEAR(CUSTOM, BENCHER) },
		{ "half of what a format has", "{\"results\":[{\"cmd\":\"x\"}]}",
			"error: in: unknown format: JSON with the key results" NEAR(
				"hyperfine (hyperfine --export-json FILE)",
				"nanobench (nanobench, its template json)") },
		{ "a table", "name;colour\na;red\n",
			"error: in: unknown format: CSV with the columns name, colour" NEAR(CSV,
				GO) },
		{ "text", "hello 5 ms\nx\n",
			"error: in: unknown format: text that starts with 'hello 5 ms'" NEAR(CSV,
				GO) },
		{ "what perf prints for people", "\n Performance counter stats for 'true':\n",
			"error: in: unknown format: text that starts with ' Performance counter stats "
			"for 'true':'" NEAR("perf-stat (perf stat -x,)", CSV) },
		{ "what fio writes for scripts", "3;fio-3.33;a;0;0;1024;99\n",
			"error: in: unknown format: CSV without column names: 3, fio-3.33, a, 0, 0, 1024, "
			"99" NEAR("fio (fio --output-format=json)", CSV) },
		{ "perf stat -I", "# started on Sun\n 0.1;5;;cycles;9;100.00\n",
			"error: in: unknown format: text that starts with '# started on "
			"Sun'" NEAR("perf-stat (perf stat -x,)", CSV) },
		{ "what oha prints for people",
			"Summary:\n  Success rate:\t100%\n  Slowest:\t1 secs\n  Requests/sec:\t9\n",
			"error: in: unknown format: text that starts with 'Summary:'" NEAR(CSV,
				GO) },
		{ "XML", "<a/>",
			"error: in: unknown format: XML" NEAR(
				"junit (JUnit XML: the time of every test case)", CSV) },
		{ "nothing", "", "error: in: is empty" },
		{ "blanks", " \n\n", "error: in: is empty" },
		{ "bytes", "a\x01\x02", "error: in: is binary; all formats are text" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_unrecognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
