/* How a metric grows with a parameter. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct figures;

/* The exponent k of y = c x^k, by least squares of the logarithms: mean and median are k, sd its
 * standard error, lo and hi its 95% interval by Student's t, n the number of points. False unless
 * there are at least three different x, all x and y being positive. */
bool scaling_fit(struct figures *f, const double *x, const double *y, size_t n);
