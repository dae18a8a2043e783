/* hyperfine, pytest-benchmark, vitest: what runs commands and functions and keeps their times. */
#include "unit_import.h"

static void test_real_output(void **state)
{
	static const struct {
		const char *path, *format;
	} rows[] = {
		/* hyperfine 1.15.0, real: -N -r 4 -L n 10,100 'seq {n}' true */
		{ "hyperfine/parameters.json", "hyperfine" },
		/* hyperfine 1.15.0, real: -N -i -r 4 'ls /nonexistent' */
		{ "hyperfine/ignore-failure.json", "hyperfine" },
		/* pytest-benchmark 3.2.2, real, less machine_info */
		{ "pytest-benchmark/data.json", "pytest-benchmark" },
		/* the same without "data", as --benchmark-save writes it */
		{ "pytest-benchmark/stats.json", "pytest-benchmark" },
		/* vitest 3.2.7, real; one of the benchmarks throws */
		{ "vitest/bench.json", "vitest" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_imports(rows[i].path, rows[i].format);
}

static void test_hyperfine(void **state)
{
	static const struct import_row rows[] = {
		{ "a summary",
			"{\"results\":[{\"command\":\"a\",\"mean\":2,\"stddev\":null,"
			"\"median\":1,\"user\":0.5,\"min\":1,\"max\":4}]}",
			"a\n  wall [s, lower] figures mean=2 median=1 min=1 max=4\n"
			"  user [s, lower] figures mean=0.5\n" },
		{ "memory",
			"{\"results\":[{\"command\":\"a\",\"times\":[1,2],"
			"\"memory_usage_byte\":[1024,2048]}]}",
			"a\n  wall [s, lower] 1 2\n  peak_rss [B, lower] 1024 2048\n" },
		{ "a name hides its parameters",
			"{\"results\":["
			"{\"command\":\"a\",\"times\":[1],\"parameters\":{\"n\":\"1\",\"m\":2.5}}]}",
			"a/n=1/m=2.5\n  wall [s, lower] 1\n" },
		{ "part of a word shows nothing",
			"{\"results\":["
			"{\"command\":\"a 10\",\"times\":[1],\"parameters\":{\"n\":\"1\"}}]}",
			"a 10/n=1\n  wall [s, lower] 1\n" },
		{ "failed now and then",
			"{\"results\":[{\"command\":\"a\",\"times\":[1,2],"
			"\"exit_codes\":[0,1]}]}",
			"a: the exit status of the command was not the same in all 2 runs\n" },
		{ "a signal",
			"{\"results\":[{\"command\":\"a\",\"times\":[1],\"exit_codes\":[null]}]}",
			"a: a signal ended the command in one of its runs\n" },
		{ "a signal, as hyperfine 1.15 and the shell have it",
			"{\"results\":[{\"command\":\"a\",\"times\":[1,2],"
			"\"exit_codes\":[137,137]}]}",
			"a: a signal ended the command in one of its runs\n" },
		{ "the same command twice",
			"{\"results\":[{\"command\":\"a\",\"times\":[1]},"
			"{\"command\":\"a\",\"times\":[2]}]}",
			"a\n  wall [s, lower] 1\na/2\n  wall [s, lower] 2\n" },
		{ "the same summary twice",
			"{\"results\":[{\"command\":\"a\",\"mean\":1},"
			"{\"command\":\"a\",\"mean\":2}]}",
			"a\n  wall [s, lower] figures mean=1\n"
			"a/2\n  wall [s, lower] figures mean=2\n" },
		{ "negative", "{\"results\":[{\"command\":\"a\",\"times\":[-1]}]}",
			"error: in: wall of 'a' is negative" },
		{ "no number", "{\"results\":[{\"command\":\"a\",\"times\":[null]}]}",
			"error: in: wall of 'a' is not a finite number" },
		{ "no time", "{\"results\":[{\"command\":\"a\"}]}",
			"error: in: wall of 'a' is not a finite number" },
		{ "no command", "{\"results\":[{\"times\":[1]}]}",
			"error: in: the name '' is empty" },
		{ "no results", "{\"results\":[]}",
			"error: in: contains no results in the format hyperfine" },
		{ "another shape", "[1]", "error: in:1:1: expected an object, found an array" },
		{ "text", "{\"results\":[{\"command\":\"a\",\"times\":[\"1\"]}]}",
			"a\n  wall [s, lower] 1\n" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "hyperfine");
}

static void test_pytest(void **state)
{
	static const struct import_row rows[] = {
		{ "infinite", "{\"benchmarks\":[{\"name\":\"a\",\"stats\":{\"mean\":Infinity}}]}",
			"error: in: time of 'a' is not a finite number" },
		{ "no stats", "{\"benchmarks\":[{\"name\":\"a\",\"stats\":null}]}",
			"error: in: 'a' has no value" },
		{ "impossible counts and spreads",
			"{\"benchmarks\":[{\"name\":\"a\",\"stats\":{\"mean\":1,\"stddev\":-1,"
			"\"rounds\":1e300}}]}",
			"a\n  time [s, lower] figures mean=1\n" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "pytest-benchmark");
}

static void test_vitest(void **state)
{
	static const struct import_row rows[] = {
		{ "samples",
			"{\"files\":[{\"filepath\":\"x\",\"groups\":[{\"fullName\":\"f > g\","
			"\"benchmarks\":[{\"name\":\"a\",\"samples\":[1,2],\"mean\":1.5}]}]}]}",
			"f > g > a\n  time [s, lower] 0.001 0.002\n" },
		{ "no name of a group",
			"{\"files\":[{\"groups\":[{\"benchmarks\":["
			"{\"name\":\"a\",\"mean\":2}]}]}]}",
			"a\n  time [s, lower] figures mean=0.002\n" },
		{ "other shape", "{\"files\":{}}",
			"error: in: contains no results in the format vitest" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "vitest");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_output),
		cmocka_unit_test(test_hyperfine),
		cmocka_unit_test(test_pytest),
		cmocka_unit_test(test_vitest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
