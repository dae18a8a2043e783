#include "benchctl/leak.h"

#include <math.h>

#include "benchctl/arena.h"
#include "benchctl/special.h"
#include "benchctl/stats.h"

enum { POINTS_MAX = 400 }; /* more are thinned out: pairs grow with the square */

struct points {
	double at[POINTS_MAX], v[POINTS_MAX];
	size_t n;
};

struct slope {
	double middle, lo, hi;
};

static void take_settled(struct points *p, const struct trace *t)
{
	size_t from = t->n / 3, stride = (t->n - from + POINTS_MAX - 1) / POINTS_MAX;

	for (size_t i = from; i < t->n; i += stride) {
		p->at[p->n] = t->at[i];
		p->v[p->n++] = t->v[i];
	}
}

/* Theil and Sen, with Kendall's variance for the interval. */
static struct slope slope_of(const struct points *p, size_t from, size_t to, double level)
{
	FREES_ARENA struct arena mem = { 0 };
	double n = (double)(to - from), pairs = n * (n - 1) / 2, reach;
	double *v = arena_array(&mem, (size_t)pairs + 1, sizeof *v);
	size_t k = 0, low, high;

	for (size_t i = from; i < to; i++)
		for (size_t j = i + 1; j < to; j++)
			if (p->at[j] > p->at[i])
				v[k++] = (p->v[j] - p->v[i]) / (p->at[j] - p->at[i]);
	if (k == 0)
		return (struct slope){ 0, -(double)INFINITY, (double)INFINITY };
	stats_sort(v, k);
	reach = special_normal_quantile(0.5 + level / 2) * sqrt(n * (n - 1) * (2 * n + 5) / 18);
	low = reach < (double)k ? (size_t)(((double)k - reach) / 2) : 0;
	high = k - 1 - low;
	return (struct slope){ stats_median(v, k), v[low], v[high] };
}

void leak_find(struct leak *leak, const struct trace *trace, double least)
{
	struct points p = { .n = 0 };
	struct slope all, first, second;

	take_settled(&p, trace);
	all = slope_of(&p, 0, p.n, 0.95);
	first = slope_of(&p, 0, p.n / 2, 0.99);
	second = slope_of(&p, p.n / 2, p.n, 0.99);
	*leak = (struct leak){ .slope = all.middle, .lo = all.lo, .hi = all.hi };
	leak->grows = first.lo > 0 && second.lo > 0 && second.middle >= first.middle / 2 &&
		all.middle * (p.at[p.n - 1] - p.at[0]) >= least;
}
