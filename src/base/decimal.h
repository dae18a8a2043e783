/* Decimal numbers as doubles, correctly rounded: like strtod, without a string. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* digits * 10^ten, rounded to nearest, ties to even. False: the power of ten is out of range; use
 * strtod. */
bool decimal_double(double *v, uint64_t digits, int ten);
