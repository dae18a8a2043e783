#include "judge/stats/blocktest.h"

#include <math.h>
#include <stdint.h>

#include "base/sort.h"
#include "judge/stats/hodges.h"
#include "judge/stats/nulls.h"

enum { SIDES = 2 * BLOCKTEST_K_MAX };

static const double rounding = 1 + 1e-12; /* where a tail equals the level */

const size_t *blocktest_scores(struct block_design d)
{
	static const size_t linear[SIDES] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	static const size_t savage[BLOCKTEST_K_MAX + 1][SIDES] = {
		[2] = { 0, 3, 5, 6 },
		[3] = { 0, 5, 8, 10, 11, 12 },
		[4] = { 0, 8, 12, 14, 16, 18, 19, 20 },
		[5] = { 0, 9, 14, 17, 19, 21, 22, 23, 24, 25 },
	};

	return d.scores == BLOCK_LINEAR ? linear : savage[d.k];
}

/* The total of both sides in one block. */
static size_t total(struct block_design d)
{
	const size_t *score = blocktest_scores(d);
	size_t sum = 0;

	for (size_t i = 0; i < 2 * d.k; i++)
		sum += score[i];
	return sum;
}

/* Head's score in one block; base_first decides how equal values rank. */
static size_t block_score(struct block_design d, const double *base, const double *head,
	bool base_first)
{
	const size_t *score = blocktest_scores(d);
	size_t sum = 0;

	for (size_t i = 0; i < d.k; i++) {
		size_t rank = 0;

		for (size_t j = 0; j < d.k; j++) {
			rank += base_first ? base[j] <= head[i] : base[j] < head[i];
			rank += j < i ? head[j] <= head[i] : head[j] < head[i];
		}
		sum += score[rank];
	}
	return sum;
}

static size_t head_score(struct block_design d, const double *base, const double *head,
	size_t blocks, bool base_first)
{
	size_t sum = 0;

	for (size_t i = 0; i < blocks * d.k; i += d.k)
		sum += block_score(d, base + i, head + i, base_first);
	return sum;
}

static void push_null(struct block_nulls *nulls, struct arena *mem, const double *p, size_t top)
{
	double *tail = arena_array(mem, top + 1, sizeof *tail), sum = 0;

	for (size_t s = top + 1; s-- > 0;)
		tail[s] = fmin(1, sum += p[s]);
	*ARENA_PUSH(mem, nulls) = (struct block_null){ .p = p, .tail = tail, .top = top };
}

static const struct block_null *null_of(struct block_tables *t, struct block_design d,
	size_t blocks)
{
	struct block_nulls *nulls = &t->nulls[d.scores == BLOCK_LINEAR][d.k];

	if (nulls->n == 0) {
		double *certain = arena_alloc(t->mem, sizeof *certain), *p;
		size_t top;

		*certain = 1;
		push_null(nulls, t->mem, certain, 0);
		p = null_block(&top, t->mem, blocktest_scores(d), d.k);
		push_null(nulls, t->mem, p, top);
	}
	while (nulls->n <= blocks) {
		const struct block_null *last = &nulls->v[nulls->n - 1], *one = &nulls->v[1];
		size_t top = last->top + one->top;

		push_null(nulls, t->mem,
			null_convolve(t->mem, last->p, last->top, one->p, one->top), top);
	}
	return &nulls->v[blocks];
}

/* Head and base are exchangeable, so S and the total minus S have the same distribution. */
void blocktest_compare(struct blocktest *out, struct block_tables *t, struct block_design d,
	const double *base, const double *head, size_t blocks)
{
	const struct block_null *null = null_of(t, d, blocks);

	out->greater = head_score(d, base, head, blocks, false);
	out->less = head_score(d, base, head, blocks, true);
	out->p_greater = null->tail[out->greater];
	out->p_less = null->tail[blocks * total(d) - out->less];
}

void blocktest_bounds(struct block_bound *bounds, struct block_design d, size_t first, size_t looks,
	double alpha)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t step;
	const double *block = null_block(&step, &mem, blocktest_scores(d), d.k);
	double certain = 1, *p = &certain, spent = 0;

	for (size_t b = 1; b <= looks; b++) {
		double granted = alpha * (double)b / (double)looks, budget = granted - spent;

		p = null_convolve(&mem, p, (b - 1) * step, block, step);
		bounds[b - 1] = (struct block_bound){ .c = SIZE_MAX };
		if (b < first)
			continue;
		bounds[b - 1].c = null_cut(p, b * step, &budget);
		bounds[b - 1].spent = spent = granted - budget;
	}
}

/* The largest k with P(U <= k - 1) <= level, U being the linear score less its smallest value. */
static size_t interval_rank(struct block_tables *t, size_t k, size_t blocks, double level)
{
	const struct block_null *null = null_of(t, (struct block_design){ BLOCK_LINEAR, k },
		blocks);
	size_t rank = 0;

	while (rank < blocks * k * k && null->tail[null->top - rank] <= level * rounding)
		rank++;
	return rank;
}

bool blocktest_ratio(struct hodges *out, struct block_tables *t, size_t k, const double *base,
	const double *head, size_t blocks, double alpha)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t n = blocks * k * k, rank;
	double *ratio = arena_array(&mem, n, sizeof *ratio), *next = ratio;

	for (size_t i = 0; i < blocks * k; i++)
		if (!(base[i] > 0 && head[i] > 0))
			return false;
	for (size_t i = 0; i < blocks * k; i++)
		for (size_t j = i / k * k; j < i / k * k + k; j++)
			*next++ = head[i] / base[j];
	sort_doubles(ratio, n);
	rank = interval_rank(t, k, blocks, alpha / 2);
	out->k = rank;
	out->estimate = n % 2 ? ratio[n / 2]
			      : ratio[n / 2 - 1] * sqrt(ratio[n / 2] / ratio[n / 2 - 1]);
	out->low = rank ? ratio[rank - 1] : 0;
	out->high = rank ? ratio[n - rank] : (double)INFINITY;
	return true;
}
