#include "unit.h"

#include <math.h>

#include "judge/framework_comparison.h"

enum { N = 12 };

/* A result whose samples are level + 0.01 .. 0.12, in the metric's unit. */
static struct result result_of(struct arena *mem, const char *id, const struct metric *metric,
	double level, size_t n)
{
	struct result r = { .id = id };
	struct series *s = result_series(&r, mem, metric);

	for (size_t i = 0; i < n; i++)
		series_add(s, mem, level + 0.01 * (double)((i * 5) % N + 1));
	return r;
}

static const struct metric time_metric = { "t", "s", DIM_TIME, BETTER_LOWER, false };
static const struct metric rate_metric = { "r", "1/s", DIM_RATE, BETTER_HIGHER, false };
static const struct metric none_metric = { "n", "1", DIM_COUNT, BETTER_NONE, false };

static struct framework_comparisons compared(struct arena *mem, struct result *v, size_t n)
{
	static const struct words all = { 0 };
	const struct run run = { .v = v, .n = n };
	struct framework_comparisons c;

	framework_comparison_run(&c, mem, judge_new(mem), &run, NULL, &all, &all);
	return c;
}

static void the_best_is_first_and_wins(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct result v[] = { result_of(&mem, "a", &time_metric, 3, N),
		result_of(&mem, "b", &time_metric, 1, N),
		result_of(&mem, "c", &time_metric, 2, N) };
	struct framework_comparisons c = compared(&mem, v, 3);

	(void)state;
	assert_int_equal(c.n, 1);
	assert_int_equal(c.v->n, 3);
	assert_true(c.v->won);
	assert_text(c.v->v[0].id, "b");
	assert_text(c.v->v[1].id, "c");
	assert_text(c.v->v[2].id, "a");
	assert_true(c.v->v[0].ratio == 1);
	assert_true(c.v->v[1].ratio > 1.8 && c.v->v[1].ratio < 2);
	assert_true(c.v->v[1].lo < c.v->v[1].ratio && c.v->v[1].ratio < c.v->v[1].hi);
	/* Twice the one arrangement of 24 over 12 that is the most extreme, by Holm of 3 pairs. */
	assert_true(fabs(c.v->v[1].p - 3 * 2.0 / 2704156) < 1e-12);
}

static void more_may_be_better(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct result v[] = { result_of(&mem, "a", &rate_metric, 1, N),
		result_of(&mem, "b", &rate_metric, 2, N) };
	struct framework_comparisons c = compared(&mem, v, 2);

	(void)state;
	assert_text(c.v->v[0].id, "b");
	assert_true(c.v->won);
	assert_true(c.v->v[1].ratio > 0.5 && c.v->v[1].ratio < 0.6);
}

static void chance_names_no_winner(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct result same[] = { result_of(&mem, "a", &time_metric, 1, N),
		result_of(&mem, "b", &time_metric, 1, N),
		result_of(&mem, "c", &time_metric, 9, N) };
	struct result few[] = { result_of(&mem, "a", &time_metric, 1, 3),
		result_of(&mem, "b", &time_metric, 9, 3) };
	struct framework_comparisons c = compared(&mem, same, 3);

	(void)state;
	assert_false(c.v->won);
	assert_true(c.v->v[1].p == 1 && c.v->v[2].p < 0.001);
	/* 3 and 3 samples have 20 arrangements. */
	c = compared(&mem, few, 2);
	assert_false(c.v->won);
	assert_true(fabs(c.v->v[1].p - 0.1) < 1e-12);
}

static void what_cannot_be_compared_is_left_out(void **state)
{
	static const struct metric other = { "t", "B", DIM_SIZE, BETTER_LOWER, false };
	FREES_ARENA struct arena mem = { 0 };
	struct result v[] = { result_of(&mem, "a", &time_metric, 1, N),
		result_of(&mem, "b", &other, 1, N), result_of(&mem, "c", &none_metric, 1, N),
		result_of(&mem, "d", &none_metric, 1, N), result_of(&mem, "e", &time_metric, 5, N),
		result_of(&mem, "f", &time_metric, 5, N) };
	const char *only[] = { "[ae]", "f", NULL }, *not [] = { "a", NULL };
	const struct words yes = { .v = only, .n = 2 }, no = { .v = not, .n = 1 };
	const struct run run = { .v = v, .n = ARRAY_SIZE(v) };
	struct framework_comparisons c;

	(void)state;
	v[5].status = RESULT_ERROR;
	c = compared(&mem, v, ARRAY_SIZE(v));
	assert_int_equal(c.n, 1);
	assert_int_equal(c.v->n, 2);
	assert_text(c.v->v[0].id, "a");
	assert_text(c.v->v[1].id, "e");
	assert_int_equal(c.absent.n, 1);
	assert_text(c.absent.v[0], "f");
	framework_comparison_run(&c, &mem, judge_new(&mem), &run, NULL, &yes, &no);
	assert_int_equal(c.n, 0);
	assert_int_equal(c.absent.n, 1);
}

static void zeros_have_no_ratio(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct result v[] = { result_of(&mem, "a", &time_metric, -0.05, N),
		result_of(&mem, "b", &time_metric, 5, N) };
	struct framework_comparisons c = compared(&mem, v, 2);

	(void)state;
	assert_true(c.v->won && isnan(c.v->v[1].ratio));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_is_first_and_wins),
		cmocka_unit_test(more_may_be_better),
		cmocka_unit_test(chance_names_no_winner),
		cmocka_unit_test(what_cannot_be_compared_is_left_out),
		cmocka_unit_test(zeros_have_no_ratio),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
