/* The shape of a sample. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Normal kernels with Silverman's bandwidth (1986, 3.31) at `points` places from lo to hi; the
 * largest value is 1. More than a few hundred samples are binned first. False where the samples are
 * fewer than 8, or equal. */
bool density_of(double *out, size_t points, const double *sorted, size_t n, double lo, double hi);
