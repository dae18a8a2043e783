#include "unit.h"

#include <math.h>

#include "judge/compare.h"
#include "judge/derive.h"
#include "model/run/run.h"
#include "model/suite.h"

enum { VARIANTS = 3, RUNS = 6 };
#define MIB ((double)(1 << 20))

/* One entry with the variants n=1, n=2, n=4. */
static struct suite suite_of(struct arena *mem, int leak)
{
	static const char *const ids[] = { "a/n=1", "a/n=2", "a/n=4" };
	static struct pair values[] = { { "n", "1" }, { "n", "2" }, { "n", "4" } };
	struct suite s;

	suite_default(&s, mem);
	for (size_t i = 0; i < VARIANTS; i++) {
		struct benchmark *b = ARENA_PUSH(mem, &s);

		b->id = ids[i];
		b->group = "a";
		b->life = s.defaults;
		b->life.process.leak = leak;
		b->life.process.leak_over = "n";
		b->scaling = SCALING_REPORT;
		b->parameters = (struct pairs){ &values[i], 1 };
	}
	return s;
}

/* Takes 10 ms and grows by MiB for each n. */
static void add_result(struct run *run, struct arena *mem, const struct benchmark *b, double grows)
{
	struct result *r = ARENA_PUSH(mem, run);
	double n = benchmark_parameter(b, "n");

	*r = (struct result){ .id = b->id };
	for (size_t k = 0; k < RUNS; k++) {
		result_add(r, mem, &process_metrics[PROCESS_WALL], 0.01 * n * n);
		result_add(r, mem, &process_metrics[PROCESS_PEAK_RSS],
			50 * MIB + grows * MIB * n + (double)k);
	}
}

static void test_groups(void **state)
{
	static const struct {
		const char *name;
		int leak;
		double grows; /* MiB for each n */
		size_t variants;
		bool fail_leaks, has_leak, fails;
	} rows[] = {
		{ "no leak: is configured", LEAK_OFF, 1, VARIANTS, true, false, false },
		{ "no leak", LEAK_RSS, 0, VARIANTS, true, true, false },
		{ "a leak", LEAK_RSS, 1, VARIANTS, true, true, true },
		{ "a leak of the base", LEAK_RSS, 1, VARIANTS, false, true, false },
		{ "a variant is missing", LEAK_RSS, 1, VARIANTS - 1, true, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct suite s = suite_of(&mem, rows[i].leak);
		struct run run = { 0 };
		const struct result *leak, *scaling;
		size_t n;

		for (size_t k = 0; k < rows[i].variants; k++)
			add_result(&run, &mem, &s.v[k], rows[i].grows);
		derive_results(&run, &mem, &s, rows[i].fail_leaks);
		leak = run_find(&run, "a/leak");
		scaling = run_find(&run, "a/scaling");
		if (!leak != !rows[i].has_leak || !scaling != (rows[i].variants < VARIANTS) ||
			(leak && (leak->status == RESULT_ERROR) != rows[i].fails) ||
			(run.status == RUN_FAILED) != rows[i].fails)
			fail_msg("%s", rows[i].name);
		if (leak)
			assert_true(fabs(series_centre(&leak->v[0]) - rows[i].grows * MIB) < 9);
		if (scaling)
			assert_true(fabs(series_centre(&scaling->v[0]) - 2) < 1e-9);
		n = run.n;
		derive_results(&run, &mem, &s, rows[i].fail_leaks);
		assert_int_equal(run.n, n); /* what is there stays as it is */
	}
}

/* A cost that grows faster is worse, and so is a rate that falls faster. */
static void test_direction(void **state)
{
	static const struct {
		int scaling;
		enum better better;
	} rows[] = { { SCALING_JUDGE, BETTER_LOWER }, { SCALING_JUDGE, BETTER_HIGHER },
		{ SCALING_REPORT, BETTER_HIGHER } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct suite s = suite_of(&mem, LEAK_OFF);
		const struct metric m = { "speed", "1", DIM_COUNT, rows[i].better };
		const struct result *scaling;
		struct run run = { 0 };

		for (size_t k = 0; k < VARIANTS; k++) {
			struct result *r = ARENA_PUSH(&mem, &run);

			s.v[k].scaling = rows[i].scaling;
			*r = (struct result){ .id = s.v[k].id };
			result_add(r, &mem, &m, 1 / benchmark_parameter(&s.v[k], "n"));
		}
		derive_results(&run, &mem, &s, false);
		scaling = run_find(&run, "a/scaling");
		assert_non_null(scaling);
		assert_true(fabs(series_centre(&scaling->v[0]) + 1) < 1e-9);
		assert_int_equal(scaling->v[0].metric.better,
			rows[i].scaling == SCALING_JUDGE ? rows[i].better : BETTER_NONE);
	}
}

/* Why nobody judges an exponent that is only reported. */
static void test_report(void **state)
{
	const struct gate_policy gate = { 0 };
	const struct compare_options options = { .gate = &gate };

	(void)state;
	for (int scaling = SCALING_REPORT; scaling <= SCALING_JUDGE; scaling++) {
		FREES_ARENA struct arena mem = { 0 };
		struct suite s = suite_of(&mem, LEAK_OFF);
		struct run run = { 0 };
		const struct run_set set = { .v = &run, .n = 1 };
		struct comparison c = { 0 };
		const struct row *row;

		for (size_t k = 0; k < VARIANTS; k++) {
			s.v[k].scaling = scaling;
			add_result(&run, &mem, &s.v[k], 0);
		}
		derive_results(&run, &mem, &s, false);
		compare_runs(&c, &mem, judge_new(&mem), &set, &run, &options);
		row = &c.v[c.n - 1];
		assert_string_equal(row->id, "a/scaling");
		assert_int_equal(row->verdict == VERDICT_UNJUDGED, scaling == SCALING_REPORT);
		assert_int_equal(row->reason.kind == FINDING_TEXT, scaling == SCALING_REPORT);
		if (scaling == SCALING_REPORT)
			assert_string_equal(row->reason.text,
				"scaling: report does not judge the exponent; set scaling: judge");
	}
}

/* One slope for each run, once. */
static void test_traces(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct suite s = suite_of(&mem, LEAK_RSS);
	struct run run = { 0 };
	double at[LEAK_SAMPLES_MIN * 2], v[LEAK_SAMPLES_MIN * 2];
	struct result *r;

	(void)state;
	s.n = 1;
	s.v[0].life.process.leak_over = "time";
	for (size_t i = 0; i < ARRAY_SIZE(at); i++) {
		at[i] = (double)i;
		v[i] = MIB * (double)i;
	}
	add_result(&run, &mem, &s.v[0], 0);
	for (size_t i = 0; i < 3; i++)
		*ARENA_PUSH(&mem, &run.v[0].leak_samples) = (struct trace){ at, v, ARRAY_SIZE(at) };
	for (size_t i = 0; i < 2; i++)
		derive_results(&run, &mem, &s, true);
	r = run_find(&run, "a/n=1");
	assert_non_null(r);
	assert_int_equal(r->status, RESULT_ERROR);
	assert_string_equal(r->reason, "leaks 1.00 MiB per s (1.00 to 1.00)");
	assert_non_null(result_find(r, "leak.rss"));
	assert_int_equal(result_find(r, "leak.rss")->n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_direction),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_traces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
