#include "../golden/golden.h"

#include "benchctl/hodges.h"
#include "benchctl/rng.h"
#include "benchctl/signedrank.h"

static void check_interval(const cJSON *c, const struct vec *d, double alpha, const char *ci,
	const char *k)
{
	FREES_ARENA struct arena mem = { 0 };
	struct vec want = golden_vec(&mem, c, ci);
	struct hodges h;

	assert_true(signedrank_shift(&h, d->v, d->n, alpha));
	assert_near(h.estimate, golden_number(c, "hl1"));
	assert_int_equal(h.k, golden_size(c, k));
	assert_near(h.low, h.k ? want.v[0] : -(double)INFINITY);
	assert_near(h.high, h.k ? want.v[1] : (double)INFINITY);
}

static void tests_and_shifts_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "signed_rank"))
	{
		struct vec d = golden_vec(&mem, c, "d");
		struct signedrank r;

		signedrank_test(&r, d.v, d.n);
		assert_true(r.exact);
		assert_int_equal(r.n, golden_size(c, "n_used"));
		assert_near(r.w, golden_number(c, "W"));
		assert_near(r.p_greater, golden_number(c, "p_greater"));
		assert_near(r.p_less, golden_number(c, "p_less"));
		assert_near(r.p_two, golden_number(c, "p_two"));
		check_interval(c, &d, .05, "ci95", "k95");
		check_interval(c, &d, .01, "ci99", "k99");
	}
}

/* 2^-n is what n differences of one sign have: the last looks of a sequential plan. */
static void smallest_p_match_the_vectors(void **state)
{
	static const double d[30] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
		19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30 };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(golden_item(*state, "sequential"), "min_signed_rank_p"))
	{
		struct signedrank r;

		signedrank_test(&r, d, golden_size(c, "n"));
		assert_near(r.p_greater, golden_number(c, "p"));
	}
}

static void random_differences(double *d, size_t n, struct rng *rng, uint64_t levels)
{
	for (size_t i = 0; i < n; i++)
		d[i] = (double)rng_below(rng, 2 * levels) - (double)levels + .5;
}

static void signs_and_scale(void **state)
{
	struct rng rng = rng_seeded(51);
	struct signedrank there, back;
	struct hodges a, b;
	double d[40], e[40];

	(void)state;
	for (uint64_t levels = 1; levels < 100000; levels *= 2) {
		size_t n = 1 + levels % 40;

		random_differences(d, n, &rng, levels);
		for (size_t i = 0; i < n; i++)
			e[n - 1 - i] = -8 * d[i];
		signedrank_test(&there, d, n);
		signedrank_test(&back, e, n);
		assert_near(there.p_greater, back.p_less);
		assert_near(there.p_less, back.p_greater);
		assert_true(signedrank_shift(&a, d, n, .05));
		assert_true(signedrank_shift(&b, e, n, .05));
		assert_near(a.estimate * -8, b.estimate);
		assert_near(a.low * -8, b.high);
	}
}

/* One more difference than the exact test takes changes p by little. */
static void exact_meets_normal(void **state)
{
	struct rng rng = rng_seeded(52);
	double d[SIGNEDRANK_EXACT_MAX + 1];
	struct signedrank exact, normal;
	struct hodges a, b;

	(void)state;
	for (uint64_t levels = 3; levels < 100000; levels *= 10) {
		random_differences(d, ARRAY_SIZE(d), &rng, levels);
		d[SIGNEDRANK_EXACT_MAX] = .25;
		signedrank_test(&exact, d, SIGNEDRANK_EXACT_MAX);
		signedrank_test(&normal, d, ARRAY_SIZE(d));
		assert_true(exact.exact && !normal.exact);
		assert_within(exact.p_greater, normal.p_greater, .02);
		assert_within(exact.p_less, normal.p_less, .02);
		assert_true(signedrank_shift(&a, d, SIGNEDRANK_EXACT_MAX, .05));
		assert_true(signedrank_shift(&b, d, ARRAY_SIZE(d), .05));
		assert_in_range(b.k - a.k, 0, 60);
	}
}

static void zeros_and_limits(void **state)
{
	static const double many[SIGNEDRANK_SHIFT_MAX + 1] = { 0 };
	struct signedrank r;
	struct hodges h = { .estimate = -7 };

	(void)state;
	signedrank_test(&r, many, ARRAY_SIZE(many));
	assert_int_equal(r.n, 0);
	assert_near(r.p_greater, 1);
	assert_near(r.p_less, 1);
	assert_near(r.p_two, 1);
	assert_false(signedrank_shift(&h, many, ARRAY_SIZE(many), .05));
	assert_near(h.estimate, -7);
	assert_true(signedrank_shift(&h, many, 1, .05));
	assert_near(h.estimate, 0);
	assert_near(h.low, -(double)INFINITY);
	assert_true(signedrank_shift(&h, many, 5, .0625)); /* exactly 1/32 outside on each side */
	assert_int_equal(h.k, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tests_and_shifts_match_the_vectors),
		cmocka_unit_test(smallest_p_match_the_vectors),
		cmocka_unit_test(signs_and_scale),
		cmocka_unit_test(exact_meets_normal),
		cmocka_unit_test(zeros_and_limits),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
