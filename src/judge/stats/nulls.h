/* Null distributions of sums of scores: which values of a block are head's is dealt at random, so
 * that each choice of k among its 2k scores is equally likely, and blocks are independent. p[s] is
 * P(S = s), s = 0 .. top; all lie in mem. */
#ifndef BENCHCTL_NULLS_H
#define BENCHCTL_NULLS_H

#include <stddef.h>

struct arena;

/* Of one block with these 2k scores, in any order. */
double *null_block(size_t *top, struct arena *mem, const size_t *score, size_t k);

/* Of p, 0 .. top, and another block together: 0 .. top + step. */
double *null_convolve(struct arena *mem, const double *p, size_t top, const double *block,
	size_t step);

/* Takes the largest sums off p for as long as their probabilities fit into *budget, which is less
 * by them afterwards. Returns the smallest of those, or one more than there can be. */
size_t null_cut(double *p, size_t top, double *budget);

#endif
