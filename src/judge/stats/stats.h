/* Summaries of a sample. Values are finite (readers refuse NaN and infinities), in one unit; n >=
 * 1 unless stated otherwise. "sorted" is ascending. No call changes its input. */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/sort.h"

/* The largest value that counts as equal to v: another unit, or a limit that one side was divided
 * by, rounds values that are equal. */
static inline double stats_upto(double v)
{
	return v + 1e-13 * fabs(v);
}

/* Whether no loss can reach the threshold: where more is better, values that are never below 0 lose
 * at most all. least: the smallest value. */
static inline bool stats_cannot_lose(bool higher, double threshold, double least)
{
	return higher && (least > 0 ? threshold >= 1 : least >= 0 && threshold > 1);
}

/* Type 7, linear between order statistics (Hyndman, Fan 1996); p in [0, 1]. */
double stats_quantile(const double *sorted, size_t n, double p);
/* Median absolute deviation from the median, unscaled. */
double stats_mad(const double *sorted, size_t n);
#define STATS_MAD_SD 1.4826 /* the sd is this times the MAD if the sample is normal */

double stats_mean(const double *v, size_t n);
double stats_sd(const double *v, size_t n); /* divisor n - 1; NaN if n < 2 */
/* Of the median of k draws from these n >= 2 values (Maritz, Jarrett 1978). */
double stats_median_variance(const double *sorted, size_t n, size_t k);
/* Lag 1, of v in the order of measurement; NaN if n < 3 or v is constant. */
double stats_autocorrelation(const double *v, size_t n);

/* The interval from the k-th smallest to the k-th largest value covers the median at least with
 * the given confidence; returns the largest such k, 0 if there is none. From the binomial
 * distribution (David, Nagaraja 2003, 7.1), beyond n = 1000 from the normal, one off at most. */
size_t stats_median_rank(size_t n, double confidence);

/* (head - base) / |base|, so 0.05 is +5%. Of two zeros 0; NaN if only base is 0. */
double stats_change(double base, double head);

/* Normal kernels with Silverman's bandwidth (1986, 3.31) at `points` places from lo to hi; the
 * largest value is 1. More than a few hundred samples are binned first. False where the samples are
 * fewer than 8, or equal. */
bool stats_density(double *out, size_t points, const double *sorted, size_t n, double lo,
	double hi);

/* Median of the slopes between all pairs of points (Theil 1950, Sen 1968) of the logarithms: the
 * growth ratio per point, .01 is +1%. NaN if n < 2 or a value is not positive. Of more than 256
 * points it takes the medians of equally many neighbours instead, and the oldest points that make
 * no whole group do not count. */
double stats_slope(const double *v, size_t n);
