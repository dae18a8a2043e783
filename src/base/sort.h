/* Numbers in ascending order, and what lies in their middle; none of them is NaN. */
#pragma once

#include <stddef.h>

struct arena;

void sort_doubles(double *v, size_t n);                          /* ascending, in place */
double *sort_copy(struct arena *mem, const double *v, size_t n); /* a sorted copy */
double sort_median(const double *sorted, size_t n);              /* n >= 1 */
double sort_find_median(double *v, size_t n); /* the same of any order, which changes; n >= 1 */
