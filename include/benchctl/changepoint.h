/* Where the level of a series shifted. Values are finite, in any one unit, oldest first. */
#ifndef BENCHCTL_CHANGEPOINT_H
#define BENCHCTL_CHANGEPOINT_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Every decision of the search; changepoint_rule holds the defaults. */
struct changepoint_rule {
	double alpha;        /* of a permutation test for each split */
	size_t permutations; /* of that test */
	uint64_t seed;
	size_t min_segment; /* points, at least 1 */
	double min_sd;      /* smallest shift of the median, in robust sd of the two segments */
	double min_change;  /* and as a ratio: .01 is 1% */
};
extern const struct changepoint_rule changepoint_rule;

/* Null distributions computed so far under this rule, which must not change; { .mem = arena, .rule
 * = rule } is an empty one. It lives as long as the arena and serves one thread. */
struct changepoint_tables {
	struct arena *mem;
	struct changepoint_rule rule;
	double **null; /* by length */
	size_t cap;
};

struct changepoint {
	size_t at;            /* the first point of the new level */
	double before, after; /* medians of the adjoining segments */
	double p;             /* of the split: (1 + k) / (R + 1) */
};
struct changepoints {
	struct changepoint *v;
	size_t n, cap;
};

/* Rank-CUSUM (Pettitt 1979): the largest |S_t| / sqrt(var t (n - t) / n) over the splits t that
 * leave min_segment points on both sides, S_t being the sum of the first t centred mid-ranks. The
 * first such t goes to *at; 0, and *at = 0, where there is none or v is constant. */
double changepoint_cusum(size_t *at, const double *v, size_t n, size_t min_segment);

/* Binary segmentation by that statistic, then neighbours merged, the smallest shift first, until
 * all shifts of the median are large enough. Shifts are of logarithms; of plain values, without
 * min_change, where a value is not positive. out->v is in mem, ascending. */
void changepoint_find(struct changepoints *out, struct changepoint_tables *t, struct arena *mem,
	const double *v, size_t n);

#endif
