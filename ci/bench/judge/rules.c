/* The rules that other gates use, for comparison. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/stats/ranktest.h"
#include "judge/stats/stats.h"
#include "bench.h"

static bool mean_beyond_5(const double *base, const double *head, size_t n, struct rng *rng)
{
	(void)rng;
	return stats_mean(head, n) > 1.05 * stats_mean(base, n);
}

/* Two-sided at 5%, and head is slower. */
static bool mann_whitney(const double *base, const double *head, size_t n, struct rng *rng)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables tables = { .mem = &mem };
	struct ranktest test;

	(void)rng;
	ranktest_compare(&test, &tables, sort_copy(&mem, base, n), n, sort_copy(&mem, head, n), n);
	return test.p_two < 0.05 && test.p_greater < test.p_less;
}

static double median(const double *v, size_t n)
{
	double sorted[SIDE_MAX];

	memcpy(sorted, v, n * sizeof *v);
	sort_doubles(sorted, n);
	return sort_median(sorted, n);
}

static bool mann_whitney_2(const double *base, const double *head, size_t n, struct rng *rng)
{
	return median(head, n) >= 1.02 * median(base, n) && mann_whitney(base, head, n, rng);
}

/* The ratio of medians, like criterion: the 95% interval of its bootstrap is above +2%. */
static bool bootstrap_2(const double *base, const double *head, size_t n, struct rng *rng)
{
	enum { RESAMPLES = 499 };
	double ratio[RESAMPLES], b[SIDE_MAX], h[SIDE_MAX];

	for (size_t r = 0; r < RESAMPLES; r++) {
		for (size_t i = 0; i < n; i++) {
			b[i] = base[rng_below(rng, n)];
			h[i] = head[rng_below(rng, n)];
		}
		ratio[r] = median(h, n) / median(b, n);
	}
	sort_doubles(ratio, RESAMPLES);
	return stats_quantile(ratio, RESAMPLES, 0.025) > 1.02;
}

const struct rule rules[RULES] = {
	{ "mean >5%", mean_beyond_5 },
	{ "MW p<.05", mann_whitney },
	{ "MW and ≥2%", mann_whitney_2 },
	{ "bootstrap >2%", bootstrap_2 },
};
