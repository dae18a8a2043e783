/* The trend of a series. */
#pragma once

#include <stddef.h>

/* Median of the slopes between all pairs of points (Theil 1950, Sen 1968) of the logarithms: the
 * growth ratio per point, .01 is +1%. NaN if n < 2 or a value is not positive. Of more than 256
 * points it takes the medians of equally many neighbours instead, and the oldest points that make
 * no whole group do not count. */
double trend_slope(const double *v, size_t n);
