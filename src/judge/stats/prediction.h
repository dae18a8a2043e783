/* Whether a new value fits the values before it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Distances from the median of earlier values: logarithms of the ratios or, where a value is not
 * positive, shares of the median's size (of the mean size if the median is 0). Equal values give
 * exactly 0. */
struct prediction_scale {
	double median, unit;
	bool linear;
	bool zero; /* all values are 0, so the unit is arbitrary */
};

/* sorted: the k >= 1 values before, ascending. x: the new value. */
struct prediction_scale prediction_scale_of(const double *sorted, size_t k, double x);
double prediction_distance(const struct prediction_scale *scale, double v);
/* The change that a distance is, as a ratio. */
double prediction_change(const struct prediction_scale *scale, double distance);

/* Such a distance is one of rounding: the median of .1 and .2 is not quite .15. */
#define PREDICTION_SAME 1e-12

/* On such distances, with k values before: the distance in units of their spread, which grows by
 * sqrt(1 + 1/k) because the new value has an error too (Hahn, Meeker 1991, 4.7). A distance with
 * no spread is infinite; no distance with no spread is 0. */
struct prediction {
	struct prediction_scale scale;
	double at, mean, median; /* distances: of x, and of the values before */
	double sd, mad;          /* of a new value; mad: 1.4826 MAD */
	double hidden;           /* of values without spread: the sd of another new value; else 0 */
	double t;                /* from the mean, by the sd */
	double z;                /* from the median, by 1.4826 MAD */
};

/* x is unlikely at 1 - level if both t and z exceed special_t_isf(level, k - 1). Finite values in
 * one unit, in any order. least: the smallest sd of distances to assume for another value x, where
 * the values before have no spread. more: by how much the variance of x is larger than theirs.
 * False, and *out untouched, if k < 2. */
bool prediction_of(struct prediction *out, const double *history, size_t k, double x, double least,
	double more);

/* The values that are likely at `level` (ratio, two-sided) after these: none beyond the wider of
 * the two limits that prediction_of has. False, and *lo and *hi untouched, as there. */
bool prediction_band(double *lo, double *hi, const double *history, size_t k, double level);
