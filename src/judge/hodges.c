#include "benchctl/hodges.h"

#include <math.h>

#include "benchctl/arena.h"
#include "benchctl/ranktest.h"
#include "benchctl/rng.h"

/* The m x n matrix of pairs: ascending along a row (head), descending down a column (base). */
struct pairs {
	const double *base, *head;
	size_t m, n;
	bool ratio;
	size_t *from, *to;    /* by row, the columns that may still hold what is sought */
	size_t *below, *upto; /* by row, how many pairs are < and <= the pivot */
};

static double pair(const struct pairs *p, size_t i, size_t j)
{
	return p->ratio ? p->head[j] / p->base[i] : p->head[j] - p->base[i];
}

/* A candidate, each as likely as the others. */
static double pivot_of(const struct pairs *p, struct rng *rng, size_t candidates)
{
	size_t skip = (size_t)rng_below(rng, candidates), i = 0;

	for (; skip >= p->to[i] - p->from[i]; i++)
		skip -= p->to[i] - p->from[i];
	return pair(p, i, p->from[i] + skip);
}

/* Fills below and upto and yields their sums. Both grow from row to row. */
static void count(size_t *below, size_t *upto, struct pairs *p, double pivot)
{
	size_t lt = 0, le = 0;

	*below = *upto = 0;
	for (size_t i = 0; i < p->m; i++) {
		while (lt < p->n && pair(p, i, lt) < pivot)
			lt++;
		if (le < lt)
			le = lt;
		while (le < p->n && pair(p, i, le) <= pivot)
			le++;
		*below += p->below[i] = lt;
		*upto += p->upto[i] = le;
	}
}

/* The k-th smallest pair, from 0: quickselect on the implicit matrix (after Monahan 1984). */
static double kth(struct pairs *p, size_t k)
{
	struct rng rng = rng_seeded(k); /* any will do; the result does not depend on it */
	size_t below = 0, upto, candidates = p->m * p->n;
	double pivot;

	for (size_t i = 0; i < p->m; i++) {
		p->from[i] = 0;
		p->to[i] = p->n;
	}
	for (;;) {
		pivot = pivot_of(p, &rng, candidates);
		count(&below, &upto, p, pivot);
		if (below <= k && k < upto)
			return pivot;
		candidates = 0;
		for (size_t i = 0; i < p->m; i++) {
			if (k < below)
				p->to[i] = p->below[i];
			else
				p->from[i] = p->upto[i];
			candidates += p->to[i] - p->from[i];
		}
	}
}

static void estimate(struct hodges *out, struct ranktest_tables *t, struct pairs *p, double alpha)
{
	FREES_ARENA struct arena scratch = { 0 };
	size_t all = p->m * p->n;
	double upper;

	p->from = arena_array(&scratch, 4 * p->m, sizeof *p->from);
	p->to = p->from + p->m;
	p->below = p->to + p->m;
	p->upto = p->below + p->m;
	out->k = ranktest_interval_rank(t, p->m, p->n, alpha);
	out->estimate = kth(p, all / 2);
	if (all % 2 == 0) {
		upper = out->estimate;
		out->estimate = kth(p, all / 2 - 1);
		if (p->ratio)
			out->estimate *= sqrt(upper / out->estimate);
		else
			out->estimate = (out->estimate + upper) / 2;
	}
	out->low = out->k ? kth(p, out->k - 1) : p->ratio ? 0 : -(double)INFINITY;
	out->high = out->k ? kth(p, all - out->k) : (double)INFINITY;
}

void hodges_shift(struct hodges *out, struct ranktest_tables *t, const double *base, size_t m,
	const double *head, size_t n, double alpha)
{
	struct pairs p = { .base = base, .head = head, .m = m, .n = n };

	estimate(out, t, &p, alpha);
}

bool hodges_ratio(struct hodges *out, struct ranktest_tables *t, const double *base, size_t m,
	const double *head, size_t n, double alpha)
{
	struct pairs p = { .base = base, .head = head, .m = m, .n = n, .ratio = true };

	if (!(base[0] > 0 && head[0] > 0))
		return false;
	estimate(out, t, &p, alpha);
	return true;
}
