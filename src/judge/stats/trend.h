/* Where a series is heading. */
#ifndef BENCHCTL_TREND_H
#define BENCHCTL_TREND_H

#include <stddef.h>

/* Median of the slopes between all pairs of points (Theil 1950, Sen 1968) of the logarithms: the
 * ratio of growth from one point to the next, .01 being +1%. NaN where n < 2 or a value is not
 * positive. O(n^2). */
double trend_slope(const double *v, size_t n);

#endif
