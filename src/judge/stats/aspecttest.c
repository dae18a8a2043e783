#include "judge/stats/aspecttest.h"

#include <math.h>

#include "base/arena.h"
#include "base/sort.h"
#include "judge/stats/nulls.h"
#include "judge/stats/stats.h"

enum { TAIL_FAR = 10, TAIL_STEPS = 10, SPREAD_SCORE = 20 };

static size_t count_above(const double *sorted, size_t n, double x)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		*(sorted[mid] > x ? &high : &low) = sorted[mid] > x ? mid : mid + 1;
	}
	return n - low;
}

static size_t tail_score(double x, double cut)
{
	size_t steps = x > cut ? 1 + (size_t)fmin(TAIL_FAR - 1, TAIL_STEPS * log(x / cut)) : 0;

	return steps * steps;
}

void aspecttest_tail(struct aspecttest *out, const double *base, const double *head, size_t k,
	size_t blocks, double forgiven)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t n = 2 * k * blocks, *score = arena_array(&mem, n, sizeof *score);
	const double *pool = null_pool(&mem, base, head, k, blocks, forgiven);
	double ignored, cut = forgiven * stats_quantile(sort_copy(&mem, pool, n), n, .75);

	*out = (struct aspecttest){ .ratio = (double)NAN };
	for (size_t i = 0; i < n; i++) {
		score[i] = tail_score(pool[i], cut);
		out->all += score[i] > 0;
		out->head += score[i] > 0 && i / k % 2;
	}
	null_tails(&out->p, &ignored, score, k, blocks);
}

/* The median distance of a side's values from their median in the block, as logarithms. */
static double spread_of(struct arena *mem, const double *v, size_t k, size_t blocks)
{
	double *far = arena_array(mem, k * blocks, sizeof *far);

	for (size_t b = 0; b < blocks; b++) {
		double middle = sort_median(sort_copy(mem, v + b * k, k), k);

		for (size_t i = b * k; i < (b + 1) * k; i++)
			far[i] = fabs(log(v[i] / middle));
	}
	sort_doubles(far, k * blocks);
	return sort_median(far, k * blocks);
}

void aspecttest_spread(struct aspecttest *out, const double *base, const double *head, size_t k,
	size_t blocks)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t n = 2 * k * blocks, *score = arena_array(&mem, n, sizeof *score);
	double *pool = null_pool(&mem, base, head, k, blocks, 1), before, now, ignored;
	const double *sorted;

	for (size_t b = 0; b < blocks; b++) {
		double *block = pool + b * 2 * k;
		double middle = sort_median(sort_copy(&mem, block, 2 * k), 2 * k);

		for (size_t i = 0; i < 2 * k; i++)
			block[i] = fabs(log(block[i] / middle));
	}
	sorted = sort_copy(&mem, pool, n);
	for (size_t i = 0; i < n; i++)
		score[i] = (n - count_above(sorted, n, pool[i])) * SPREAD_SCORE / n;
	before = spread_of(&mem, base, k, blocks);
	now = spread_of(&mem, head, k, blocks);
	*out = (struct aspecttest){ .ratio = before > 0 ? now / before
			: now > 0                       ? (double)INFINITY
							: 1 };
	null_tails(&out->p, &ignored, score, k, blocks);
}
