#include "unit.h"

#include <math.h>

#include "base/rng.h"
#include "base/sort.h"
#include "load/histogram.h"

/* Bucket borders: value, and the middle that percentiles show for it, computed by hand. */
static void values_fall_into_their_buckets(void **state)
{
	static const struct {
		uint64_t v;
		double shown;
	} rows[] = {
		{ 0, 0 }, { 1, 1 }, { 1023, 1023 }, { 1024, 1024 }, { 2047, 2047 },
		{ 2048, 2048.5 }, { 2049, 2048.5 }, { 2050, 2050.5 }, { 4095, 4094.5 },
		{ 4096, 4097.5 }, { 1000000, 1000191.5 },     /* 999936 to 1000447, 512 wide */
		{ UINT64_C(3600000000000), 3600256335871.5 }, /* 1676 * 2^31 + (2^31 - 1) / 2 */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct histogram *h = histogram_new(&mem);
		size_t b = 0;

		histogram_add(h, rows[i].v);
		while (!h->count[b])
			b++;
		if (fabs(histogram_value(b) - rows[i].shown) > 1e-9 * rows[i].shown)
			fail_msg("%llu is shown as %.1f instead of %.1f",
				(unsigned long long)rows[i].v, histogram_value(b), rows[i].shown);
		assert_true(histogram_percentile(h, 50) == (double)rows[i].v);
	}
}

static void every_bucket_has_its_middle(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct histogram *h = histogram_new(&mem);

	(void)state;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		histogram_add(h, (uint64_t)histogram_value(i));
		assert_int_equal(h->count[i], 1);
		assert_true(i == 0 || histogram_value(i) > histogram_value(i - 1));
	}
	histogram_add(h, UINT64_MAX);
	assert_int_equal(h->count[HISTOGRAM_BUCKETS - 1], 2);
	assert_true(h->max == HISTOGRAM_LARGEST);
	assert_int_equal(h->n, HISTOGRAM_BUCKETS + 1);
}

/* Durations of every size, compared with a sorted copy. */
static void percentiles_are_within_a_thousandth(void **state)
{
	enum { N = 20000 };
	static const double percents[] = { 0, 0.01, 1, 10, 50, 90, 95, 99, 99.9, 99.99, 100 };
	FREES_ARENA struct arena mem = { 0 };
	struct histogram *h = histogram_new(&mem), *odd = histogram_new(&mem);
	double *v = arena_array(&mem, N, sizeof *v), sum = 0, squares = 0;
	struct rng rng = rng_seeded(5);

	(void)state;
	for (size_t i = 0; i < N; i++) {
		uint64_t ns = rng_next(&rng) >> (23 + rng_below(&rng, 40));

		v[i] = (double)ns;
		sum += v[i];
		histogram_add(i % 2 ? odd : h, ns);
	}
	histogram_merge(h, odd);
	histogram_merge(h, histogram_new(&mem));
	sort_doubles(v, N);
	for (size_t i = 0; i < ARRAY_SIZE(percents); i++) {
		size_t rank = (size_t)fmax(1, ceil(N * percents[i] / 100 - 1e-9));
		double exact = v[rank - 1], shown = histogram_percentile(h, percents[i]);

		if (fabs(shown - exact) > exact * 0.001)
			fail_msg("p%g is %.1f instead of %.1f", percents[i], shown, exact);
	}
	assert_int_equal(h->n, N);
	assert_true((double)h->min == v[0] && (double)h->max == v[N - 1]);
	assert_true(fabs(histogram_mean(h) - sum / N) < 1e-12 * sum);
	for (size_t i = 0; i < N; i++)
		squares += (v[i] - sum / N) * (v[i] - sum / N);
	assert_true(fabs(histogram_deviation(h) / sqrt(squares / (N - 1)) - 1) < 0.001);
}

static void nothing_has_no_percentile(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct histogram *h = histogram_new(&mem);

	(void)state;
	assert_true(isnan(histogram_percentile(h, 50)) && isnan(histogram_mean(h)));
	histogram_add(h, 7);
	assert_true(histogram_mean(h) == 7 && isnan(histogram_deviation(h)));
	assert_true(histogram_percentile(h, 0) == 7 && histogram_percentile(h, 100) == 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_fall_into_their_buckets),
		cmocka_unit_test(every_bucket_has_its_middle),
		cmocka_unit_test(percentiles_are_within_a_thousandth),
		cmocka_unit_test(nothing_has_no_percentile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
