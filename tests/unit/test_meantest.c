#include "unit.h"

#include <math.h>

#include "base/rng.h"
#include "judge/stats/meantest.h"

enum { K = 2, BLOCKS = 3, SIDE = K * BLOCKS };

static void coarse_values_are_found(void **state)
{
	static const struct {
		const char *name;
		double base[8], head[8];
		size_t n;
		bool coarse;
	} rows[] = {
		{ "all differ", { 1, 2, 3, 4 }, { 5, 6, 7, 8 }, 4, false },
		{ "some repeat, and the steps are large", { 1, 2, 3, 4 }, { 1, 2, 7, 8 }, 4, true },
		{ "half of them repeat", { 1, 2, 3, 4 }, { 1, 2, 3, 4 }, 4, true },
		{ "a zero", { 1, 2, 3, 0 }, { 5, 6, 7, 8 }, 4, true },
		{ "a zero of head", { 1, 2, 3, 4 }, { 5, 6, 7, 0 }, 4, true },
		{ "a debt", { 1, 2, 3, 4 }, { 5, 6, 7, -8 }, 4, true },
		{ "steps of a hundredth", { 100, 101, 102, 103 }, { 100, 105, 106, 107 }, 4,
			false },
		{ "the same steps, but none is seen twice", { 3, 4, 5, 6 }, { 10, 7, 8, 9 }, 4,
			false },
		{ "two modes", { 1, 2, 1, 2, 2, 2, 1, 1 }, { 1, 2, 1, 2, 2, 2, 1, 1 }, 8, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (meantest_fits(rows[i].base, rows[i].n, rows[i].head, rows[i].n, .05) !=
			rows[i].coarse)
			fail_msg("%s", rows[i].name);
}

/* The same values, dealt between the sides as the set of each block says. */
static void deal(double *base, double *head, const double *values, const unsigned *sets)
{
	for (size_t b = 0; b < BLOCKS; b++) {
		size_t x = b * K, y = b * K;

		for (size_t i = 0; i < 2 * K; i++)
			if (sets[b] >> i & 1)
				head[y++] = values[2 * b * K + i];
			else
				base[x++] = values[2 * b * K + i];
	}
}

/* Over all arrangements of the same values, p is at most .1 in at most a tenth of them. */
static void all_arrangements_keep_the_error(void **state)
{
	static const unsigned choices[] = { 3, 5, 6, 9, 10, 12 }; /* 2 of 4 */
	static const double levels[] = { .02, .05, .1, .5 };
	struct rng rng = rng_seeded(4);

	(void)state;
	for (size_t i = 0; i < 40; i++) {
		double values[2 * SIDE];
		size_t small[ARRAY_SIZE(levels)] = { 0 }, all = 0;

		for (size_t k = 0; k < 2 * SIDE; k++)
			values[k] = (double)rng_below(&rng, i % 2 ? 3 : 30) - (double)(i % 3) +
				(double)(i % 5 == 0 && k == 3) * 1000;
		for (size_t n = 0; n < 6 * 6 * 6; n++, all++) {
			const unsigned sets[] = { choices[n % 6], choices[n / 6 % 6],
				choices[n / 36] };
			double base[SIDE], head[SIDE];
			struct meantest t, mirror;

			deal(base, head, values, sets);
			meantest_compare(&t, base, head, K, BLOCKS, 0);
			meantest_compare(&mirror, head, base, K, BLOCKS, 0);
			assert_true(fabs(t.p_greater - mirror.p_less) < 1e-12);
			for (size_t l = 0; l < ARRAY_SIZE(levels); l++)
				small[l] += t.p_greater <= levels[l] * (1 + 1e-9);
		}
		for (size_t l = 0; l < ARRAY_SIZE(levels); l++)
			assert_true((double)small[l] <= levels[l] * (double)all);
	}
}

static void the_least_difference(void **state)
{
	static const struct {
		double base[SIDE], head[SIDE];
		double alpha, least, most;
	} rows[] = {
		{ { 1, 1, 1, 1, 1, 1 }, { 5, 5, 5, 5, 5, 5 }, .025, 3.99, 4.01 },
		{ { 0, 1, 0, 1, 0, 1 }, { 5, 6, 5, 6, 5, 6 }, .025, 3.9, 5 },
		{ { -3, -1, -3, -1, -2, -2 }, { -3, -1, -3, -1, -2, -2 }, .025, -2, 0 },
		{ { 1, 1, 1, 1, 1, 1 }, { 5, 5, 5, 5, 5, 5 }, .001, -(double)INFINITY, -1e9 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double least = meantest_least(rows[i].base, rows[i].head, K, BLOCKS, rows[i].alpha);

		if (least < rows[i].least || least > rows[i].most)
			fail_msg("row %zu: %g", i, least);
	}
}

/* Student's t with 6 degrees of freedom. */
static void the_margin_is_within_the_sides_of_blocks(void **state)
{
	static const double base[SIDE] = { 0, 1, 10, 11, 20, 21 };
	static const double head[SIDE] = { 5, 6, 5, 6, 5, 6 };
	static const double none[SIDE] = { 1, 1, 2, 2, 3, 3 };

	(void)state;
	assert_true(fabs(meantest_margin(base, head, K, BLOCKS, .05) -
			    1.943180 * sqrt(.5 * 2 / SIDE)) < 1e-5);
	assert_true(fabs(meantest_margin(none, none, K, BLOCKS, .05)) < 1e-12);
}

/* A far value counts as less far, so it does not hide what the others show. */
static void far_values_move_inwards(void **state)
{
	enum { N = 20 };
	double base[N], head[N];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		base[i] = 3 + (double)(i % 2);
		head[i] = 5 + (double)(i % 2);
	}
	base[7] = 5000;
	head[2] = -5000;
	meantest_clip(base, head, base, head, N);
	for (size_t i = 0; i < N; i++) {
		assert_true(i == 7 ? base[i] > 6 && base[i] < 12
				   : fabs(base[i] - 3 - (double)(i % 2)) < 1e-9);
		assert_true(i == 2 ? head[i] < 3 && head[i] > -3
				   : fabs(head[i] - 5 - (double)(i % 2)) < 1e-9);
	}
	/* A few failures are no far values, whatever their share is. */
	for (size_t few = 1; few <= 4; few++) {
		for (size_t i = 0; i < N; i++) {
			base[i] = 0;
			head[i] = i < few;
		}
		meantest_clip(base, head, base, head, N);
		for (size_t i = 0; i < N; i++)
			assert_true(fabs(head[i] - (double)(i < few)) < 1e-9);
	}
}

/* Steps of 1 in 8 are halfway between two scores. */
static void the_opposite_has_the_opposite_p(void **state)
{
	static const double base[] = { 0, 1, 3, 4, 0, 3, 5, 2 },
			    head[] = { 3, 8, 5, 7, 1, 7, 4, 3 };
	double minus[2][ARRAY_SIZE(base)], small[2][ARRAY_SIZE(base)];
	struct meantest t, opposite, scaled;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(base); i++) {
		minus[0][i] = -base[i];
		minus[1][i] = -head[i];
		small[0][i] = base[i] * 1e-7;
		small[1][i] = head[i] * 1e-7;
	}
	meantest_compare(&t, base, head, 4, 2, 0);
	meantest_compare(&opposite, minus[0], minus[1], 4, 2, 0);
	meantest_compare(&scaled, small[0], small[1], 4, 2, 0);
	assert_true(opposite.p_less == t.p_greater && opposite.p_greater == t.p_less);
	assert_true(scaled.p_less == t.p_less && scaled.p_greater == t.p_greater);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_opposite_has_the_opposite_p),
		cmocka_unit_test(far_values_move_inwards),
		cmocka_unit_test(coarse_values_are_found),
		cmocka_unit_test(all_arrangements_keep_the_error),
		cmocka_unit_test(the_least_difference),
		cmocka_unit_test(the_margin_is_within_the_sides_of_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
