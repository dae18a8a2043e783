#include "judge/stats/meantest.h"

#include <math.h>

#include "base/arena.h"
#include "base/sort.h"
#include "judge/stats/nulls.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

enum { SCORE_MAX = 100 }; /* of the largest value; the smallest scores 0 */
/* In thresholds: ranks of values with larger steps would exclude too much. */
#define STEP_MAX 0.5

static size_t first_of(size_t n)
{
	return n < MEANTEST_FIRST ? n : MEANTEST_FIRST;
}

/* NaN where a value is not finite. */
static double least_of(const double *v, size_t n)
{
	double least = v[0];

	for (size_t i = 0; i < n; i++)
		least = isfinite(v[i]) && isfinite(least) ? fmin(least, v[i]) : (double)NAN;
	return least;
}

bool meantest_fits(const double *base, size_t m, const double *head, size_t n, double threshold)
{
	double first[2 * MEANTEST_FIRST], gap = (double)INFINITY, middle;
	size_t all = 0, distinct = 0;

	if (!isfinite(least_of(base, m)) || !isfinite(least_of(head, n)))
		return false;
	if (least_of(base, m) <= 0 || least_of(head, n) <= 0)
		return true;
	for (size_t i = 0; i < first_of(m); i++)
		first[all++] = base[i];
	for (size_t i = 0; i < first_of(n); i++)
		first[all++] = head[i];
	sort_doubles(first, all);
	middle = sort_median(first, all);
	for (size_t i = 0; i < all; i++) {
		bool differs = i > 0 && first[i] > stats_upto(first[i - 1]);

		distinct += i == 0 || differs;
		gap = differs ? fmin(gap, first[i] - first[i - 1]) : gap;
	}
	return distinct <= all / 2 ||
		(distinct < all &&
			gap > STEP_MAX * threshold * middle + stats_upto(middle) - middle);
}

/* How far values count. Quantiles that are values: of a few failures, none is part of one. */
static void limits_of(double *least, double *most, struct arena *mem, const double *pool, size_t n)
{
	const double *sorted = sort_copy(mem, pool, n);
	size_t few = (size_t)ceil((double)(n - 1) * .05);
	double low = sorted[few], high = sorted[n - 1 - few];

	*least = high > low ? fmax(sorted[0], low - (high - low)) : sorted[0];
	*most = high > low ? fmin(sorted[n - 1], high + (high - low)) : sorted[n - 1];
}

void meantest_clip(double *near_base, double *near_head, const double *base, const double *head,
	size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	double *pool = arena_array(&mem, 2 * n, sizeof *pool), least, most;

	for (size_t i = 0; i < 2 * n; i++)
		pool[i] = i < n ? base[i] : head[i - n];
	limits_of(&least, &most, &mem, pool, 2 * n);
	for (size_t i = 0; i < 2 * n; i++)
		*(i < n ? &near_base[i] : &near_head[i - n]) = fmin(fmax(pool[i], least), most);
}

/* Of a share of the range. From its middle, so that the other direction has the opposite score;
 * halves go outwards, however another unit has rounded them. */
static size_t score_of(double share)
{
	return (size_t)(SCORE_MAX / 2 + lround(SCORE_MAX * (share - .5) * (1 + 1e-9)));
}

/* The values of both sides as whole scores, base's before head's in each block. */
static size_t *scores_of(struct arena *mem, const double *base, const double *head, size_t k,
	size_t blocks, double shift)
{
	size_t n = 2 * k * blocks, *score = arena_array(mem, n, sizeof *score);
	double *pool = null_pool(mem, base, head, k, blocks, 1), least, most;

	for (size_t i = 0; i < n; i++)
		pool[i] -= i / k % 2 ? shift : 0;
	limits_of(&least, &most, mem, pool, n);
	for (size_t i = 0; i < n && most > least; i++)
		score[i] = score_of((fmin(fmax(pool[i], least), most) - least) / (most - least));
	return score;
}

void meantest_compare(struct meantest *out, const double *base, const double *head, size_t k,
	size_t blocks, double shift)
{
	FREES_ARENA struct arena mem = { 0 };

	/* Head and base are exchangeable, so both sums have the same distribution. */
	null_tails(&out->p_greater, &out->p_less, scores_of(&mem, base, head, k, blocks, shift), k,
		blocks);
}

/* The squared distances of k values from their mean. */
static double squares_within(const double *v, size_t k)
{
	double sd = stats_sd(v, k);

	return (double)(k - 1) * sd * sd;
}

double meantest_margin(const double *base, const double *head, size_t k, size_t blocks,
	double error)
{
	double squares = 0, df = (double)(2 * blocks * (k - 1));

	for (size_t b = 0; b < blocks; b++)
		squares += squares_within(base + b * k, k) + squares_within(head + b * k, k);
	return special_t_isf(error, df) * sqrt(squares / df * 2 / (double)(k * blocks));
}

double meantest_least(const double *base, const double *head, size_t k, size_t blocks, double alpha)
{
	enum { STEPS = 24 }; /* halvings of the interval */
	FREES_ARENA struct arena mem = { 0 };
	size_t n = k * blocks;
	const double *b = sort_copy(&mem, base, n), *h = sort_copy(&mem, head, n);
	double low = h[0] - b[n - 1], high = h[n - 1] - b[0];
	struct meantest t;

	if (!(high > low))
		low -= fabs(low); /* both sides are constant */
	meantest_compare(&t, base, head, k, blocks, low -= high - low);
	if (t.p_greater > alpha)
		return -(double)INFINITY;
	for (size_t i = 0; i < STEPS; i++) {
		double middle = low + (high - low) / 2;

		meantest_compare(&t, base, head, k, blocks, middle);
		*(t.p_greater <= alpha ? &low : &high) = middle;
	}
	return high;
}
