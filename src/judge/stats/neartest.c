#include "judge/stats/neartest.h"

#include <math.h>

#include "judge/stats/blocktest.h"
#include "judge/stats/nulls.h"
#include "judge/stats/stats.h"

/* The largest scores: of the share of neighbours, and of wide ones; a rank has 20. */
enum { NEAR = 40, WIDE = 10 };

#define WIDEST 1.5 /* wide neighbours are at least so far apart */

/* The share of x's neighbours, up to that ratio, that are below it, as a whole number to score;
 * half without neighbours. */
static size_t share_below(const struct neartest *t, double x, double near, size_t score)
{
	double most = stats_upto(x * near), upto = stats_upto(x);
	size_t below = 0, above = 0, all;

	for (size_t i = 0; i < t->blocks * 2 * t->k; i++) {
		double y = t->pool[i], same = stats_upto(y);

		below += same < x && stats_upto(same * near) >= x;
		above += y > upto && y <= most;
	}
	all = below + above + 1;
	return (score * (2 * below + 1) + all) / (2 * all);
}

/* The score of x among the n values of its block; equal values (stats_upto) have equal scores. */
static size_t rank_of(struct block_design d, const double *block, double x)
{
	const size_t *score = blocktest_scores(d);
	size_t below = 0, upto = 0;

	for (size_t i = 0; i < 2 * d.k; i++) {
		below += stats_upto(block[i]) < x;
		upto += block[i] <= stats_upto(x);
	}
	return (score[below] + score[upto - 1]) / 2;
}

void neartest_add(struct neartest *t, const double *pool)
{
	const struct block_design design = { BLOCK_SAVAGE, t->k };
	const double *block = pool + t->blocks * 2 * t->k, *p, certain = 1;
	size_t score[2 * BLOCKTEST_K_MAX], step;

	t->pool = pool;
	t->blocks++;
	for (size_t i = 0; i < 2 * t->k; i++) {
		score[i] = rank_of(design, block, block[i]) +
			share_below(t, block[i], t->near, NEAR) +
			share_below(t, block[i], fmax(t->near * t->near, WIDEST), WIDE);
		*(i < t->k ? &t->base : &t->head) += score[i];
	}
	p = null_block(&step, t->mem, score, t->k);
	t->p = null_convolve(t->mem, t->p ? t->p : &certain, t->top, p, step);
	t->top += step;
}

size_t neartest_bound(struct neartest *t, double granted)
{
	double budget = granted - t->spent;
	size_t c = null_cut(t->p, t->top, &budget);

	t->spent = granted - budget;
	return c;
}
