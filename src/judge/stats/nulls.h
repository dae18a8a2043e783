/* Null distributions of sums of scores: each choice of k among a block's 2k scores as head's is
 * equally likely, and blocks are independent. p[s] is P(S = s), s = 0 .. top; all are in mem. */
#pragma once

#include <stddef.h>

struct arena;

/* Of one block with these 2k scores, in any order. */
double *null_block(size_t *top, struct arena *mem, const size_t *score, size_t k);

/* Of the sum of p, 0 .. top, and another block: 0 .. top + step. */
double *null_convolve(struct arena *mem, const double *p, size_t top, const double *block,
	size_t step);

/* P(S >= sum) */
double null_tail(const double *p, size_t top, size_t sum);

/* The values of both sides, base's k before head's in each block; head's divided by scale. */
double *null_pool(struct arena *mem, const double *base, const double *head, size_t k,
	size_t blocks, double scale);

/* P of a sum as large as head's and as base's, of scores that lie so. */
void null_tails(double *head, double *base, const size_t *score, size_t k, size_t blocks);

/* Removes the largest sums from p while their probabilities fit into *budget, and subtracts them
 * from it. Returns the smallest removed sum, or the largest possible sum plus one. */
size_t null_cut(double *p, size_t top, double *budget);
