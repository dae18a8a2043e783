/* Tests of paired mode for what the level of the samples does not show: the tail and the spread.
 * Scores depend on the values of both sides alone, so given these, each arrangement of a block is
 * equally likely, and the null distribution of head's sum is exact. One look, after all blocks. */
#pragma once

#include <stddef.h>

struct aspecttest {
	double p;         /* that head is worse; one-sided */
	size_t head, all; /* tail: of the samples far above the others, head's and all */
	double ratio;     /* spread: head's over base's, each around its own median */
};

/* base and head: positive finite costs, k for each block, in order.
 *
 * Tail: more of head's values, divided by `forgiven` (>= 1), lie far above the others: beyond three
 * quarters of all by that factor again. The score is the square of 1 and 1 more for each 10% (as a
 * logarithm) that a value lies farther, up to 10, so a few far ones count, and many near ones too.
 */
void aspecttest_tail(struct aspecttest *out, const double *base, const double *head, size_t k,
	size_t blocks, double forgiven);

/* Spread: head's values lie farther from the median of their block, as ratios. A shift of the level
 * alone moves both sides away from it by as much, if the noise is symmetric. */
void aspecttest_spread(struct aspecttest *out, const double *base, const double *head, size_t k,
	size_t blocks);
