/* Decimal numbers as doubles, correctly rounded: like strtod, without a string. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* digits * 10^ten, rounded to nearest, ties to even. False: ten is out of range; use strtod. */
bool decimal_double(double *v, uint64_t digits, int ten);

/* What snprintf writes to the n bytes at out for "%.*f", quickly where v is small. Returns out. */
const char *decimal_text(char *out, size_t n, double v, unsigned digits);

/* Writes v / 10^digits, with all digits, so that it ends before `end`; returns where it begins. */
char *decimal_put(char *end, uint64_t v, unsigned digits);
