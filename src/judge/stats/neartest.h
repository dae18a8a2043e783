/* The test of paired mode that learns from the noise. A rank within a block does not tell a step
 * from one mode of the noise to another from a step within a mode; where values lie close together
 * a small shift shows, and that is seen from all of them. So each value scores twice the share of
 * its neighbours, among all values of both sides so far, that lie below it, and once its rank
 * within its block. The scores do not ask whose a value is: given them, each arrangement of a block
 * is equally likely, and the null distribution of head's sum is exact. */
#ifndef BENCHCTL_NEARTEST_H
#define BENCHCTL_NEARTEST_H

#include <stddef.h>

struct arena;

/* { .mem = arena, .k = samples of a side in a block, .near = ratio } is one without blocks; near is
 * how far off a neighbour may be, > 1. It serves one thread. */
struct neartest {
	struct arena *mem;
	size_t k; /* 2 to BLOCKTEST_K_MAX */
	double near;
	const double *pool; /* what neartest_add was given last */
	size_t blocks;
	size_t head, base; /* sums of scores */
	double *p;         /* of each sum of head's: its probability where head and base are alike,
			      less the sums that a bound was crossed with */
	size_t top;        /* the largest sum */
	double spent;      /* error spent on bounds */
};

/* One more block. pool has k values of base and then k of head for each block so far, positive and
 * finite; those of earlier blocks are as they were. */
void neartest_add(struct neartest *t, const double *pool);

/* The bound for a look after the last block: a sum of head's at or above it, or of base's, stops.
 * With those before it costs at most granted, which grows from look to look; one-sided, exact. */
size_t neartest_bound(struct neartest *t, double granted);

/* P(sum >= sum) where no bound was asked for. */
double neartest_p(const struct neartest *t, size_t sum);

#endif
