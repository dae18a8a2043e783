#include "unit_import_text.h"

static void real_output_is_read(void **state)
{
	(void)state;
	assert_imports("go-test/fields.txt", "go-test");
	assert_imports("go-test/log.txt", "go-test");
}

#define LINE "BenchmarkX 1 "
static const struct import_text_row rows[] = {
	{ LINE "5 ns/op\n", "X\n  sec/op [s, lower] 5e-09\n" },
	{ LINE "5 ns/op", "X\n  sec/op [s, lower] 5e-09\n" },
	{ LINE "5 ns/op\r\n" LINE "6 ns/op\r\n", "X\n  sec/op [s, lower] 5e-09 6e-09\n" },
	{ "\xef\xbb\xbf" LINE "5 ns/op\n", "X\n  sec/op [s, lower] 5e-09\n" },
	{ "Benchmark 1 5 ns/op\n", "Benchmark\n  sec/op [s, lower] 5e-09\n" },
	{ LINE "7 p99-ns 3 heap-bytes 2 ns/GC 9 req/s 4 m 5 widgets\n",
		"X\n  p99-ns [s, lower] 7e-09\n  heap-bytes [B, lower] 3\n  ns/GC [s, lower] 2e-09\n"
		"  req/s [1/s, higher] 9\n  m [1, none] 4\n  widgets [widgets, none] 5\n" },
	{ LINE "7 p99-us 8 \xc2\xb5s 9 ms/op 1 foo-sec 2 x-MB/op 3 x-MB/s 4 x-bytes/sec 5 s 6 -ns\n",
		"X\n  p99-us [s, lower] 7e-06\n  \xc2\xb5s [s, lower] 8e-06\n"
		"  ms/op [s, lower] 0.009\n  foo-sec [s, lower] 1\n  x-MB/op [B, lower] 2e+06\n"
		"  x-MB/s [B/s, higher] 3e+06\n  x-bytes/sec [B/s, higher] 4\n  s [1, none] 5\n"
		"  -ns [s, lower] 6e-09\n" },
	/* What benchstat has tidied already is the same metric. */
	{ LINE "5 ns/op\n" LINE "7e-9 sec/op\n", "X\n  sec/op [s, lower] 5e-09 7e-09\n" },
	{ LINE "5 req-per-sec 2 cycles-per-B\n",
		"X\n  req-per-sec [req-per-sec, higher] 5\n"
		"  cycles-per-B [cycles-per-B, none] 2\n" },
	{ LINE "5 p99-ns 2 x-MB/op\nUnit p99-sec better=higher\nUnit x-B/op assume=exact\n",
		"X\n  p99-ns [s, higher] 5e-09\n  x-MB/op [B, lower, exact] 2e+06\n" },
	/* Units may be declared behind their use, under the name that is written or the one shown.
	 */
	{ LINE "5 ns/op 3 q\nUnit q better=higher assume=exact\nUnit sec/op assume=exact\n",
		"X\n  sec/op [s, lower, exact] 5e-09\n  q [1, higher, exact] 3\n" },
	{ LINE "5 q\nUnit q better=lower assume=nothing other=1\nUnit\nUnit  \n",
		"X\n  q [1, lower] 5\n" },
	/* Packages, and keys that tell parts of the file apart. */
	{ "pkg: a\n" LINE "5 ns/op\npkg: b\n" LINE "6 ns/op\n",
		"a.X\n  sec/op [s, lower] 5e-09\nb.X\n  sec/op [s, lower] 6e-09\n" },
	{ "goos: linux\ncommit: 1\n" LINE "5 ns/op\ncommit: 2\n" LINE "6 ns/op\n",
		"X commit:1\n  sec/op [s, lower] 5e-09\nX commit:2\n  sec/op [s, lower] 6e-09\n" },
	{ "Note: x\nnot a key: x\nhttp://x\n:\n" LINE "5 ns/op\n",
		"X\n  sec/op [s, lower] 5e-09\n" },
	/* What else a test prints. */
	{ "BenchmarkX-2 \tprinted\nmore\n  100\t 5 ns/op\t 3 B/op\n",
		"X-2\n  sec/op [s, lower] 5e-09\n  B/op [B, lower] 3\n" },
	{ "BenchmarkX\nBenchmarkX-2 1 5 ns/op\nBenchmarking 1 2 x\n 3 4 files\nok x 1s\n",
		"X-2\n  sec/op [s, lower] 5e-09\n" },
	{ "  BenchmarkX 1 9 ns/op\n\tBenchmarkX 1 9 ns/op\n" LINE "5 ns/op\n",
		"X\n  sec/op [s, lower] 5e-09\n" },
	{ "BenchmarkX 3 of 5\n" LINE "5 ns/op\n", "X\n  sec/op [s, lower] 5e-09\n" },
	/* Failures. */
	{ "--- FAIL: BenchmarkX\n    x_test.go:1: why\nFAIL\texample.org\t0.1s\nFAIL\n",
		"X: x_test.go:1: why\n" },
	{ "pkg: p\n" LINE "5 ns/op\n    --- FAIL: BenchmarkX\n" LINE "6 ns/op\n",
		"p.X: go test reports its failure\n" },
	{ "FAIL\texample.org [build failed]\n" LINE "5 ns/op\n",
		"X\n  sec/op [s, lower] 5e-09\nexample.org: go test reports the failure of the "
		"package: [build failed]\n" },
	/* Values. */
	{ LINE "NaN ns/op\n", "error: in:1: 'NaN' of BenchmarkX is not a finite number" },
	{ "\n" LINE "+Inf ns/op\n", "error: in:2: '+Inf' of BenchmarkX is not a finite number" },
	{ LINE "1e999 ns/op\n", "error: in:1: '1e999' of BenchmarkX is not a finite number" },
	{ LINE "0x5 ns/op\n", "error: in: contains no results in the format go-test" },
	{ LINE "5 ns/op 1,5 B/op\n", "error: in:1: '1,5' of BenchmarkX is not a finite number" },
	{ LINE "-5 ns/op\n", "error: in: sec/op of 'X' is negative" },
	{ LINE "-5 q\n", "X\n  q [1, none] -5\n" },
	{ LINE "5\n", "error: in:1: 5 of BenchmarkX has no unit" },
	{ LINE "5 ns/op 3\n", "error: in:1: 3 of BenchmarkX has no unit" },
	{ "BenchmarkX 99999999999999999999999 18446744073709551616 q\n",
		"X\n  q [1, none] 1.84467e+19\n" },
	{ "Benchmark\xff 1 5 ns/op\n", "\\xff\n  sec/op [s, lower] 5e-09\n" },
	{ LINE "5 \xff/op\n", "X\n  \\xff/op [\\xff/op, none] 5\n" },
};

static void lines_are_read(void **state)
{
	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), "go-test");
}

static void detection(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} texts[] = {
		{ "goos: linux\n", true },
		{ "noise\n" LINE "5 ns/op\n", true },
		{ "BenchmarkX 1 5 ns/op", true },
		{ "Benchmark of ours: 5 ns\n", false },
		{ " BenchmarkX 1 5 ns/op\n", false },
		{ "benchmark 1 5 ns/op\n", false },
		{ "BenchmarkX,1,5\n", false },
		{ "", false },
	};
	const struct importer *go = importer_find("go-test");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!importer_detects(go, texts[i].text) == texts[i].is)
			fail_msg("detection of '%s'", texts[i].text);
}

static void a_million_lines(void **state)
{
	enum { LINES = 1000000 };
	FREES_ARENA struct arena mem = { 0 };
	struct run run = { 0 };
	struct import_answer answer;
	struct error err;
	static const char line[] = "BenchmarkX/n=1-8 \t 1000000\t 1234.5 ns/op\n";
	size_t n = sizeof line - 1;
	char *text = malloc(n * LINES);
	long before;

	(void)state;
	for (size_t i = 0; i < LINES; i++)
		memcpy(text + i * n, line, n);
	before = unit_peak();
	assert_ok(import_text(&run, &mem, "in", text, n * LINES, NULL, &answer, &err), &err);
	free(text);
	assert_int_equal(run.n, 1);
	assert_int_equal(run.v->v->n, LINES);
	assert_int_equal(answer.samples, LINES);
	assert_grew_less(before, 100 * 1024);
}

static void hostile_input(void **state)
{
	(void)state;
	import_text_survives("go-test/fields.txt", "go-test");
	import_text_survives("go-test/log.txt", NULL);
	import_text_refuses("go-test");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_output_is_read),
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(detection),
		cmocka_unit_test(a_million_lines),
		cmocka_unit_test(hostile_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
