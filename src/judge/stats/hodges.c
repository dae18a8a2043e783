#include "judge/stats/hodges.h"

#include <math.h>

#include "base/arena.h"
#include "base/rng.h"
#include "base/sort.h"
#include "judge/stats/ranktest.h"

/* The m x n matrix of pairs: ascending along a row (head), descending down a column (base). */
struct pairs {
	const double *base, *head;
	size_t m, n;
	size_t *from, *to;    /* by row, the columns that may still hold the searched pair */
	size_t *below, *upto; /* by row, how many pairs are < and <= the pivot */
};

static double pair(const struct pairs *p, size_t i, size_t j)
{
	return p->head[j] / p->base[i];
}

/* A random candidate, all equally likely. */
static double pivot_of(const struct pairs *p, struct rng *rng, size_t candidates)
{
	size_t skip = (size_t)rng_below(rng, candidates), i = 0;

	for (; skip >= p->to[i] - p->from[i]; i++)
		skip -= p->to[i] - p->from[i];
	return pair(p, i, p->from[i] + skip);
}

/* Fills below and upto and returns their sums. Both grow from row to row. */
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
	struct rng rng = rng_seeded(k); /* any seed; the result does not depend on it */
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

/* Which of the sorted pairs are needed. */
struct order {
	double low, below, above, high; /* below and above the middle */
};

static void order_small(struct order *out, const struct pairs *p, struct arena *mem, size_t k)
{
	size_t all = p->m * p->n, middle = all / 2;
	double *v = arena_array(mem, all, sizeof *v), *next = v;

	for (size_t i = 0; i < p->m; i++)
		for (size_t j = 0; j < p->n; j++)
			*next++ = pair(p, i, j);
	out->above = sort_nth(v, 0, all, middle);
	out->below = all % 2 ? out->above : sort_nth(v, 0, middle, middle - 1);
	out->low = k ? sort_nth(v, 0, middle + 1, k - 1) : out->low;
	out->high = k ? sort_nth(v, middle, all, all - k) : out->high;
}

static void order_large(struct order *out, struct pairs *p, struct arena *mem, size_t k)
{
	size_t all = p->m * p->n;

	p->from = arena_array(mem, 4 * p->m, sizeof *p->from);
	p->to = p->from + p->m;
	p->below = p->to + p->m;
	p->upto = p->below + p->m;
	out->above = kth(p, all / 2);
	out->below = all % 2 ? out->above : kth(p, all / 2 - 1);
	out->low = k ? kth(p, k - 1) : out->low;
	out->high = k ? kth(p, all - k) : out->high;
}

static void estimate(struct hodges *out, struct ranktest_tables *t, struct pairs *p, double alpha)
{
	enum { WRITTEN_MAX = 4096 }; /* pairs; the first cache holds them */
	FREES_ARENA struct arena mem = { 0 };
	struct order o = { .high = (double)INFINITY };

	out->k = ranktest_interval_rank(t, p->m, p->n, alpha);
	if (p->m * p->n <= WRITTEN_MAX)
		order_small(&o, p, &mem, out->k);
	else
		order_large(&o, p, &mem, out->k);
	out->estimate = o.below > 0 ? o.below * sqrt(o.above / o.below) : 0;
	out->low = o.low;
	out->high = o.high;
}

bool hodges_ratio(struct hodges *out, struct ranktest_tables *t, const double *base, size_t m,
	const double *head, size_t n, double alpha)
{
	struct pairs p = { .base = base, .head = head, .m = m, .n = n };

	if (!(base[0] >= 0 && head[0] >= 0 && fmax(base[0], head[0]) > 0))
		return false;
	estimate(out, t, &p, alpha);
	return true;
}
