#include "../golden/golden.h"

#include <string.h>

#include "base/rng.h"
#include "judge/stats/ranktest.h"
#include "judge/stats/stats.h"

static void compare(struct ranktest *out, struct ranktest_tables *t, struct vec base,
	struct vec head)
{
	FREES_ARENA struct arena mem = { 0 };

	ranktest_compare(out, t, sort_copy(&mem, base.v, base.n), base.n,
		sort_copy(&mem, head.v, head.n), head.n);
}

static void p_values_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "mwu"))
	{
		struct vec base = golden_vec(&mem, c, "base"), head = golden_vec(&mem, c, "head");
		const cJSON *normal = golden_item(c, "normal");
		struct ranktest r;

		compare(&r, &t, base, head);
		assert_true(r.exact);
		assert_near(r.u, golden_number(c, "U"));
		assert_near(r.p_greater, golden_number(c, "p_greater"));
		assert_near(r.p_less, golden_number(c, "p_less"));
		assert_near(r.p_two, golden_number(c, "p_two"));
		sort_doubles(base.v, base.n);
		sort_doubles(head.v, head.n);
		ranktest_normal(&r, base.v, base.n, head.v, head.n);
		assert_false(r.exact);
		assert_near(r.u, golden_number(c, "U"));
		assert_near(r.p_greater, golden_number(normal, "p_greater"));
		assert_near(r.p_less, golden_number(normal, "p_less"));
		assert_near(r.p_two, golden_number(normal, "p_two"));
	}
}

static void smallest_p_matches_the_vectors(void **state)
{
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "mwu_min_two_sided_p"))
		assert_near(2 * ranktest_smallest_p(golden_size(c, "m"), golden_size(c, "n")),
			golden_number(c, "p"));
	assert_near(ranktest_smallest_p(3, 5), 1. / 56);
	assert_near(ranktest_smallest_p(5, 3), 1. / 56);
}

static void interval_ranks_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "hl2_k"))
	{
		size_t m = golden_size(c, "m"), n = golden_size(c, "n"), k = golden_size(c, "k");

		assert_int_equal(ranktest_interval_rank(&t, m, n, golden_number(c, "alpha")), k);
		assert_int_equal(ranktest_interval_rank(&t, n, m, golden_number(c, "alpha")), k);
	}
	assert_int_equal(ranktest_interval_rank(&t, 3, 3, .1), 1); /* exactly 1/20 */
	assert_int_equal(ranktest_interval_rank(&t, 3, 3, 1 - .9), 1);
	assert_int_equal(ranktest_interval_rank(&t, 1, 1, .05), 0);
	assert_in_range(ranktest_interval_rank(&t, 50, 51, .05),
		ranktest_interval_rank(&t, 50, 50, .05),
		ranktest_interval_rank(&t, 50, 50, .05) + 40);
}

/* n values of `levels` different ones. */
static struct vec random_vec(struct arena *mem, struct rng *rng, size_t n, uint64_t levels)
{
	struct vec x = { arena_array(mem, n, sizeof(double)), n };

	for (size_t i = 0; i < n; i++)
		x.v[i] = (double)rng_below(rng, levels) / 4 - 1;
	return x;
}

static size_t twice_u(const double *pool, size_t n, unsigned heads)
{
	size_t u2 = 0;

	for (size_t h = 0; h < n; h++)
		for (size_t b = 0; b < n; b++)
			if ((heads >> h & 1) && !(heads >> b & 1))
				u2 += pool[h] > pool[b] ? 2 : pool[h] >= pool[b];
	return u2;
}

/* Every way to choose the heads out of the pool, one by one. */
static void enumerate(struct ranktest *out, const struct vec *base, const struct vec *head)
{
	double pool[16], all = 0, greater = 0, less = 0;
	size_t n = base->n + head->n, u2;

	for (size_t i = 0; i < n; i++)
		pool[i] = i < base->n ? base->v[i] : head->v[i - base->n];
	u2 = twice_u(pool, n, (1U << n) - (1U << base->n));
	for (unsigned set = 0; set < 1U << n; set++) {
		size_t other;

		if ((size_t)__builtin_popcount(set) != head->n)
			continue;
		other = twice_u(pool, n, set);
		all++;
		greater += other >= u2;
		less += other <= u2;
	}
	*out = (struct ranktest){ (double)u2 / 2, greater / all, less / all,
		fmin(1, 2 * fmin(greater, less) / all), true };
}

static void exact_is_enumeration(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	struct rng rng = rng_seeded(11);
	struct ranktest got, want;

	(void)state;
	for (int i = 0; i < 300; i++) {
		size_t m = 1 + rng_below(&rng, 5), n = 1 + rng_below(&rng, 5);
		uint64_t levels = 1 + rng_below(&rng, 12);
		struct vec base = random_vec(&mem, &rng, m, levels);
		struct vec head = random_vec(&mem, &rng, n, levels);

		compare(&got, &t, base, head);
		enumerate(&want, &base, &head);
		assert_near(got.u, want.u);
		assert_near(got.p_greater, want.p_greater);
		assert_near(got.p_less, want.p_less);
		assert_near(got.p_two, want.p_two);
	}
}

static size_t doubled_rank(const double *pool, size_t n, double value)
{
	size_t smaller = 0, equal = 0;

	for (size_t i = 0; i < n; i++) {
		smaller += pool[i] < value;
		equal += pool[i] <= value && pool[i] >= value;
	}
	return 2 * smaller + equal + 1;
}

/* P(U >= u) by the textbook's table of all sums of ranks. */
static double by_table(struct arena *mem, const struct vec *base, const struct vec *head)
{
	size_t n = base->n + head->n, top = 2 * n * n, observed = 0;
	double *pool = arena_array(mem, n, sizeof *pool), all = 0, greater = 0;
	double *table = arena_array(mem, (head->n + 1) * (top + 1), sizeof *table);

	memcpy(pool, base->v, base->n * sizeof *pool);
	memcpy(pool + base->n, head->v, head->n * sizeof *pool);
	table[0] = 1;
	for (size_t i = 0; i < n; i++) {
		size_t rank = doubled_rank(pool, n, pool[i]);

		observed += i < base->n ? 0 : rank;
		for (size_t j = head->n; j > 0; j--)
			for (size_t s = top; s >= rank; s--)
				table[j * (top + 1) + s] += table[(j - 1) * (top + 1) + s - rank];
	}
	for (size_t s = 0; s <= top; s++) {
		double count = table[head->n * (top + 1) + s];

		all += count;
		greater += s >= observed ? count : 0;
	}
	return greater / all;
}

/* Also where half of the values have more subsets than 32 bits count. */
static void exact_is_the_table(void **state)
{
	static const size_t sizes[][2] = { { 20, 20 }, { 33, 33 }, { 34, 33 }, { 34, 34 },
		{ 50, 18 }, { 50, 50 } };
	struct rng rng = rng_seeded(13);

	(void)state;
	for (size_t i = 0; i < 3 * ARRAY_SIZE(sizes); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct ranktest_tables t = { .mem = &mem };
		const size_t *size = sizes[i / 3];
		uint64_t levels = UINT64_C(9) << 2 * (i % 3);
		struct vec base = random_vec(&mem, &rng, size[0], levels);
		struct vec head = random_vec(&mem, &rng, size[1], levels);
		struct ranktest got;

		/* Two values, a half of each: a sum of many subsets. */
		for (size_t k = 0; i % 3 == 0 && k < base.n + head.n; k++)
			*(k < base.n ? &base.v[k] : &head.v[k - base.n]) = (double)(k % 2);
		compare(&got, &t, base, head);
		assert_near(got.p_greater, by_table(&mem, &base, &head));
	}
}

static void sides_and_scale(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	struct rng rng = rng_seeded(12);
	struct ranktest there, back, scaled;

	(void)state;
	for (uint64_t levels = 1; levels < 100000; levels *= 3) {
		struct vec base = random_vec(&mem, &rng, 1 + levels % 50, levels);
		struct vec head = random_vec(&mem, &rng, 20, levels);

		compare(&there, &t, base, head);
		compare(&back, &t, head, base);
		assert_near(there.u + back.u, (double)(base.n * head.n));
		assert_near(there.p_greater, back.p_less);
		assert_near(there.p_less, back.p_greater);
		assert_near(there.p_two, back.p_two);
		for (size_t i = 0; i < base.n; i++)
			base.v[i] *= 1e-9;
		for (size_t i = 0; i < head.n; i++)
			head.v[i] *= 1e-9;
		compare(&scaled, &t, base, head);
		assert_near(scaled.p_greater, there.p_greater);
	}
}

/* At the limit of the exact test the approximation is good to two percent, with and without ties.
 */
static void exact_meets_normal(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	struct rng rng = rng_seeded(13);
	struct ranktest exact, normal;

	(void)state;
	for (uint64_t levels = 6; levels < 1000000; levels *= 10) {
		struct vec base = random_vec(&mem, &rng, RANKTEST_EXACT_MAX, levels);
		struct vec head = random_vec(&mem, &rng, RANKTEST_EXACT_MAX, levels);

		sort_doubles(base.v, base.n);
		sort_doubles(head.v, head.n);
		ranktest_compare(&exact, &t, base.v, base.n, head.v, head.n);
		ranktest_normal(&normal, base.v, base.n, head.v, head.n);
		assert_within(exact.p_greater, normal.p_greater, .02);
		assert_within(exact.p_less, normal.p_less, .02);
		assert_true(exact.exact);
		ranktest_compare(&exact, &t, base.v, base.n - 1, head.v, head.n);
		assert_true(exact.exact);
	}
}

static void large_samples_are_approximated(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	struct rng rng = rng_seeded(14);
	struct vec base = random_vec(&mem, &rng, 3000, 100000);
	struct vec head = random_vec(&mem, &rng, RANKTEST_EXACT_MAX + 1, 100000);
	struct ranktest r;

	(void)state;
	compare(&r, &t, base, head);
	assert_false(r.exact);
	assert_true(r.p_two > 0 && r.p_two <= 1);
	head.n = 5;
	compare(&r, &t, base, head);
	assert_false(r.exact);
	compare(&r, &t, head, base);
	assert_false(r.exact);
}

static void equal_and_single_values(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	static const double same[60] = { 0 }, one = 1;
	struct ranktest r;

	(void)state;
	for (size_t n = 1; n <= 60; n += 59) {
		ranktest_compare(&r, &t, same, n, same, n);
		assert_near(r.u, (double)(n * n) / 2);
		assert_near(r.p_greater, 1);
		assert_near(r.p_less, 1);
		assert_near(r.p_two, 1);
	}
	ranktest_compare(&r, &t, same, 1, &one, 1);
	assert_near(r.p_greater, .5);
	assert_near(r.p_less, 1);
}

/* A limit that one side was divided by, or another unit, leaves rounding. */
static void rounded_values_are_equal(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	static const double base[] = { .3, .6, .7, 1.2, 1.4 };
	double head[ARRAY_SIZE(base)], n = ARRAY_SIZE(base);
	struct ranktest same, rounded;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(base); i++)
		head[i] = nextafter(base[i], i % 2 ? 0 : 9);
	ranktest_compare(&same, &t, base, (size_t)n, base, (size_t)n);
	ranktest_compare(&rounded, &t, base, (size_t)n, head, (size_t)n);
	assert_true(rounded.u == n * n / 2 && rounded.p_greater == same.p_greater);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(p_values_match_the_vectors),
		cmocka_unit_test(smallest_p_matches_the_vectors),
		cmocka_unit_test(interval_ranks_match_the_vectors),
		cmocka_unit_test(exact_is_enumeration),
		cmocka_unit_test(exact_is_the_table),
		cmocka_unit_test(sides_and_scale),
		cmocka_unit_test(exact_meets_normal),
		cmocka_unit_test(large_samples_are_approximated),
		cmocka_unit_test(equal_and_single_values),
		cmocka_unit_test(rounded_values_are_equal),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
