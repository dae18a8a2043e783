#include "benchctl/changepoint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/rng.h"
#include "benchctl/special.h"
#include "benchctl/stats.h"

const struct changepoint_rule changepoint_rule = {
	.alpha = .01,
	.permutations = 999,
	.seed = 1,
	.min_segment = 5,
	.min_sd = 1.5,
	.min_change = .01,
};

static const double rounding = 1e-12; /* equal sums in another order of addition */

/* The ranks of a segment, and what a partial sum of them is divided by. */
struct ranked {
	double v;
	size_t at;
};
struct ranks {
	struct ranked *order; /* by value */
	double *rank;         /* centred mid-ranks, in the order of the segment */
	double *weight; /* [t]: 1 over the sd of the sum of t of them; 0 where no split may be */
	double ties;    /* 0: none; 1: all values are equal */
};

static struct ranks ranks_alloc(struct arena *mem, size_t n)
{
	return (struct ranks) {
		.order = arena_array(mem, n, sizeof(struct ranked)),
		.rank = arena_array(mem, n, sizeof(double)),
		.weight = arena_array(mem, n, sizeof(double)),
	};
}

static int ascending(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->v > y->v) - (x->v < y->v);
}

static void ranks_fill(struct ranks *r, const double *v, size_t n, size_t min_segment)
{
	double count = (double)n, cubes = count * (count * count - 1), variance;
	size_t group;

	r->ties = 0;
	for (size_t i = 0; i < n; i++)
		r->order[i] = (struct ranked) { v[i], i };
	qsort(r->order, n, sizeof *r->order, ascending);
	for (size_t i = 0; i < n; i += group) {
		for (group = 1; i + group < n && r->order[i + group].v <= r->order[i].v;)
			group++;
		for (size_t j = i; j < i + group; j++)
			r->rank[r->order[j].at] = (double)(2 * i + group) / 2 - count / 2;
		r->ties += (double)group * ((double)group * (double)group - 1);
	}
	variance = (cubes - r->ties) / (12 * (count - 1));
	r->ties /= cubes;
	for (size_t t = 0; t < n; t++) {
		bool splits = t >= min_segment && n - t >= min_segment && variance > 0;

		r->weight[t] = splits ? 1 / sqrt(variance * (double)t * (double)(n - t) / count)
				      : 0;
	}
}

static double largest(size_t *at, const struct ranks *r, size_t n)
{
	double best = 0, sum = 0;

	*at = 0;
	for (size_t t = 1; t < n; t++) {
		double z = fabs(sum += r->rank[t - 1]) * r->weight[t];

		if (z > best + rounding) {
			best = z;
			*at = t;
		}
	}
	return best;
}

double changepoint_cusum(size_t *at, const double *v, size_t n, size_t min_segment)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranks r = ranks_alloc(&mem, n);

	*at = 0;
	if (n < 2)
		return 0;
	ranks_fill(&r, v, n, min_segment);
	return largest(at, &r, n);
}

/* The statistic of a random order of the ranks, drawn from the end and summed as it is drawn. */
static double shuffled(struct ranks *r, struct rng *rng, size_t n, size_t min_segment)
{
	double best = 0, sum = 0;

	for (size_t i = n; i > min_segment; i--) {
		size_t j = (size_t)rng_below(rng, i);
		double drawn = r->rank[j], z;

		r->rank[j] = r->rank[i - 1];
		r->rank[i - 1] = drawn;
		sum += drawn;
		z = fabs(sum) * r->weight[i - 1];
		best = z > best ? z : best;
	}
	return best;
}

/* As many of the permutations reaching a statistic as this make its p larger than alpha. */
static size_t too_many(const struct changepoint_rule *rule)
{
	return (size_t)(rule->alpha * (double)(rule->permutations + 1) + rounding);
}

/* The too_many largest statistics, descending, of permutations of 1 .. n. */
static double *null_new(struct changepoint_tables *t, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranks r = ranks_alloc(&mem, n);
	struct rng rng = rng_seeded(t->rule.seed + n);
	size_t keep = too_many(&t->rule), j;
	double *null = arena_array(t->mem, keep + 1, sizeof *null);

	for (size_t i = 0; i < n; i++)
		r.rank[i] = (double)i;
	ranks_fill(&r, r.rank, n, t->rule.min_segment);
	for (size_t i = 0; i < t->rule.permutations; i++) {
		double z = shuffled(&r, &rng, n, t->rule.min_segment);

		for (j = keep; j > 0 && null[j - 1] < z; j--)
			null[j] = null[j - 1];
		null[j] = z;
	}
	return null;
}

/* How many permutations reach the statistic z, counted up to too_many. The null depends on n alone
 * unless there are more than a few ties. */
static size_t reaching(struct changepoint_tables *t, struct ranks *r, size_t n, double z)
{
	const double few_ties = .01;
	struct rng rng = rng_seeded(t->rule.seed);
	size_t most = too_many(&t->rule), k = 0;

	if (r->ties > few_ties) {
		for (size_t i = 0; i < t->rule.permutations && k < most; i++)
			k += shuffled(r, &rng, n, t->rule.min_segment) >= z - rounding;
		return k;
	}
	while (t->cap <= n)
		t->null = arena_regrow(t->mem, t->null, &t->cap, sizeof *t->null);
	if (!t->null[n])
		t->null[n] = null_new(t, n);
	while (k < most && t->null[n][k] >= z - rounding)
		k++;
	return k;
}

struct span {
	size_t from, to;
};

struct spans {
	struct span *v;
	size_t n, cap;
};

static void split(struct changepoints *out, struct arena *mem, struct spans *todo,
	struct changepoint_tables *t, struct ranks *r, const double *v, struct span s)
{
	size_t n = s.to - s.from, at, k;
	double z;

	if (n < 2 || n < 2 * t->rule.min_segment)
		return;
	ranks_fill(r, v + s.from, n, t->rule.min_segment);
	z = largest(&at, r, n);
	if (at == 0)
		return;
	k = reaching(t, r, n, z);
	if (k >= too_many(&t->rule))
		return;
	*ARENA_PUSH(mem, out) = (struct changepoint) { .at = s.from + at,
		.p = (double)(1 + k) / (double)(t->rule.permutations + 1) };
	*ARENA_PUSH(mem, todo) = (struct span) { s.from, s.from + at };
	*ARENA_PUSH(mem, todo) = (struct span) { s.from + at, s.to };
}

static int by_place(const void *a, const void *b)
{
	const struct changepoint *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static double median_of(double *scratch, const double *v, size_t n)
{
	memcpy(scratch, v, n * sizeof *v);
	stats_sort(scratch, n);
	return stats_median(scratch, n);
}

/* The points around change point i. */
static struct span around(const struct changepoints *c, size_t i, size_t n)
{
	return (struct span) { i > 0 ? c->v[i - 1].at : 0, i + 1 < c->n ? c->v[i + 1].at : n };
}

/* The shift at change point i over the smallest one that counts. */
static double size_of(const struct changepoints *c, size_t i, const double *y, size_t n,
	const struct changepoint_rule *rule, double least, double *scratch)
{
	struct span s = around(c, i, n);
	size_t at = c->v[i].at;
	double before = median_of(scratch, y + s.from, at - s.from);
	double after = median_of(scratch, y + at, s.to - at), sd, needed;

	for (size_t j = s.from; j < s.to; j++)
		scratch[j - s.from] = fabs(y[j] - (j < at ? before : after));
	stats_sort(scratch, s.to - s.from);
	sd = STATS_MAD_SD * stats_median(scratch, s.to - s.from);
	needed = fmax(rule->min_sd * sd, least);
	return needed > 0 ? fabs(after - before) / needed : (double)INFINITY;
}

/* Takes away the change point that counts least; false when all count. */
static bool merge(struct changepoints *c, const double *y, size_t n,
	const struct changepoint_rule *rule, double least, double *scratch)
{
	double smallest = 1;
	size_t at = c->n;

	for (size_t i = 0; i < c->n; i++) {
		double size = size_of(c, i, y, n, rule, least, scratch);

		if (size < smallest) {
			smallest = size;
			at = i;
		}
	}
	if (at == c->n)
		return false;
	c->n--;
	memmove(&c->v[at], &c->v[at + 1], (c->n - at) * sizeof *c->v);
	return true;
}

/* Logarithms where they exist; returns the smallest shift on their scale. */
static double logarithms(double *y, const double *v, size_t n, double min_change)
{
	bool positive = true;

	for (size_t i = 0; i < n; i++)
		positive = positive && v[i] > 0;
	for (size_t i = 0; i < n; i++)
		y[i] = positive ? log(v[i]) : v[i];
	return positive ? log1p(min_change) : 0;
}

void changepoint_find(struct changepoints *out, struct changepoint_tables *t, struct arena *mem,
	const double *v, size_t n)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct ranks r = ranks_alloc(&scratch, n);
	double *y = arena_array(&scratch, n, sizeof *y), *work = r.weight, least;
	struct spans todo = { 0 };

	*out = (struct changepoints) { 0 };
	*ARENA_PUSH(&scratch, &todo) = (struct span) { 0, n };
	for (size_t i = 0; i < todo.n; i++)
		split(out, mem, &todo, t, &r, v, todo.v[i]);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_place);
	least = logarithms(y, v, n, t->rule.min_change);
	while (merge(out, y, n, &t->rule, least, work))
		;
	for (size_t i = 0; i < out->n; i++) {
		struct span s = around(out, i, n);
		size_t at = out->v[i].at;

		out->v[i].before = median_of(work, v + s.from, at - s.from);
		out->v[i].after = median_of(work, v + at, s.to - at);
	}
}
