/* Sides of which only figures are known. */
#include "../golden/golden.h"
#include "judge_fixture.h"

#define NO (double)NAN

static struct comparison judged(struct arena *mem, const char *yaml, const struct metric *metric,
	const struct figures *base, const struct figures *head)
{
	struct gate_policy gate = judge_gate(mem, yaml);
	const struct compare_options options = { .gate = &gate };
	struct series series[] = { { .metric = *metric, .figures = base },
		{ .metric = *metric, .figures = head } };
	struct result result[] = { { .id = "a", .v = &series[0], .n = 1 },
		{ .id = "a", .v = &series[1], .n = 1 } };
	struct run run[] = { { .v = &result[0], .n = 1 }, { .v = &result[1], .n = 1 } };
	const struct run_set set = { .v = &run[0], .n = 1 };
	struct comparison c = { 0 };

	compare_runs(&c, mem, judge_new(mem), &set, &run[1], &options);
	return c;
}

static const struct metric lower = { "wall", "s", DIM_TIME, BETTER_LOWER, false };
static const struct metric higher = { "rate", "1/s", DIM_RATE, BETTER_HIGHER, false };
static const struct metric exact = { "bytes", "B", DIM_SIZE, BETTER_LOWER, true };

/* n, mean, median, sd, min, max, lo, hi, level */
#define MEAN(n, mean, sd)                                                                          \
	{                                                                                          \
		n, mean, NO, sd, NO, NO, NO, NO, NO                                                \
	}
#define RANGE(mid, lo, hi)                                                                         \
	{                                                                                          \
		0, NO, mid, NO, NO, NO, lo, hi, .95                                                \
	}
#define LEVEL(lo, hi, level)                                                                       \
	{                                                                                          \
		0, NO, 1, NO, NO, NO, lo, hi, level                                                \
	}
#define SINGLE(mid)                                                                                \
	{                                                                                          \
		0, NO, mid, NO, NO, NO, NO, NO, NO                                                 \
	}

static void figures_are_judged_as_what_they_are(void **state)
{
	static const struct {
		const struct metric *metric;
		struct figures base, head;
		const char *told;
		enum test test;
	} rows[] = {
		{ &lower, MEAN(10, 1, .01), MEAN(10, 1.2, .01), "regression fail; = 1",
			TEST_WELCH },
		{ &lower, MEAN(10, 1, .01), MEAN(10, .8, .01), "improvement none; = 0",
			TEST_WELCH },
		{ &lower, MEAN(10, 1, .01), MEAN(10, 1.01, .01), "pass none; = 0", TEST_WELCH },
		{ &lower, MEAN(10, 1, .01), MEAN(10, 1.03, .01), "pass none; = 0", TEST_WELCH },
		{ &lower, MEAN(10, 1, .5), MEAN(10, 1.1, .5), "inconclusive none; = 0",
			TEST_WELCH },
		{ &lower, MEAN(2, 1, .1), MEAN(2, 1.2, .1), "inconclusive none; = 0", TEST_WELCH },
		{ &higher, MEAN(10, 1, .01), MEAN(10, .8, .01), "regression fail; = 1",
			TEST_WELCH },
		{ &higher, MEAN(10, 1, .01), MEAN(10, 1.2, .01), "improvement none; = 0",
			TEST_WELCH },
		{ &higher, MEAN(10, 1, .01), MEAN(10, .99, .01), "pass none; = 0", TEST_WELCH },
		{ &lower, MEAN(10, 1, 0), MEAN(10, 1.2, 0), "regression fail; = 1", TEST_WELCH },
		{ &lower, MEAN(10, 1, 0), MEAN(10, 1, 0), "pass none; = 0", TEST_WELCH },
		{ &lower, MEAN(10, 0, 0), MEAN(10, 0, 0), "pass none; = 0", TEST_WELCH },
		{ &lower, MEAN(10, 0, 0), MEAN(10, 1, 0), "regression fail; = 1", TEST_WELCH },
		{ &lower, MEAN(10, 0, 0), MEAN(10, 0, .1), "inconclusive none; = 0", TEST_WELCH },
		{ &lower, RANGE(1, .99, 1.01), RANGE(1.2, 1.19, 1.21), "regression fail; = 1",
			TEST_INTERVALS },
		{ &lower, RANGE(1, .99, 1.01), RANGE(.8, .79, .81), "improvement none; = 0",
			TEST_INTERVALS },
		{ &lower, RANGE(1, .99, 1.01), RANGE(1, .99, 1.01), "pass none; = 0",
			TEST_INTERVALS },
		{ &lower, RANGE(1, .9, 1.1), RANGE(1.1, .95, 1.2), "inconclusive none; = 0",
			TEST_INTERVALS },
		{ &higher, RANGE(1, .99, 1.01), RANGE(.8, .79, .81), "regression fail; = 1",
			TEST_INTERVALS },
		{ &higher, RANGE(1, .99, 1.01), RANGE(1, .99, 1.01), "pass none; = 0",
			TEST_INTERVALS },
		{ &higher, RANGE(1, .99, 1.01), RANGE(1.2, 1.19, 1.21), "improvement none; = 0",
			TEST_INTERVALS },
		/* An interval of half the cases is no evidence; nor is one figure a side. */
		{ &lower, LEVEL(.99, 1.01, .5), LEVEL(1.2, 1.3, .5), "inconclusive none; = 0",
			TEST_NONE },
		{ &lower, SINGLE(1), SINGLE(9), "inconclusive none; = 0", TEST_NONE },
		{ &lower, MEAN(1, 1, 0), MEAN(1, 9, 0), "inconclusive none; = 0", TEST_NONE },
		{ &lower, MEAN(10, 1, .01), SINGLE(9), "inconclusive none; = 0", TEST_NONE },
		{ &lower, RANGE(1, .99, 1.01), MEAN(10, 9, .1), "inconclusive none; = 0",
			TEST_NONE },
		{ &exact, SINGLE(100), SINGLE(106), "regression fail; = 1", TEST_EXACT },
		{ &exact, SINGLE(100), SINGLE(104), "pass none; = 0", TEST_EXACT },
		{ &exact, SINGLE(0), SINGLE(0), "pass none; = 0", TEST_EXACT },
		{ &exact, SINGLE(0), SINGLE(1), "regression fail; = 1", TEST_EXACT },
		{ &lower, RANGE(0, -1, 1), RANGE(0, -1, 1), "inconclusive none; = 0",
			TEST_INTERVALS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judged(&mem, "{}", rows[i].metric, &rows[i].base,
			&rows[i].head);

		assert_row(arena_printf(&mem, "row %zu: %s", i, finding_names[c.v[0].reason.kind]),
			judge_told(&mem, &c),
			arena_printf(&mem, "a/%s %s", rows[i].metric->name, rows[i].told));
		assert_int_equal(c.v[0].test, rows[i].test);
		assert_true(isnan(c.v[0].psi));
	}
}

static void means_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const cJSON *g;
	size_t n = 0;

	cJSON_ArrayForEach(g, golden_item(*state, "welch"))
	{
		struct figures side[2];
		struct comparison c;

		for (int k = 0; k < 2; k++) {
			struct vec v = golden_vec(&mem, g, k ? "head" : "base");
			double sum = 0, squares = 0;

			for (size_t i = 0; i < v.n; i++)
				sum += v.v[i];
			for (size_t i = 0; i < v.n; i++)
				squares += (v.v[i] - sum / (double)v.n) *
					(v.v[i] - sum / (double)v.n);
			side[k] = (struct figures)MEAN(v.n, sum / (double)v.n,
				sqrt(squares / (double)(v.n - 1)));
		}
		c = judged(&mem, "{}", &lower, &side[0], &side[1]);
		assert_within(c.v[0].p, golden_number(g, "p_two"), 1e-9);
		n++;
	}
	assert_true(n > 5);
}

/* The one side as samples, the other as figures of just these. */
static void samples_against_figures(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct gate_policy gate = judge_gate(&mem, "{}");
	const struct compare_options options = { .gate = &gate };
	static const struct figures f = MEAN(20, 1, .006);
	struct series series = { .metric = lower, .figures = &f };
	struct result result = { .id = "a", .v = &series, .n = 1 };
	struct run base = { .v = &result, .n = 1 }, head = judge_run(&mem, 1, "a wall s 20~1.2");
	const struct run_set set = { .v = &base, .n = 1 };
	struct comparison c = { 0 };

	(void)state;
	compare_runs(&c, &mem, judge_new(&mem), &set, &head, &options);
	assert_text(judge_told(&mem, &c), "a/wall regression fail; = 1");
	assert_int_equal(c.v[0].head.n, 20);
	c = (struct comparison){ 0 };
	compare_runs(&c, &mem, judge_new(&mem), &(struct run_set){ .v = &head, .n = 1 }, &base,
		&options);
	assert_text(judge_told(&mem, &c), "a/wall improvement none; = 0");
}

/* Intervals have no p; fresh ones that are as far apart confirm nevertheless. */
static void fresh_intervals_confirm(void **state)
{
	static const struct figures old = RANGE(1, .99, 1.01), slow = RANGE(2, 1.98, 2.02);
	static const struct {
		const struct figures *fresh;
		const char *told;
	} rows[] = { { &slow, "a/wall regression fail; = 1" }, { &old, "a/wall pass none; = 0" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, "{}");
		const struct compare_options options = { .gate = &gate };
		const struct figures *const figures[] = { &old, &slow, rows[i].fresh };
		struct series series[ARRAY_SIZE(figures)];
		struct result result[ARRAY_SIZE(figures)];
		struct run run[ARRAY_SIZE(figures)];
		const struct run_set set = { .v = run, .n = 1 };
		struct judge *judge = judge_new(&mem);
		struct comparison c = { 0 };

		for (size_t k = 0; k < ARRAY_SIZE(figures); k++) {
			series[k] = (struct series){ .metric = lower, .figures = figures[k] };
			result[k] = (struct result){ .id = "a", .v = &series[k], .n = 1 };
			run[k] = (struct run){ .v = &result[k], .n = 1 };
		}
		compare_runs(&c, &mem, judge, &set, &run[1], &options);
		compare_confirm(&c, &mem, judge, &set, &run[2], &options);
		assert_text(judge_told(&mem, &c), rows[i].told);
	}
}

/* Figures that say nothing about their noise: earlier runs do, from 8 on. */
static void earlier_figures_say_how_they_vary(void **state)
{
	enum { RUNS = 12 };
	static const struct {
		double from; /* of the earlier figures; they rise by 1% and fall again */
		size_t runs;
		struct figures head;
		const struct metric *metric;
		const char *told;
	} rows[] = {
		{ 10, 12, SINGLE(100), &lower, "regression fail; = 1" },
		{ 10, 12, SINGLE(10.05), &lower, "pass none; = 0" },
		{ 10, 12, SINGLE(1), &lower, "improvement none; = 0" },
		{ 10, 12, SINGLE(1), &higher, "regression fail; = 1" },
		{ 10, 12, MEAN(10, 100, 40), &lower, "regression fail; = 1" },
		{ 10, 12, RANGE(100, 5, 200), &lower, "regression fail; = 1" },
		{ 0, 12, SINGLE(3), &lower, "regression fail; = 1" },
		{ -10, 12, SINGLE(-5), &lower, "regression fail; = 1" },
		{ -10, 12, SINGLE(-10), &lower, "pass none; = 0" },
		{ 10, 7, SINGLE(100), &lower, "inconclusive none; = 0" },
		{ 10, 1, SINGLE(100), &lower, "inconclusive none; = 0" },
		{ 10, 12, SINGLE(11), &exact, "regression fail; = 1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, "{}");
		const struct compare_options options = { .gate = &gate };
		struct figures figures[RUNS];
		struct series series[RUNS + 1];
		struct result result[RUNS + 1];
		struct run run[RUNS + 1];
		const struct run_set set = { .v = run, .n = rows[i].runs };
		struct comparison c = { 0 };

		for (size_t k = 0; k <= RUNS; k++) {
			const struct figures *f = &rows[i].head;

			if (k < RUNS) {
				double mid = rows[i].from * (1 + .005 * (double)(k % 3));

				figures[k] = (struct figures)SINGLE(mid);
				f = &figures[k];
			}
			series[k] = (struct series){ .metric = *rows[i].metric, .figures = f };
			result[k] = (struct result){ .id = "a", .v = &series[k], .n = 1 };
			run[k] = (struct run){ .v = &result[k], .n = 1 };
		}
		compare_runs(&c, &mem, judge_new(&mem), &set, &run[RUNS], &options);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c),
			arena_printf(&mem, "a/%s %s", rows[i].metric->name, rows[i].told));
	}
}

static void budgets_and_single_sides(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct figures small = SINGLE(1), large = SINGLE(9);
	static const struct run_set none = { 0 };
	struct comparison c = judged(&mem, "max: 5s", &lower, &small, &large);
	struct gate_policy gate = judge_gate(&mem, "max: 5s");
	const struct compare_options options = { .gate = &gate };
	struct series series = { .metric = lower, .figures = &large };
	struct result result = { .id = "a", .v = &series, .n = 1 };
	struct run head = { .v = &result, .n = 1 };

	(void)state;
	assert_text(judge_told(&mem, &c), "a/wall regression fail; = 1");
	assert_text(c.v[0].budget, "5s");
	c = (struct comparison){ 0 };
	compare_runs(&c, &mem, judge_new(&mem), &none, &head, &options);
	assert_text(judge_told(&mem, &c), "a/wall regression fail; = 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_judged_as_what_they_are),
		cmocka_unit_test(means_match_the_vectors),
		cmocka_unit_test(samples_against_figures),
		cmocka_unit_test(fresh_intervals_confirm),
		cmocka_unit_test(earlier_figures_say_how_they_vary),
		cmocka_unit_test(budgets_and_single_sides),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
