#include "unit.h"

#include <math.h>

#include "base/rng.h"
#include "judge/stats/sequence.h"

enum { SAMPLES = SEQUENCE_BLOCK * SEQUENCE_LOOKS };

static const struct sequence_rule usual = {
	.threshold = .05, .floor = .02, .alpha = .01, .beta = .05
};

/* Noise of so much around 1, base and head alike but for the factor. */
static void draw(double *base, double *head, struct rng *rng, double noise, double factor)
{
	for (size_t i = 0; i < SAMPLES; i++) {
		base[i] = 1 + noise * (double)rng_below(rng, 1000) / 1000;
		head[i] = (1 + noise * (double)rng_below(rng, 1000) / 1000) * factor;
	}
}

/* The first answer, and after how many blocks. */
static enum sequence_state walk(size_t *blocks, struct sequence_tables *t,
	const struct sequence_rule *rule, const double *base, const double *head)
{
	enum sequence_state state = SEQUENCE_OPEN;

	for (*blocks = 0; state == SEQUENCE_OPEN;) {
		++*blocks;
		state = sequence_look(t, rule, base, head, *blocks);
		assert_true(*blocks <= SEQUENCE_LOOKS);
	}
	return state;
}

static void each_state_is_reached(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	static const struct {
		double factor, noise;
		bool higher;
		double threshold, floor;
		enum sequence_state end;
		size_t least, most;
	} rows[] = {
		{ 1.2, .01, false, .05, .02, SEQUENCE_WORSE, 2, 2 },
		{ .8, .01, false, .05, .02, SEQUENCE_BETTER, 2, 2 },
		{ 1, .01, false, .05, .02, SEQUENCE_WITHIN, 2, 2 },
		{ 1.2, .01, true, .05, .02, SEQUENCE_BETTER, 2, 2 },
		{ .8, .01, true, .05, .02, SEQUENCE_WORSE, 2, 2 },
		{ 1, .01, true, .05, .02, SEQUENCE_WITHIN, 2, 2 },
		/* Within the limit for certain goes before worse for certain, ... */
		{ 1.03, .01, false, .05, .02, SEQUENCE_WITHIN, 2, 2 },
		{ 1 / 1.03, .01, true, .05, .02, SEQUENCE_WITHIN, 2, 2 },
		/* ... and what is not within it is worse although less than it. */
		{ 1.045, .02, false, .05, .02, SEQUENCE_WORSE, 2, 9 },
		/* An estimate under the floor is neither worse nor better, however certain. */
		{ 1.03, .01, false, .031, .05, SEQUENCE_CAPPED, 10, 10 },
		{ .97, .001, false, .05, .05, SEQUENCE_WITHIN, 2, 2 },
		/* A rate cannot lose more than all there is, and time can. */
		{ .01, .01, true, 1, .02, SEQUENCE_WITHIN, 2, 2 },
		{ .99, .01, true, 1, .02, SEQUENCE_WITHIN, 2, 2 },
		{ .01, .01, true, .98, .02, SEQUENCE_WORSE, 2, 2 },
		{ 1.9, .01, false, 1, .02, SEQUENCE_WITHIN, 2, 2 },
		{ 2.2, .01, false, 1, .02, SEQUENCE_WORSE, 2, 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sequence_rule rule = { rows[i].threshold, rows[i].floor, .01, .05,
			rows[i].higher };
		struct rng rng = rng_seeded(5);
		double base[SAMPLES], head[SAMPLES];
		enum sequence_state end;
		size_t blocks;

		draw(base, head, &rng, rows[i].noise, rows[i].factor);
		end = walk(&blocks, &t, &rule, base, head);
		if (end != rows[i].end || blocks < rows[i].least || blocks > rows[i].most)
			fail_msg("row %zu: state %d after %zu blocks", i, end, blocks);
	}
}

/* After two blocks the rank test's share of the error buys the outermost of 4,900 arrangements, and
 * the rest buys the neighbours 3. */
static void the_bound_itself_decides(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	static const struct {
		const char *ranks; /* of head in each block, one digit a sample */
		enum sequence_state end;
	} rows[] = {
		{ "45674567", SEQUENCE_WORSE },
		{ "45673567", SEQUENCE_WORSE }, /* or with the blocks swapped: 3 in all */
		{ "35673567", SEQUENCE_OPEN },
		{ "34674567", SEQUENCE_OPEN },
		{ "24674567", SEQUENCE_OPEN },
		{ "34673567", SEQUENCE_OPEN },
		{ "15674567", SEQUENCE_OPEN },
		{ "01230123", SEQUENCE_BETTER },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double base[8], head[8];

		for (size_t block = 0; block < 2; block++) {
			size_t b = 4 * block, h = 4 * block;

			for (int rank = 0; rank < 8; rank++) {
				bool is_head = memchr(rows[i].ranks + 4 * block, '0' + rank, 4);

				*(is_head ? &head[h++] : &base[b++]) = 1 + .1 * rank +
					.001 * (double)block;
			}
		}
		assert_int_equal(sequence_look(&t, &usual, base, head, 2), rows[i].end);
	}
}

/* The same for passing, with head 5% above what its ranks say, where the neighbours have all of the
 * error. */
static void the_bound_of_passing(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	struct sequence_rule rule = usual;
	static const struct {
		const char *ranks;
		enum sequence_state end;
	} rows[] = {
		{ "01230123", SEQUENCE_WITHIN },
		{ "01230146", SEQUENCE_WITHIN },
		{ "01230147", SEQUENCE_OPEN },
	};

	(void)state;
	rule.floor = 9; /* nothing is better or worse by so much */
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double base[8], head[8];

		for (size_t block = 0; block < 2; block++) {
			size_t b = 4 * block, h = 4 * block;

			for (int rank = 0; rank < 8; rank++) {
				bool is_head = memchr(rows[i].ranks + 4 * block, '0' + rank, 4);

				*(is_head ? &head[h++] : &base[b++]) = (1 + .1 * rank) *
					(is_head ? 1.05 : 1);
			}
		}
		assert_int_equal(sequence_look(&t, &rule, base, head, 2), rows[i].end);
	}
}

/* base and head exchanged, and better with them, is the same question. */
static void directions_mirror_each_other(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	struct sequence_rule time = usual, rate = usual;
	struct rng rng = rng_seeded(6);
	size_t seen[SEQUENCE_CAPPED + 1] = { 0 };

	(void)state;
	rate.higher = true;
	rate.threshold = .05 / 1.05; /* the same ratio */
	for (int i = 0; i < 300; i++) {
		double base[SAMPLES], head[SAMPLES], per_base[SAMPLES], per_head[SAMPLES];
		size_t n, m;
		enum sequence_state x, y;

		draw(base, head, &rng, .2, .9 + .002 * (i % 100));
		for (size_t k = 0; k < SAMPLES; k++) {
			per_base[k] = 1 / base[k];
			per_head[k] = 1 / head[k];
		}
		x = walk(&n, &t, &time, base, head);
		y = walk(&m, &t, &rate, per_base, per_head);
		assert_int_equal(x, y);
		assert_int_equal(n, m);
		seen[x]++;
	}
	assert_true(seen[SEQUENCE_WORSE] && seen[SEQUENCE_BETTER] && seen[SEQUENCE_WITHIN]);
}

/* Four sd above what n series of probability p give. */
static size_t at_most(double n, double p)
{
	return (size_t)(n * p + 4 * sqrt(n * p * (1 - p)));
}

static void the_stated_errors_hold(void **state)
{
#ifdef __SANITIZE_ADDRESS__
	enum { SERIES = 500 }; /* they take ten times as long */
#else
	enum { SERIES = 1500 };
#endif
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	struct sequence_rule rule = usual;
	size_t worse = 0, passed = 0;
	struct rng rng = rng_seeded(7);

	(void)state;
	rule.floor = 0;
	for (int i = 0; i < SERIES; i++) {
		double base[SAMPLES], head[SAMPLES];
		size_t blocks;

		draw(base, head, &rng, .5, 1);
		worse += walk(&blocks, &t, &rule, base, head) == SEQUENCE_WORSE;
		draw(base, head, &rng, .5, 1.05);
		passed += walk(&blocks, &t, &rule, base, head) == SEQUENCE_WITHIN;
	}
	assert_in_range(worse, SERIES / 1000, at_most(SERIES, .01));
	assert_in_range(passed, SERIES / 100, at_most(SERIES, .05));
}

static void bad_values_decide_nothing(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	const double bad[] = { (double)NAN, -(double)INFINITY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad) * 2; i++) {
		struct rng rng = rng_seeded(8);
		double base[SAMPLES], head[SAMPLES];

		draw(base, head, &rng, .01, 2);
		(i % 2 ? base : head)[5] = bad[i / 2];
		assert_int_equal(sequence_look(&t, &usual, base, head, 0), SEQUENCE_OPEN);
		assert_int_equal(sequence_look(&t, &usual, base, head, 1), SEQUENCE_OPEN);
		assert_int_equal(sequence_look(&t, &usual, base, head, 2), SEQUENCE_OPEN);
		assert_int_equal(sequence_look(&t, &usual, base, head, SEQUENCE_LOOKS),
			SEQUENCE_CAPPED);
		assert_int_equal(sequence_look(&t, &usual, base, head, SEQUENCE_LOOKS + 1),
			SEQUENCE_CAPPED);
	}
}

/* Half of head's processes fail once and base's never do; and the other way round. */
static void counts_are_decided(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	struct sequence_rule rule = usual;
	double none[SAMPLES], some[SAMPLES];

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		none[i] = 0;
		some[i] = (double)(i % 2);
	}
	assert_int_equal(sequence_look(&t, &rule, none, some, 10), SEQUENCE_WORSE);
	assert_int_equal(sequence_look(&t, &rule, some, none, 10), SEQUENCE_BETTER);
	assert_int_equal(sequence_look(&t, &rule, some, some, 10), SEQUENCE_CAPPED);
	rule.higher = true;
	assert_int_equal(sequence_look(&t, &rule, none, some, 10), SEQUENCE_BETTER);
	assert_int_equal(sequence_look(&t, &rule, some, none, 10), SEQUENCE_WORSE);
}

/* Whether the values become coarse at a look or are so from the first, the errors hold. */
static void the_errors_of_coarse_values_hold(void **state)
{
	enum { SERIES = 100 };
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	struct sequence_rule rule = usual;

	(void)state;
	rule.floor = 0;
	rule.alpha = .05;
	for (unsigned kind = 0; kind < 3; kind++) {
		struct rng rng = rng_seeded(6 + kind);
		size_t worse = 0;

		for (int i = 0; i < SERIES; i++) {
			double v[2][SAMPLES];
			size_t blocks;

			for (size_t k = 0; k < (size_t)2 * SAMPLES; k++) {
				double *x = &v[k % 2][k / 2];

				*x = kind == 0      ? (double)rng_below(&rng, 3)
					: kind == 1 ? (double)(rng_below(&rng, 10) == 0) * 7
						    : 1 + (double)rng_below(&rng, 1000) / 1000;
				if (kind == 2 && rng_below(&rng, 40) == 0)
					*x = 0;
			}
			worse += walk(&blocks, &t, &rule, v[0], v[1]) == SEQUENCE_WORSE;
		}
		assert_in_range(worse, 0, at_most(SERIES, .05));
	}
}

/* A loss of the threshold moves few values by a step, which is larger. */
static double stepped(struct rng *rng, unsigned kind, bool head)
{
	uint64_t percent = rng_below(rng, 100);

	return kind == 0    ? (double)(percent < (head ? 20 : 10)) /* failures */
		: kind == 1 ? 1 + (double)(percent < (head ? 89 : 80))
			    : (double)(3 + rng_below(rng, 6) + (head && percent < 28));
}

static void a_loss_below_a_step_does_not_pass(void **state)
{
	enum { SERIES = 60 };
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };

	(void)state;
	for (unsigned kind = 0; kind < 3; kind++) {
		struct rng rng = rng_seeded(3 + kind);
		size_t within = 0;

		for (int i = 0; i < SERIES; i++) {
			double v[2][SAMPLES];
			size_t blocks;

			for (size_t k = 0; k < (size_t)2 * SAMPLES; k++)
				v[k % 2][k / 2] = stepped(&rng, kind, k % 2);
			if (kind ==
				0) /* failures of which none is seen are not coarse, but exact */
				v[0][i % 8] = v[1][i / 8 % 8] = 1;
			within += walk(&blocks, &t, &usual, v[0], v[1]) == SEQUENCE_WITHIN;
		}
		assert_in_range(within, 0, at_most(SERIES, .05));
	}
}

static void ties_and_outliers(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	struct rng rng = rng_seeded(9);
	double base[SAMPLES], head[SAMPLES];

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++)
		base[i] = head[i] = 7;
	assert_int_equal(sequence_look(&t, &usual, base, head, 2), SEQUENCE_WITHIN);
	for (size_t i = 0; i < SAMPLES; i++)
		head[i] = 7.36;
	assert_int_equal(sequence_look(&t, &usual, base, head, 2), SEQUENCE_WORSE);
	/* One sample a thousand times too long in two blocks is not a slowdown. */
	draw(base, head, &rng, .01, 1);
	head[2] *= 1000;
	assert_int_not_equal(sequence_look(&t, &usual, base, head, 2), SEQUENCE_WORSE);
	assert_int_equal(sequence_look(&t, &usual, base, head, 4), SEQUENCE_WITHIN);
}

/* Values on a grid are often equal, exactly at the limit, or halfway between two scores; another
 * unit rounds all of that differently. */
static void a_unit_changes_no_answer(void **state)
{
	static const double units[] = { 1e6, 1e-7, 60, 1. / 3 };
	static const double steps[] = { .01, .03, .1, 1 };
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables t = { .tables.mem = &mem };
	struct rng rng = rng_seeded(1);

	(void)state;
	for (size_t i = 0; i < 96; i++) {
		struct sequence_rule rule = usual;
		double v[2][SAMPLES], scaled[2][SAMPLES], step = steps[i % ARRAY_SIZE(steps)];
		double unit = units[i / 4 % ARRAY_SIZE(units)];
		size_t blocks, other;
		enum sequence_state answer;

		rule.higher = i / 16 % 2;
		rule.threshold = i / 32 % 2 ? .05 : .2;
		for (size_t k = 0; k < SAMPLES; k++)
			for (size_t side = 0; side < 2; side++) {
				size_t n = step < 1 ? (size_t)(1 / step)
						    : (size_t)rng_below(&rng, 3);

				v[side][k] = (double)(n + side * (i / 64 % 3) +
						     rng_below(&rng, 5)) *
					step;
				scaled[side][k] = v[side][k] * unit;
			}
		answer = walk(&blocks, &t, &rule, v[0], v[1]);
		assert_int_equal(walk(&other, &t, &rule, scaled[0], scaled[1]), answer);
		assert_int_equal(other, blocks);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_is_reached),
		cmocka_unit_test(the_bound_itself_decides),
		cmocka_unit_test(the_bound_of_passing),
		cmocka_unit_test(directions_mirror_each_other),
		cmocka_unit_test(the_stated_errors_hold),
		cmocka_unit_test(bad_values_decide_nothing),
		cmocka_unit_test(counts_are_decided),
		cmocka_unit_test(the_errors_of_coarse_values_hold),
		cmocka_unit_test(a_loss_below_a_step_does_not_pass),
		cmocka_unit_test(ties_and_outliers),
		cmocka_unit_test(a_unit_changes_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
