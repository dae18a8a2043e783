/* Where the level of a series shifted. Values are finite, in one unit, oldest first. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* All parameters of the search; changepoint_rule holds the defaults. */
struct changepoint_rule {
	double alpha;        /* of a permutation test for each split */
	size_t permutations; /* of that test, at least 1 / alpha */
	uint64_t seed;
	size_t min_segment; /* points, at least 1 */
	double min_sd;      /* smallest shift of the median, in robust sd of the two segments */
	double min_change;  /* and as a ratio: .01 is 1% */
};
extern const struct changepoint_rule changepoint_rule;

/* Null distributions as far as they are computed under this rule, which must not change; { .mem =
 * arena, .rule = rule } is an empty one. It lives as long as the arena and serves one thread. */
struct changepoint_tables {
	struct arena *mem;
	struct changepoint_rule rule;
	struct cusum_null **null; /* by length */
	size_t cap;
};

struct changepoint {
	size_t at;            /* the first point of the new level */
	double before, after; /* medians of the adjoining segments */
	double p;             /* of the split: (1 + k) / (R + 1) */
};
struct changepoints ARENA_LIST(struct changepoint);

/* Binary segmentation by the rank-CUSUM permutation test. Then the smallest shifts are removed
 * until all shifts of the median are large enough, and each change point moves to where the
 * absolute deviations from the medians beside it are least. Shifts are of logarithms; of plain
 * values, without min_change, if a value is not positive. out->v is in mem, ascending. */
void changepoint_find(struct changepoints *out, struct changepoint_tables *t, struct arena *mem,
	const double *v, size_t n);
