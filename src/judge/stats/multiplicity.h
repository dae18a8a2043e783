/* Adjusted p-values of many tests, in the order of p and each in [0, 1]: a test whose adjusted
 * value is at most alpha is rejected. out may be p. */
#pragma once

#include <stddef.h>

/* Keeps the chance of any false rejection at alpha (Holm 1979). */
void multiplicity_holm(double *out, const double *p, size_t n);
/* Keeps the expected share of false ones among rejections at alpha (Benjamini, Hochberg 1995). */
void multiplicity_bh(double *out, const double *p, size_t n);
