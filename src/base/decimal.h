/* Decimal numbers as doubles, correctly rounded: like strtod, without a string. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_MAX = 400 }; /* characters: the digits of the largest double, and a few more */

struct decimal {
	uint64_t digits; /* times 10 to the power of ten */
	int ten;
	bool negative, integer; /* neither a point nor an exponent */
	bool exact;             /* digits and ten are the exact value */
	bool standard;          /* as RFC 8259 writes it: no '+', no ".5", "5." or "05", no "5e" */
};

/* Scans the number that the n bytes (n > 0) at s begin with: a sign, digits with a point, an
 * exponent, as strtod takes them. Returns its length; 0: there is none. */
size_t decimal_scan(struct decimal *d, const char *s, size_t n);

enum { DECIMAL_ROOM = 48 };

/* The same, and the value, if that is quick and the number is standard, as nearly all are; else 0.
 * DECIMAL_ROOM bytes at s must be readable. */
size_t decimal_short(double *v, const char *s);

/* The double nearest to the number of n characters at s, at most DECIMAL_MAX, that was scanned:
 * rounded to nearest, ties to even; infinite if it is too large. */
double decimal_value(const struct decimal *d, const char *s, size_t n);

/* What snprintf writes to the n bytes at out for "%.*f", quickly where v is small. Returns out. */
const char *decimal_text(char *out, size_t n, double v, unsigned digits);

/* Writes v / 10^digits, with all digits, so that it ends before `end`; returns where it begins. */
char *decimal_put(char *end, uint64_t v, unsigned digits);
