#include "../golden/golden.h"

#include "base/rng.h"
#include "judge/stats/changepoint.h"
#include "judge/stats/cusum.h"

static void the_statistic_matches_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "rank_cusum"))
	{
		struct vec z = golden_vec(&mem, c, "z");
		struct cusum *cusum = cusum_new(&mem, z.n);
		size_t at;

		assert_near(cusum_find(&at, cusum, z.v, z.n, golden_size(c, "min_seg")),
			golden_number(c, "stat"));
		assert_int_equal(at, golden_size(c, "t"));
	}
}

/* The levels of a series; its noise is uniform, of so many percent both ways. */
struct level {
	size_t n;
	double value;
};

static struct vec series(struct arena *mem, struct rng *rng, const struct level *level, size_t n,
	double noise)
{
	struct vec x = { .n = 0 };

	for (size_t i = 0; i < n; i++)
		x.n += level[i].n;
	x.v = arena_array(mem, x.n, sizeof *x.v);
	for (size_t i = 0, at = 0; i < n; i++)
		for (size_t j = 0; j < level[i].n; j++)
			x.v[at++] = level[i].value *
				(1 + noise * ((double)rng_below(rng, 2001) - 1000) / 1e5);
	return x;
}

static struct changepoint_tables tables(struct arena *mem)
{
	return (struct changepoint_tables){ .mem = mem, .rule = changepoint_rule };
}

/* However unequal the segments, the place is exact where they do not overlap. */
static void one_step_is_found(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables t = tables(&mem);
	struct rng rng = rng_seeded(71);
	struct changepoints c;

	(void)state;
	for (size_t at = 8; at <= 92; at += 2) {
		const struct level steps[] = { { at, 100 }, { 100 - at, 108 } };
		struct vec x = series(&mem, &rng, steps, 2, 3);

		changepoint_find(&c, &t, &mem, x.v, x.n);
		assert_int_equal(c.n, 1);
		assert_int_equal(c.v[0].at, at);
		assert_within(c.v[0].before, 100, .03);
		assert_within(c.v[0].after, 108, .03);
		if (at > 20 && at < 80)
			assert_near(c.v[0].p, .0002); /* the kept null's smallest */
	}
}

/* Up, down and up again; an odd value alone changes nothing. Stretching leaves all in place,
 * turning the series around turns the places around. */
static void several_steps_are_found(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables t = tables(&mem);
	struct rng rng = rng_seeded(72);
	static const struct level steps[] = { { 30, 5 }, { 1, 90 }, { 29, 5 }, { 25, 6 },
		{ 40, 5.2 }, { 75, 8 } };
	static const size_t at[] = { 60, 85, 125 };
	struct vec x = series(&mem, &rng, steps, ARRAY_SIZE(steps), 1);
	double *scaled = arena_array(&mem, x.n, sizeof *scaled);
	double *turned = arena_array(&mem, x.n, sizeof *turned);
	struct changepoints c, s, r;

	(void)state;
	for (size_t i = 0; i < x.n; i++) {
		scaled[i] = x.v[i] * 0x1p-40;
		turned[x.n - 1 - i] = x.v[i];
	}
	changepoint_find(&c, &t, &mem, x.v, x.n);
	changepoint_find(&s, &t, &mem, scaled, x.n);
	changepoint_find(&r, &t, &mem, turned, x.n);
	assert_int_equal(c.n, 3);
	assert_int_equal(s.n, 3);
	assert_int_equal(r.n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(c.v[i].at, at[i]);
		assert_int_equal(s.v[i].at, at[i]);
		assert_int_equal(r.v[2 - i].at, x.n - at[i]);
		assert_within(s.v[i].before, c.v[i].before * 0x1p-40, 0);
		assert_within(r.v[2 - i].before, c.v[i].after, 0);
	}
}

/* Without the rule on sizes, what remains is the test's own error: alpha for the first split. Few
 * levels are ties, which have their own null. */
static void false_alarms_are_as_rare_as_alpha(void **state)
{
	enum { SERIES = 2000 };
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables t = tables(&mem);
	struct rng rng = rng_seeded(73);
	double v[60];

	(void)state;
	t.rule.min_sd = t.rule.min_change = 0;
	for (uint64_t levels = 3; levels < 100000; levels *= 100) {
		size_t alarms = 0;

		for (int i = 0; i < SERIES; i++) {
			FREES_ARENA struct arena scratch = { 0 };
			struct changepoints c;

			for (size_t j = 0; j < ARRAY_SIZE(v); j++)
				v[j] = 1000 + (double)rng_below(&rng, levels);
			changepoint_find(&c, &t, &scratch, v, ARRAY_SIZE(v));
			alarms += c.n > 0;
		}
		assert_in_range(alarms, SERIES / 200, SERIES / 50);
	}
}

static size_t found(struct arena *mem, struct vec x, double min_sd, double min_change)
{
	struct changepoint_tables t = tables(mem);
	struct changepoints c;

	t.rule.min_sd = min_sd;
	t.rule.min_change = min_change;
	changepoint_find(&c, &t, mem, x.v, x.n);
	return c.n;
}

static void small_shifts_are_merged(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct rng rng = rng_seeded(74);
	static const struct level clean[] = { { 50, 100 }, { 50, 100.6 } };
	static const struct level drowned[] = { { 200, 100 }, { 200, 103 } };
	struct vec x = series(&mem, &rng, clean, 2, .05);
	struct vec y = series(&mem, &rng, drowned, 2, 6);

	(void)state;
	assert_int_equal(found(&mem, x, 1.5, .01), 0);
	assert_int_equal(found(&mem, x, 1.5, .005), 1);
	assert_int_equal(found(&mem, y, 1.5, .01), 0);
	assert_int_equal(found(&mem, y, .5, .01), 1);
	assert_int_equal(found(&mem, y, .5, .05), 0);
}

/* The smaller step goes first, and the larger is then judged against both of its neighbours. */
static void merging_begins_with_the_smallest(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables t = tables(&mem);
	struct rng rng = rng_seeded(75);

	(void)state;
	for (int late = 0; late < 2; late++) {
		const struct level steps[] = { { 40, 100 }, { 20, late ? 100.5 : 100.8 },
			{ 40, 101.3 } };
		struct vec x = series(&mem, &rng, steps, 3, .05);
		struct changepoints c;

		changepoint_find(&c, &t, &mem, x.v, x.n);
		assert_int_equal(c.n, 1);
		assert_int_equal(c.v[0].at, late ? 60 : 40);
		assert_within(c.v[0].before, 100, .003);
		assert_within(c.v[0].after, 101.3, .003);
	}
}

static void the_shortest_segment_is_kept(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables t = tables(&mem);
	struct rng rng = rng_seeded(77);

	(void)state;
	t.rule.alpha = .5; /* four values alone are not evidence */
	t.rule.min_change = .1;
	for (int late = 0; late < 2; late++) {
		const struct level steps[] = { { late ? 20 : 4, 100 }, { late ? 4 : 20, 120 } };
		struct vec x = series(&mem, &rng, steps, 2, 2);
		struct changepoints c;

		changepoint_find(&c, &t, &mem, x.v, x.n);
		assert_int_equal(c.n, 1);
		assert_int_equal(c.v[0].at, late ? 19 : 5);
	}
}

static void values_that_are_not_positive(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables t = tables(&mem);
	double v[40];
	struct changepoints c;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(v); i++)
		v[i] = (double)(i % 3) + (i < 20 ? -5 : 0);
	changepoint_find(&c, &t, &mem, v, ARRAY_SIZE(v));
	assert_int_equal(c.n, 1);
	assert_int_equal(c.v[0].at, 20);
	assert_near(c.v[0].before, -4);
	assert_near(c.v[0].after, 1);
	assert_near(c.v[0].p, .001); /* ties: by its own permutations */
}

static void short_and_constant_series_have_none(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables t = tables(&mem);
	double step[] = { 1, 1, 1, 1, 1, 9, 9, 9, 9, 9 }, same[100];
	struct cusum *cusum = cusum_new(&mem, ARRAY_SIZE(same));
	struct changepoints c;
	size_t at;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		same[i] = .1;
	for (size_t n = 0; n < ARRAY_SIZE(same); n++) {
		changepoint_find(&c, &t, &mem, same, n);
		assert_int_equal(c.n, 0);
		assert_within(cusum_find(&at, cusum, same, n, 1), 0, 0);
		assert_int_equal(at, 0);
	}
	for (size_t n = 0; n < ARRAY_SIZE(step); n++) {
		changepoint_find(&c, &t, &mem, step, n);
		assert_int_equal(c.n, 0);
	}
	changepoint_find(&c, &t, &mem, step, ARRAY_SIZE(step)); /* 2 of 252 orders are as uneven */
	assert_int_equal(c.n, 1);
}

/* What was asked before has no influence. */
static void tables_only_save_time(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables used = tables(&mem);
	struct rng rng = rng_seeded(76);
	static const struct level steps[] = { { 33, 100 }, { 21, 102 }, { 47, 101 } };

	(void)state;
	for (int i = 0; i < 30; i++) {
		struct changepoint_tables fresh = tables(&mem);
		struct vec x = series(&mem, &rng, steps, 3, 3);
		struct changepoints a, b;

		changepoint_find(&a, &used, &mem, x.v, x.n);
		changepoint_find(&b, &fresh, &mem, x.v, x.n);
		assert_int_equal(a.n, b.n);
		for (size_t j = 0; j < a.n; j++) {
			assert_int_equal(a.v[j].at, b.v[j].at);
			assert_within(a.v[j].p, b.v[j].p, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_statistic_matches_the_vectors),
		cmocka_unit_test(one_step_is_found),
		cmocka_unit_test(several_steps_are_found),
		cmocka_unit_test(false_alarms_are_as_rare_as_alpha),
		cmocka_unit_test(small_shifts_are_merged),
		cmocka_unit_test(merging_begins_with_the_smallest),
		cmocka_unit_test(the_shortest_segment_is_kept),
		cmocka_unit_test(values_that_are_not_positive),
		cmocka_unit_test(short_and_constant_series_have_none),
		cmocka_unit_test(tables_only_save_time),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
