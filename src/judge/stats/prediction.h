/* Whether a new value fits the values before it. */
#ifndef BENCHCTL_PREDICTION_H
#define BENCHCTL_PREDICTION_H

#include <stdbool.h>
#include <stddef.h>

/* On logarithms, with k values before: the distance in units of their spread, which counts
 * sqrt(1 + 1/k) times as the new value has an error of its own (Hahn, Meeker 1991, 4.7). A distance
 * over no spread is infinite, none over none is 0. */
struct prediction {
	double t;         /* from the mean, by the sd */
	double z;         /* from the median, by 1.4826 MAD */
	double p_greater; /* P(T >= t), k - 1 degrees of freedom */
	double change;    /* x over the geometric mean, less 1: .05 is +5% */
};

/* x is unlikely at 1 - level where both t and z exceed special_t_isf(level, k - 1). Finite values
 * in any one unit and order. False, and *out untouched, where k < 2 or a value is not positive. */
bool prediction_of(struct prediction *out, const double *history, size_t k, double x);

#endif
