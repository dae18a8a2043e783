/* Numbers in ascending order; none of them is NaN. */
#ifndef BENCHCTL_SORT_H
#define BENCHCTL_SORT_H

#include <stddef.h>

void sort_doubles(double *v, size_t n);

#endif
