#include "../golden/golden.h"

#include "base/rng.h"
#include "judge/stats/hodges.h"
#include "judge/stats/ranktest.h"
#include "judge/stats/stats.h"

static void ratios_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	const double none = (double)INFINITY;
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "hl2"))
	{
		struct vec base = golden_vec(&mem, c, "base"), head = golden_vec(&mem, c, "head");
		double alpha = golden_number(c, "alpha");
		struct hodges h = { .estimate = -7 };

		sort_doubles(base.v, base.n);
		sort_doubles(head.v, head.n);
		if (!hodges_ratio(&h, &t, base.v, base.n, head.v, head.n, alpha)) {
			assert_near(h.estimate, -7);
			assert_true(fmin(base.v[0], head.v[0]) < 0);
			continue;
		}
		if (!cJSON_HasObjectItem(c, "ratio"))
			continue; /* a zero */
		assert_int_equal(h.k, golden_size(c, "k"));
		assert_near(h.estimate, golden_number(c, "ratio"));
		assert_near(h.low, golden_number_or(c, "ratio_lo", 0));
		assert_near(h.high, golden_number_or(c, "ratio_hi", none));
	}
}

static double *random_sorted(struct arena *mem, struct rng *rng, size_t n, uint64_t levels)
{
	double *v = arena_array(mem, n, sizeof *v);

	for (size_t i = 0; i < n; i++)
		v[i] = 1 + (double)rng_below(rng, levels) / 64;
	sort_doubles(v, n);
	return v;
}

/* All pairs, written down and sorted. */
static void plain(struct hodges *out, struct ranktest_tables *t, const double *base, size_t m,
	const double *head, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	double *d = arena_array(&mem, m * n, sizeof *d);

	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < n; j++)
			d[i * n + j] = head[j] / base[i];
	sort_doubles(d, m * n);
	out->k = ranktest_interval_rank(t, m, n, .05);
	out->estimate = sort_median(d, m * n);
	if (m * n % 2 == 0)
		out->estimate = sqrt(d[m * n / 2 - 1] * d[m * n / 2]);
	out->low = out->k ? d[out->k - 1] : 0;
	out->high = out->k ? d[m * n - out->k] : (double)INFINITY;
}

static void check(struct ranktest_tables *t, const double *base, size_t m, const double *head,
	size_t n)
{
	struct hodges got, want;

	assert_true(hodges_ratio(&got, t, base, m, head, n, .05));
	plain(&want, t, base, m, head, n);
	assert_int_equal(got.k, want.k);
	assert_near(got.estimate, want.estimate);
	assert_within(got.low, want.low, 0);
	assert_within(got.high, want.high, 0);
}

static void selection_is_sorting(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	struct rng rng = rng_seeded(21);

	(void)state;
	for (int i = 0; i < 300; i++) {
		size_t m = 1 + rng_below(&rng, 30), n = 1 + rng_below(&rng, 300);
		uint64_t levels = 1 + rng_below(&rng, 1 << rng_below(&rng, 20));
		const double *base = random_sorted(&mem, &rng, m, levels);

		check(&t, base, m, random_sorted(&mem, &rng, n, levels), n);
	}
	check(&t, random_sorted(&mem, &rng, 1000, 1 << 30), 1000,
		random_sorted(&mem, &rng, 700, 1 << 30), 700);
}

static void constant_and_single_values(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	static const double two[] = { 2, 2, 2, 2, 2, 2 }, three[] = { 3, 3, 3, 3, 3, 3 };
	static const double negative[] = { -1, 0, 1 }, zeros[] = { 0, 0, 1, 1, 2, 2 };
	struct hodges h;

	(void)state;
	assert_true(hodges_ratio(&h, &t, two, 6, three, 6, .05));
	assert_near(h.estimate, 1.5);
	assert_near(h.low, 1.5);
	assert_near(h.high, 1.5);
	assert_true(hodges_ratio(&h, &t, two, 1, three, 1, .05));
	assert_near(h.estimate, 1.5);
	assert_near(h.low, 0);
	assert_near(h.high, (double)INFINITY);
	assert_false(hodges_ratio(&h, &t, negative, 3, two, 1, .05));
	assert_false(hodges_ratio(&h, &t, negative + 1, 2, negative + 1, 2, .05));
	/* A zero on one side is a ratio of 0 or INFINITY. */
	assert_true(hodges_ratio(&h, &t, zeros, 6, three, 6, .05));
	assert_near(h.estimate, 3);
	assert_near(h.low, 1.5);
	assert_near(h.high, (double)INFINITY);
	assert_true(hodges_ratio(&h, &t, three, 6, zeros, 6, .05));
	assert_near(h.estimate, 1. / 3);
	assert_near(h.low, 0);
	assert_near(h.high, 2. / 3);
	assert_true(hodges_ratio(&h, &t, three, 6, negative + 1, 1, .05));
	assert_near(h.estimate, 0);
}

static void scaling(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables t = { .mem = &mem };
	struct rng rng = rng_seeded(22);
	double *base = random_sorted(&mem, &rng, 20, 5000),
	       *head = arena_array(&mem, 20, sizeof *head);
	struct hodges h;

	(void)state;
	for (size_t i = 0; i < 20; i++)
		head[i] = base[i] * 2;
	assert_true(hodges_ratio(&h, &t, base, 20, head, 20, .05));
	assert_near(h.estimate, 2);
	assert_near(h.low * h.high, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ratios_match_the_vectors),
		cmocka_unit_test(selection_is_sorting),
		cmocka_unit_test(constant_and_single_values),
		cmocka_unit_test(scaling),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
