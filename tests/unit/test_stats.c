#include "../golden/golden.h"

#include <string.h>

#include "base/rng.h"
#include "judge/stats/stats.h"

static void summaries_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *name;
		double p;
	} quantile[] = { { "min", 0 }, { "q10", .1 }, { "q25", .25 }, { "median", .5 },
		{ "q75", .75 }, { "q90", .9 }, { "q95", .95 }, { "max", 1 } };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "summary"))
	{
		struct vec x = golden_vec(&mem, c, "x");
		const double *s = sort_copy(&mem, x.v, x.n);
		double median = sort_median(s, x.n), mad = stats_mad(s, x.n);

		assert_near(stats_mean(x.v, x.n), golden_number(c, "mean"));
		assert_near(stats_sd(x.v, x.n), golden_number_or(c, "sd", (double)NAN));
		assert_near(median, golden_number(c, "median"));
		assert_near(mad, golden_number(c, "mad"));
		assert_near(stats_autocorrelation(x.v, x.n),
			golden_number_or(c, "r1", (double)NAN));
		for (size_t i = 0; i < ARRAY_SIZE(quantile); i++)
			assert_near(stats_quantile(s, x.n, quantile[i].p),
				golden_number(c, quantile[i].name));
		if (mad > 0)
			assert_near(fmax(s[x.n - 1] - median, median - s[0]) / mad,
				golden_number(c, "modz_max"));
	}
}

static void median_ranks_match_the_vectors(void **state)
{
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "median_ci_k"))
		assert_int_equal(stats_median_rank(golden_size(c, "n"), golden_number(c, "conf")),
			golden_size(c, "k"));
	assert_int_equal(stats_median_rank(2, .5), 1); /* exactly 1/4 outside on each side */
	assert_int_equal(stats_median_rank(5, .9375), 1);
	assert_int_equal(stats_median_rank(5, .9376), 0);
}

/* Expected from exact fractions; the approximation may be one off. */
static void median_ranks_of_large_samples(void **state)
{
	(void)state;
	assert_int_equal(stats_median_rank(999, .95), 469);
	assert_int_equal(stats_median_rank(1000, .95), 469);
	assert_in_range(stats_median_rank(1001, .95), 469, 471);
	assert_in_range(stats_median_rank(10000, .95), 4901, 4903);
	assert_int_equal(stats_median_rank(1, .95), 0);
}

static void changes_match_the_vectors(void **state)
{
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "delta"))
	{
		double base = golden_number(c, "base"), head = golden_number(c, "head");

		assert_near(100 * stats_change(base, head), golden_number(c, "pct"));
	}
}

static void changes_at_zero(void **state)
{
	(void)state;
	assert_true(isnan(stats_change(0, 1)));
	assert_true(isnan(stats_change(-0., -1)));
	assert_near(stats_change(0, -0.), 0);
	assert_true(isnan(stats_change(0, (double)NAN)));
	assert_true(isnan(stats_change((double)NAN, 0)));
	assert_near(stats_change(-10, -5), .5);
	assert_near(stats_change(10, 0), -1);
}

static void a_change_of_the_limit_reaches_it(void **state)
{
	(void)state;
	for (int tenths = 20; tenths < 20000; tenths += 20) {
		double base = tenths / 10., more = tenths * 1.05;

		assert_true(stats_change(base, round(more) / 10) >= .05);
		assert_true(stats_change(base, round(tenths * .95) / 10) <= -.05);
	}
	assert_true(stats_change(36.7, 38.535) >= .05);
	assert_true(stats_change(26.5, 25.175) <= -.05);
	assert_true(stats_change(36.7, 38.534999) < .05);
}

/* n values; one in three repeats an earlier one. */
static struct vec random_vec(struct arena *mem, struct rng *rng, size_t n)
{
	struct vec x = { arena_array(mem, n, sizeof(double)), n };

	for (size_t i = 0; i < n; i++)
		x.v[i] = i && rng_below(rng, 3) == 0 ? x.v[rng_below(rng, i)]
						     : ((double)rng_below(rng, 2000) - 1000) / 8;
	return x;
}

static void the_variance_of_a_median(void **state)
{
	static const double v[] = { 1, 2, 3, 4, 100 }, even[] = { 2, 2, 2 };
	double one = stats_median_variance(v, 5, 1), sd = stats_sd(v, 5);

	(void)state;
	assert_true(fabs(one / (sd * sd) - 1) < 1e-12);
	assert_true(stats_median_variance(v, 5, 5) < one);
	assert_true(stats_median_variance(v, 5, 999) < .05); /* the far value counts no more */
	assert_true(stats_median_variance(even, 3, 2) == 0);
}

static void sorting_is_sorting(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct rng rng = rng_seeded(3);

	(void)state;
	for (size_t n = 1; n < 130; n++) {
		struct vec x = random_vec(&mem, &rng, n);
		double *copy = arena_array(&mem, n, sizeof *copy);
		const double *s = sort_copy(&mem, x.v, n);
		double before = 0, after = 0;

		memcpy(copy, x.v, n * sizeof *copy);
		for (size_t i = 0; i < n; i++) {
			before += x.v[i];
			after += s[i];
			assert_true(i == 0 || s[i - 1] <= s[i]);
		}
		assert_true(before <= after && after <= before); /* eighths: sums are exact */
		assert_memory_equal(copy, x.v, n * sizeof *copy);
	}
}

static void the_mad_is_the_median_of_deviations(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct rng rng = rng_seeded(4);

	(void)state;
	for (size_t n = 1; n < 60; n++) {
		struct vec x = random_vec(&mem, &rng, n);
		const double *s = sort_copy(&mem, x.v, n);
		double *d = arena_array(&mem, n, sizeof *d);

		for (size_t i = 0; i < n; i++)
			d[i] = fabs(s[i] - sort_median(s, n));
		sort_doubles(d, n);
		assert_near(stats_mad(s, n), sort_median(d, n));
	}
}

static void powers_of_two_scale_exactly(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct rng rng = rng_seeded(5);
	struct vec x = random_vec(&mem, &rng, 31);
	double *y = arena_array(&mem, x.n, sizeof *y);

	(void)state;
	sort_doubles(x.v, x.n);
	for (size_t i = 0; i < x.n; i++)
		y[i] = x.v[i] * 0x1p-40;
	assert_within(stats_mean(y, x.n), stats_mean(x.v, x.n) * 0x1p-40, 0);
	assert_within(stats_sd(y, x.n), stats_sd(x.v, x.n) * 0x1p-40, 0);
	assert_within(stats_mad(y, x.n), stats_mad(x.v, x.n) * 0x1p-40, 0);
	assert_within(stats_quantile(y, x.n, .3), stats_quantile(x.v, x.n, .3) * 0x1p-40, 0);
	assert_within(stats_autocorrelation(y, x.n), stats_autocorrelation(x.v, x.n), 0);
}

static void constant_and_offset_samples(void **state)
{
	static const double same[] = { .1, .1, .1, .1, .1, .1, .1 };
	static const double far[] = { 1e15 + 1, 1e15 + 2, 1e15 + 3 };

	(void)state;
	assert_within(stats_mean(same, 7), .1, 0);
	assert_within(stats_sd(same, 7), 0, 0);
	assert_within(stats_mad(same, 7), 0, 0);
	assert_true(isnan(stats_autocorrelation(same, 7)));
	assert_true(isnan(stats_sd(same, 1)));
	assert_true(isnan(stats_autocorrelation(far, 2)));
	assert_within(stats_mean(far, 3), 1e15 + 2, 0);
	assert_within(stats_sd(far, 3), 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(summaries_match_the_vectors),
		cmocka_unit_test(median_ranks_match_the_vectors),
		cmocka_unit_test(median_ranks_of_large_samples),
		cmocka_unit_test(changes_match_the_vectors),
		cmocka_unit_test(changes_at_zero),
		cmocka_unit_test(a_change_of_the_limit_reaches_it),
		cmocka_unit_test(the_variance_of_a_median),
		cmocka_unit_test(sorting_is_sorting),
		cmocka_unit_test(the_mad_is_the_median_of_deviations),
		cmocka_unit_test(powers_of_two_scale_exactly),
		cmocka_unit_test(constant_and_offset_samples),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
