#include "unit.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "judge/stats/blocktest.h"
#include "judge/stats/neartest.h"
#include "judge/stats/nulls.h"

enum { K = 2, BLOCKS = 3, SIZE = 2 * K, VALUES = BLOCKS * SIZE };

static const double granted[BLOCKS] = { .06, .12, .25 };

/* The same values, dealt between the sides as the set of each block says. */
static void deal(double *pool, const double *values, const unsigned *sets)
{
	for (size_t b = 0; b < BLOCKS; b++) {
		size_t base = b * SIZE, head = b * SIZE + K;

		for (size_t i = 0; i < SIZE; i++)
			pool[sets[b] >> i & 1 ? head++ : base++] = values[b * SIZE + i];
	}
}

/* Whether head crosses a bound; *p is that of one look at the end, *spent what bounds cost. */
static bool crosses(double *p, double *spent, const double *pool, double near)
{
	FREES_ARENA struct arena mem = { 0 };
	struct neartest t = { .mem = &mem, .k = K, .near = near };
	struct neartest once = t;
	bool crossed = false;

	for (size_t b = 0; b < BLOCKS; b++) {
		neartest_add(&once, pool);
		neartest_add(&t, pool);
		crossed = t.head >= neartest_bound(&t, granted[b]) || crossed;
	}
	*p = null_tail(once.p, once.top, once.head);
	*spent = t.spent;
	return crossed;
}

/* Over all arrangements of the same values: bounds are crossed as often as they say, and p is the
 * share of those with at least this sum, for noise with modes, drift and ties. */
static void all_arrangements_keep_the_error(void **state)
{
	static const unsigned choices[] = { 3, 5, 6, 9, 10, 12 }; /* 2 of 4 */
	struct rng rng = rng_seeded(11);

	(void)state;
	for (size_t i = 0; i < 60; i++) {
		double values[VALUES], pool[VALUES], p, spent, least = 1;
		size_t crossed = 0, all = 0, small[4] = { 0 };

		for (size_t k = 0; k < VALUES; k++)
			values[k] = (rng_below(&rng, 3) ? 10 : 14) + (double)(k * (i % 3)) +
				(double)rng_below(&rng, i % 2 ? 1000 : 4) / (i % 2 ? 1000 : 4);
		for (size_t n = 0; n < 6 * 6 * 6; n++, all++) {
			const unsigned sets[] = { choices[n % 6], choices[n / 6 % 6],
				choices[n / 36] };

			deal(pool, values, sets);
			crossed += crosses(&p, &spent, pool, 1.1);
			least = fmin(least, p);
			for (size_t k = 0; k < ARRAY_SIZE(small); k++)
				small[k] += p <= .1 * (double)(k + 1) + 1e-12;
		}
		assert_true(fabs((double)crossed / (double)all - spent) < 1e-12);
		assert_true(spent <= granted[BLOCKS - 1] + 1e-12);
		assert_true(least >= 1. / (double)all - 1e-12);
		for (size_t k = 0; k < ARRAY_SIZE(small); k++)
			assert_true((double)small[k] <= .1 * (double)(k + 1) * (double)all + 1e-9);
	}
}

/* Scores by hand: rank 0 3 5 6 and, to 40 and 10, the shares of the neighbours within 1.1 and 1.5
 * that lie below. */
static void scores_of_one_block(void **state)
{
	static const struct {
		double base[2], head[2];
		size_t base_sum, head_sum;
	} rows[] = {
		/* All are neighbours: 1/8, 3/8, 5/8, 7/8 of both. */
		{ { 100, 101 }, { 102, 103 }, 0 + 3 + 5 + 15 + 1 + 4, 5 + 6 + 25 + 35 + 6 + 9 },
		/* Two a third apart from two: 1/4 and 3/4 of 40, twice; 1/8 to 7/8 of 10. */
		{ { 100, 101 }, { 130, 131 }, 0 + 3 + 10 + 30 + 1 + 4, 5 + 6 + 10 + 30 + 6 + 9 },
		/* Two far from two: 1/4 and 3/4, twice. */
		{ { 100, 101 }, { 200, 201 }, 0 + 3 + 10 + 30 + 3 + 8, 5 + 6 + 10 + 30 + 3 + 8 },
		/* Nobody near: half. */
		{ { 100, 200 }, { 400, 800 }, 0 + 3 + 25 + 25, 5 + 6 + 25 + 25 },
		/* Equal values share their ranks and are nobody's neighbours. */
		{ { 7, 7 }, { 7, 7 }, 3 + 3 + 25 + 25, 3 + 3 + 25 + 25 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct neartest t = { .mem = &mem, .k = K, .near = 1.1 };
		double pool[SIZE];

		memcpy(pool, rows[i].base, sizeof rows[i].base);
		memcpy(pool + K, rows[i].head, sizeof rows[i].head);
		neartest_add(&t, pool);
		assert_int_equal(t.base, rows[i].base_sum);
		assert_int_equal(t.head, rows[i].head_sum);
	}
}

/* Values in another unit are no other values, and which side is which is asked of the sums only. */
static void units_and_sides(void **state)
{
	struct rng rng = rng_seeded(12);

	(void)state;
	for (int i = 0; i < 50; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct neartest t[3];
		double pool[3][VALUES];

		for (size_t k = 0; k < VALUES; k++) {
			/* On a grid, and head divided by a limit: many are equal, or just near. */
			double v = (double)(80 + rng_below(&rng, 40)) / 100;
			double limit = k / K % 2 ? 1.05 : 1;

			pool[0][k] = v / limit;
			pool[1][k] = v * 1e6 / limit;
			pool[2][(k / SIZE * SIZE) + (k + K) % SIZE] = pool[0][k];
		}
		for (size_t j = 0; j < 3; j++) {
			t[j] = (struct neartest){ .mem = &mem, .k = K, .near = 1.05 };
			for (size_t b = 0; b < BLOCKS; b++)
				neartest_add(&t[j], pool[j]);
		}
		assert_int_equal(t[0].head, t[1].head);
		assert_int_equal(t[0].base, t[1].base);
		assert_int_equal(t[0].head, t[2].base);
		assert_int_equal(t[0].base, t[2].head);
		assert_true(fabs(null_tail(t[0].p, t[0].top, t[0].head) -
				    null_tail(t[2].p, t[2].top, t[2].base)) < 1e-12);
	}
}

/* What it is for: noise of two modes, where a shift of less than lies between them is seen. */
static void a_shift_within_modes_is_seen(void **state)
{
	enum { SIDE = 4, N = 10 };
	struct block_design d = { BLOCK_SAVAGE, SIDE };
	struct rng rng = rng_seeded(13);
	size_t seen = 0, by_rank = 0;

	(void)state;
	for (int i = 0; i < 200; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct block_tables tables = { .mem = &mem };
		struct neartest t = { .mem = &mem, .k = SIDE, .near = 1.1 };
		double base[N * SIDE], head[N * SIDE], pool[2 * N * SIDE];
		struct blocktest rank;

		for (size_t k = 0; k < (size_t)N * SIDE; k++) {
			size_t at = k / SIDE * 2 * SIDE + k % SIDE;

			base[k] = (rng_below(&rng, 2) ? 80 : 100) +
				(double)rng_below(&rng, 500) / 100;
			head[k] = (rng_below(&rng, 2) ? 80 : 100) +
				(double)rng_below(&rng, 500) / 100;
			head[k] *= 1.02;
			pool[at] = base[k];
			pool[at + SIDE] = head[k];
		}
		for (size_t b = 0; b < N; b++)
			neartest_add(&t, pool);
		blocktest_compare(&rank, &tables, d, base, head, N);
		seen += null_tail(t.p, t.top, t.head) <= .01;
		by_rank += rank.p_greater <= .01;
	}
	assert_true(seen > 150 && by_rank < 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_arrangements_keep_the_error),
		cmocka_unit_test(scores_of_one_block),
		cmocka_unit_test(units_and_sides),
		cmocka_unit_test(a_shift_within_modes_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
