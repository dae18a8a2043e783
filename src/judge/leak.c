#include "judge/leak.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/sort.h"
#include "judge/stats/special.h"

enum { POINTS_MAX = 400 }; /* more are thinned out, because the number of pairs is quadratic */

struct points {
	double at[POINTS_MAX], v[POINTS_MAX];
	size_t n;
};

static void take_after_warmup(struct points *p, const struct trace *t)
{
	size_t from = t->n / 3, stride = (t->n - from + POINTS_MAX - 1) / POINTS_MAX;

	for (size_t i = from; i < t->n; i += stride) {
		p->at[p->n] = t->at[i];
		p->v[p->n++] = t->v[i];
	}
}

/* How much equal `at`, which make no pairs, reduce Kendall's variance, times 18. */
static double tied(const struct points *p, size_t from, size_t to)
{
	double sum = 0;

	for (size_t i = from, n; i < to; i += n) {
		for (n = 1; i + n < to && p->at[i + n] <= p->at[i]; n++)
			;
		sum += (double)n * (double)(n - 1) * (double)(2 * n + 5);
	}
	return sum;
}

/* Theil and Sen, with Kendall's variance for the interval. `at` ascends. */
static struct leak slope_of(const struct points *p, size_t from, size_t to, double level)
{
	FREES_ARENA struct arena mem = { 0 };
	double n = (double)(to - from), pairs = n * (n - 1) / 2, reach;
	double *v = arena_array(&mem, (size_t)pairs + 1, sizeof *v);
	size_t k = 0, low, high;

	for (size_t i = from; i < to; i++)
		for (size_t j = i + 1; j < to; j++)
			if (p->at[j] > p->at[i])
				v[k++] = (p->v[j] - p->v[i]) / (p->at[j] - p->at[i]);
	reach = special_normal_quantile(0.5 + level / 2) *
		sqrt((n * (n - 1) * (2 * n + 5) - tied(p, from, to)) / 18);
	if (k == 0)
		return (struct leak){ 0, -(double)INFINITY, (double)INFINITY, false };
	sort_doubles(v, k);
	if (reach >= (double)k) /* too few for that level */
		return (struct leak){ sort_median(v, k), -(double)INFINITY, (double)INFINITY,
			false };
	low = (size_t)(((double)k - reach) / 2);
	high = k - 1 - low;
	return (struct leak){ sort_median(v, k), v[low], v[high], false };
}

/* Whether all points grow by more than the limit, and the last ones still do. */
static bool goes_on(const struct points *p, const struct leak *all, const struct leak *end,
	double before, const struct leak_allowance *allowed)
{
	return end->lo > allowed->limit && end->slope >= before / 2 &&
		(all->slope - allowed->limit) * (p->at[p->n - 1] - p->at[0]) >= allowed->least;
}

void leak_find(struct leak *leak, const struct trace *trace, const struct leak_allowance *allowed)
{
	struct points p = { .n = 0 };
	struct leak first, second;

	take_after_warmup(&p, trace);
	*leak = slope_of(&p, 0, p.n, 0.95);
	first = slope_of(&p, 0, p.n / 2, 0.99);
	second = slope_of(&p, p.n / 2, p.n, 0.99);
	leak->grows = first.lo > allowed->limit && goes_on(&p, leak, &second, first.slope, allowed);
}

struct point {
	double at, v;
};

static int by_at(const void *a, const void *b)
{
	const struct point *x = a, *y = b;
	int order = SORT_ORDER(x->at, y->at);

	return order ? order : SORT_ORDER(x->v, y->v);
}

/* Also sorted by value, so that thinning out keeps the spread at each `at`. */
static void take_sorted(struct points *p, const struct trace *t)
{
	FREES_ARENA struct arena mem = { 0 };
	struct point *sorted = arena_array(&mem, t->n, sizeof *sorted);
	size_t stride = (t->n + POINTS_MAX - 1) / POINTS_MAX;

	for (size_t i = 0; i < t->n; i++)
		sorted[i] = (struct point){ t->at[i], t->v[i] };
	qsort(sorted, t->n, sizeof *sorted, by_at);
	for (size_t i = 0; i < t->n; i += stride) {
		p->at[p->n] = sorted[i].at;
		p->v[p->n++] = sorted[i].v;
	}
}

/* The first point of the upper half of the different `at`, which includes the middle one. */
static size_t upper_half(const struct points *p)
{
	size_t values = 1, seen = 0, i;

	for (i = 1; i < p->n; i++)
		values += p->at[i] > p->at[i - 1];
	for (i = 1; i < p->n; i++)
		if (p->at[i] > p->at[i - 1] && ++seen == values / 2)
			break;
	return i;
}

void leak_find_over(struct leak *leak, const struct trace *points,
	const struct leak_allowance *allowed)
{
	struct points p = { .n = 0 };
	struct leak end;

	take_sorted(&p, points);
	*leak = slope_of(&p, 0, p.n, 0.95);
	end = slope_of(&p, upper_half(&p), p.n, 0.99);
	leak->grows = leak->lo > allowed->limit && goes_on(&p, leak, &end, leak->slope, allowed);
}
