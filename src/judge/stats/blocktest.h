/* The blocked rank test: samples come in blocks of k per side and are ranked only within their
 * block, so drift between blocks cancels. "Greater" is head > base; ties count against rejecting.
 * Samples are finite and in the order of their blocks: v[q * k] to v[q * k + k - 1] belong to
 * block q, on both sides; blocks >= 1. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct hodges;

enum { BLOCKTEST_K_MAX = 5 };

enum block_scores {
	BLOCK_SAVAGE, /* mirrored Savage scores as whole numbers (after Savage 1956); k from 2 */
	BLOCK_LINEAR, /* ranks from 0: the stratified rank sum of van Elteren (1960); k from 1 */
};

struct block_design {
	enum block_scores scores; /* scores of the ranks in a block */
	size_t k;                 /* samples per side in a block */
};

/* Null distributions computed until now; { .mem = arena } is an empty one. It lives as long as
 * the arena and serves one thread. */
struct block_null {
	const double *p, *tail; /* of each score s: P(S = s), P(S >= s) */
	size_t top;             /* the largest score */
};
struct block_nulls ARENA_LIST(struct block_null); /* v[b] of b blocks */
struct block_tables {
	struct arena *mem;
	struct block_nulls nulls[2][BLOCKTEST_K_MAX + 1]; /* by scores and k */
};

struct blocktest {
	size_t greater, less; /* head's score, ties ranking head first and last */
	double p_greater;     /* P(S >= greater) if head and base are alike */
	double p_less;        /* P(S <= less) */
};

/* Exact: the C(2k, k) arrangements of a block are equally likely, blocks are independent. */
void blocktest_compare(struct blocktest *out, struct block_tables *t, struct block_design design,
	const double *base, const double *head, size_t blocks);

/* The scores of the ranks 0 to 2k - 1. */
const size_t *blocktest_scores(struct block_design design);

struct block_bound {
	size_t c;     /* a score at or above it stops; SIZE_MAX before the first look */
	double spent; /* error spent up to this look, at most alpha * look / looks */
};

/* bounds[b - 1] is for the look after block b, 1 <= first <= b <= looks: exact one-sided
 * group-sequential bounds with linear spending of alpha (Lan, DeMets 1983). */
void blocktest_bounds(struct block_bound *bounds, struct block_design design, size_t first,
	size_t looks, double alpha);

/* Hodges-Lehmann over the k * k ratios head / base within each block, like hodges_ratio; the
 * interval is from the convolved null of U. False, and *out untouched, unless all values are
 * positive. */
bool blocktest_ratio(struct hodges *out, struct block_tables *t, size_t k, const double *base,
	const double *head, size_t blocks, double alpha);
