#include "judge/stats/cusum.h"

#include <math.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/rng.h"
#include "base/sort.h"
#include "judge/stats/changepoint.h"
#include "judge/stats/stats.h"

enum { LONG = 2048 }; /* values: each permutation of more takes long */

static const double rounding = 1e-12; /* equal sums in another order of addition */

struct cusum {
	size_t n;
	struct sort_rank *order; /* by value */
	double *rank;            /* centred mid-ranks, in the order of the series */
	double *weight;          /* [t]: 1 over the sd of the sum of t of them; 0: no split there */
	double ties;             /* 0: none; 1: all values are equal */
};

struct cusum *cusum_new(struct arena *mem, size_t longest)
{
	struct cusum *c = arena_alloc(mem, sizeof *c);

	c->order = arena_array(mem, longest, sizeof *c->order);
	c->rank = arena_array(mem, longest, sizeof *c->rank);
	c->weight = arena_array(mem, longest, sizeof *c->weight);
	return c;
}

/* Returns the sum of t^3 - t over groups of t equal values. */
static double rank(struct cusum *c, const double *v)
{
	double cubes = 0, middle = (double)c->n / 2;
	size_t group;

	sort_ranks(c->order, v, c->n);
	for (size_t i = 0; i < c->n; i += group) {
		for (group = 1;
			i + group < c->n && c->order[i + group].v <= stats_upto(c->order[i].v);)
			group++;
		for (size_t j = i; j < i + group; j++)
			c->rank[c->order[j].at] = (double)(2 * i + group) / 2 - middle;
		cubes += (double)group * ((double)group * (double)group - 1);
	}
	return cubes;
}

/* n >= 2 */
static void prepare(struct cusum *c, const double *v, size_t n, size_t min_segment)
{
	double all = (double)n, cubes = all * (all * all - 1), ties, variance;

	c->n = n;
	ties = rank(c, v);
	c->ties = ties / cubes;
	variance = (cubes - ties) / (12 * (all - 1));
	for (size_t t = 0; t < n; t++) {
		bool splits = t >= min_segment && n - t >= min_segment && variance > 0;
		double sd = sqrt(variance * (double)t * (double)(n - t) / all);

		c->weight[t] = splits && t > 0 ? 1 / sd : 0;
	}
}

double cusum_find(size_t *at, struct cusum *c, const double *v, size_t n, size_t min_segment)
{
	double best = 0, sum = 0;

	*at = 0;
	if (n < 2)
		return 0;
	prepare(c, v, n, min_segment);
	for (size_t t = 1; t < n; t++) {
		double z = fabs(sum += c->rank[t - 1]) * c->weight[t];

		if (z > best + rounding) {
			best = z;
			*at = t;
		}
	}
	return best;
}

/* The statistic of a random order of the ranks, drawn from the end and summed while drawing. */
static double shuffled(struct cusum *c, struct rng *rng, size_t min_segment)
{
	double best = 0, sum = 0;

	for (size_t i = c->n; i > min_segment; i--) {
		size_t j = (size_t)rng_below(rng, i);
		double drawn = c->rank[j], z;

		c->rank[j] = c->rank[i - 1];
		c->rank[i - 1] = drawn;
		sum += drawn;
		z = fabs(sum) * c->weight[i - 1];
		best = z > best ? z : best;
	}
	return best;
}

/* The count of permutations reaching a statistic that makes its p larger than alpha. */
static size_t too_many(const struct changepoint_rule *rule, size_t permutations)
{
	return (size_t)(rule->alpha * (double)(permutations + 1) + rounding);
}

/* Permutations of 1 .. n, as many as were needed until now. */
struct cusum_null {
	struct cusum *cusum;
	struct rng rng;
	double *largest; /* their largest statistics, descending */
	size_t done;
};

static struct cusum_null *null_new(struct changepoint_tables *t, size_t n, size_t keep)
{
	struct cusum_null *null = arena_alloc(t->mem, sizeof *null);
	struct cusum *c = null->cusum = cusum_new(t->mem, n);
	double *untied = c->rank;

	null->largest = arena_array(t->mem, keep + 1, sizeof *null->largest);
	null->rng = rng_seeded(t->rule.seed + n);
	for (size_t i = 0; i < n; i++)
		untied[i] = (double)i;
	prepare(c, untied, n, t->rule.min_segment);
	return null;
}

static void null_draw(struct cusum_null *null, size_t keep, size_t min_segment)
{
	double z = shuffled(null->cusum, &null->rng, min_segment);
	size_t j;

	for (j = keep; j > 0 && null->largest[j - 1] < z; j--)
		null->largest[j] = null->largest[j - 1];
	null->largest[j] = z;
	null->done++;
}

static size_t kept_length(size_t n)
{
	size_t step = 1;

	while (n / step >= 32)
		step *= 2;
	return (n + step - 1) / step * step;
}

static double kept_p(struct changepoint_tables *t, size_t n, double statistic)
{
	const size_t length = kept_length(n), shared = length > LONG ? 1 : 5;
	const size_t permutations = shared * (t->rule.permutations + 1) - 1;
	const size_t keep = too_many(&t->rule, permutations);
	struct cusum_null *null;
	size_t k = 0;

	while (t->cap <= length)
		t->null = arena_regrow(t->mem, t->null, &t->cap, sizeof *t->null);
	if (!t->null[length])
		t->null[length] = null_new(t, length, keep);
	null = t->null[length];
	/* `keep` of them decide; without a shift, a few permutations suffice. */
	while (null->done < permutations &&
		(!keep || null->largest[keep - 1] < statistic - rounding))
		null_draw(null, keep, t->rule.min_segment);
	while (k < keep && null->largest[k] >= statistic - rounding)
		k++;
	return (double)(1 + k) / (double)(permutations + 1);
}

double cusum_p(struct cusum *c, struct changepoint_tables *t, double statistic)
{
	const double few_ties = .01;
	struct rng rng = rng_seeded(t->rule.seed);
	size_t enough = too_many(&t->rule, t->rule.permutations), k = 0;

	if (c->ties <= few_ties)
		return kept_p(t, c->n, statistic);
	for (size_t i = 0; i < t->rule.permutations && k < enough; i++)
		k += shuffled(c, &rng, t->rule.min_segment) >= statistic - rounding;
	return (double)(1 + k) / (double)(t->rule.permutations + 1);
}
