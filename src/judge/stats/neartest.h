/* The test of paired mode that adapts to the noise. A rank within a block cannot distinguish a
 * step between two modes of the noise from a step within a mode. Where values are dense, a small
 * shift shows, and all values together show where that is. So each value scores the share
 * of its neighbours, among the values of both sides until now, that are below it, plus its
 * rank within its block. A shift beyond its neighbours shows in wide ones, which have less weight.
 * The scores do not depend on the side of a value: given them, each arrangement of a block is
 * equally likely, and the null distribution of head's sum is exact. */
#pragma once

#include <stddef.h>

/* { .mem = arena, .k = samples per side in a block, .near = ratio } is one without blocks; near
 * is the largest distance of a neighbour, > 1. It serves one thread. */
struct neartest {
	struct arena *mem;
	size_t k; /* 2 to BLOCKTEST_K_MAX */
	double near;
	const double *pool; /* the last pool that neartest_add received */
	size_t blocks;
	size_t head, base; /* sums of scores */
	double *p;    /* for each sum of head's: its probability if head and base are alike, without
			 the sums that crossed a bound */
	size_t top;   /* the largest sum */
	double spent; /* error spent on bounds */
};

/* Adds a block. pool has k values of base and then k of head for each block until now, positive
 * and finite; those of earlier blocks must not change. */
void neartest_add(struct neartest *t, const double *pool);

/* The bound for a look after the last block: it stops at a sum of head or base at or above it.
 * All bounds together cost at most granted, which grows from look to look; one-sided, exact. */
size_t neartest_bound(struct neartest *t, double granted);
