/* Decimal numbers as doubles, correctly rounded: what strtod does, without a string. */
#ifndef BENCHCTL_DECIMAL_H
#define BENCHCTL_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* digits * 10^ten, rounded to nearest, ties to even. False where the power of ten is beyond what is
 * done here: ask strtod then. */
bool decimal_double(double *v, uint64_t digits, int ten);

#endif
