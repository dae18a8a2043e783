#include "base/decimal.h"

#include <endian.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { FIVES = 28, TENS = 23 };

static const uint64_t whole_tens[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000,
	100000000 };
static const double tens[TENS] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/* Powers of five below 2^64: exact, so one multiplication or division of 128 bits is exact too. */
static const uint64_t fives[FIVES] = { UINT64_C(1), UINT64_C(5), UINT64_C(25), UINT64_C(125),
	UINT64_C(625), UINT64_C(3125), UINT64_C(15625), UINT64_C(78125), UINT64_C(390625),
	UINT64_C(1953125), UINT64_C(9765625), UINT64_C(48828125), UINT64_C(244140625),
	UINT64_C(1220703125), UINT64_C(6103515625), UINT64_C(30517578125), UINT64_C(152587890625),
	UINT64_C(762939453125), UINT64_C(3814697265625), UINT64_C(19073486328125),
	UINT64_C(95367431640625), UINT64_C(476837158203125), UINT64_C(2384185791015625),
	UINT64_C(11920928955078125), UINT64_C(59604644775390625), UINT64_C(298023223876953125),
	UINT64_C(1490116119384765625), UINT64_C(7450580596923828125) };

/* The upper 64 bits of a non-zero value, shifted to the top. The last bit keeps whether lower
 * bits were set; it is far below the bit that rounding uses. *two: the shift in bits. */
static uint64_t upper_half(wide v, int *two)
{
	uint64_t high = (uint64_t)(v >> 64), low = (uint64_t)v;
	int zeros;

	if (!high) {
		*two = 0;
		return low;
	}
	zeros = __builtin_clzll(high);
	*two = 64 - zeros;
	v <<= zeros;
	return (uint64_t)(v >> 64) | ((uint64_t)v != 0);
}

/* digits * 5^ten as an integer times 2^*two; its bits are right down to a double's last one. */
static uint64_t scaled(uint64_t digits, int ten, int *two)
{
	uint64_t five = fives[ten < 0 ? -ten : ten], quotient;
	int up, down;
	wide v;

	if (ten >= 0)
		return upper_half((wide)digits * five, two);
	/* The dividend's upper half is less than the divisor, so the quotient has 64 bits, and it
	 * is at least 2^62. */
	up = __builtin_clzll(digits);
	down = __builtin_clzll(five);
	v = (wide)(digits << up) << 63;
	five <<= down;
	quotient = (uint64_t)(v / five);
	*two = down - up - 63;
	return quotient | (v != (wide)quotient * five);
}

/* For n from -1022 to 1023; ldexp takes longer. */
static double power_of_two(int n)
{
	uint64_t bits = (uint64_t)(1023 + n) << 52;
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

/* digits * 10^ten, rounded to nearest, ties to even; NaN: ten is out of range. */
static double scaled_double(uint64_t digits, int ten)
{
	int two;

	if (digits == 0)
		return 0;
	if (ten <= -FIVES || ten >= FIVES)
		return (double)NAN;
	digits = scaled(digits, ten, &two);
	return (double)digits * power_of_two(ten + two);
}

/* Whether one rounding gives the nearest double: Clinger 1990. */
static inline bool is_simple(uint64_t digits, int ten)
{
	return digits <= UINT64_C(1) << 53 && ten > -TENS && ten < TENS;
}

static inline double simple(uint64_t digits, int ten)
{
	return ten < 0 ? (double)digits / tens[-ten] : (double)digits * tens[ten];
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many of the eight bytes at s are digits before the first other one; *value: those digits. */
static inline unsigned leading_digits(uint64_t *value, const char *s)
{
	const uint64_t upper = 0xf0f0f0f0f0f0f0f0, zeros = 0x3030303030303030;
	uint64_t v, others;
	unsigned n;

	memcpy(&v, s, sizeof v);
	v = le64toh(v);
	/* A carry of the sum changes only what follows the first other byte. */
	others = ((v & upper) ^ zeros) | (((v + 0x0606060606060606) & upper) ^ zeros);
	n = others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
	/* The digits, after zeros; then neighbours are joined to pairs, fours and one number. */
	v = n ? (v & ~upper) << (64 - 8 * n) : 0;
	v = v * (10 << 8 | 1) >> 8 & 0x00ff00ff00ff00ff;
	v = v * (100 << 16 | 1) >> 16 & 0x0000ffff0000ffff;
	*value = v * (UINT64_C(10000) << 32 | 1) >> 32;
	return n;
}

/* Appends the digits at `at` to *digits, which may overflow. Returns where they end. */
static inline const char *take_digits(uint64_t *digits, const char *at, const char *end)
{
	for (; at < end && is_digit(*at); at++)
		*digits = *digits * 10 + (uint64_t)(*at - '0');
	return at;
}

/* The same behind the point, where most digits are. */
static inline const char *take_fraction(uint64_t *digits, const char *at, const char *end)
{
	uint64_t value;
	unsigned n;

	while (end - at >= 8) {
		n = leading_digits(&value, at);
		*digits = *digits * whole_tens[n] + value;
		at += n;
		if (n < 8)
			return at;
	}
	return take_digits(digits, at, end);
}

/* Adds the exponent at `at` to *ten. Returns where it ends, or NULL if it has no digit. */
static inline const char *take_exponent(int *ten, const char *at, const char *end)
{
	enum { LONGEST = 4, FAR = 10000 };
	bool negative = at < end && *at == '-';
	const char *first = at + (negative || (at < end && *at == '+'));
	uint64_t value = 0;
	int e;

	at = take_digits(&value, first, end);
	e = at - first > LONGEST ? FAR : (int)value;
	*ten += negative ? -e : e;
	return at == first ? NULL : at;
}

/* Whether the digits, among which a point may be, make an integer of 64 bits. */
static bool fits(const char *at, const char *end)
{
	uint64_t all = 0;

	for (; at < end; at++)
		if (*at != '.' &&
			(__builtin_mul_overflow(all, UINT64_C(10), &all) ||
				__builtin_add_overflow(all, (uint64_t)(*at - '0'), &all)))
			return false;
	return true;
}

size_t decimal_scan(struct decimal *d, const char *s, size_t n)
{
	enum { FITS = 19 }; /* digits: no such number overflows */
	const char *end = s + n, *first = s + (*s == '-' || *s == '+'), *at, *whole, *exponent;
	uint64_t digits = 0;
	int ten = 0;

	*d = (struct decimal){ .negative = *s == '-', .standard = *s != '+', .integer = true };
	at = whole = take_digits(&digits, first, end);
	if (whole == first || (*first == '0' && whole - first > 1))
		d->standard = false;
	if (at < end && *at == '.') {
		at = take_fraction(&digits, at + 1, end);
		ten = (int)(whole + 1 - at);
		d->integer = false;
		d->standard = d->standard && ten;
	}
	if (whole == first && ten == 0)
		return 0;
	d->exact = at - first <= FITS || fits(first, at);
	if (at < end && (*at | 32) == 'e') {
		exponent = take_exponent(&ten, at + 1, end);
		d->integer = false;
		d->standard = d->standard && exponent;
		at = exponent ? exponent : at;
	}
	d->digits = digits;
	d->ten = ten;
	return (size_t)(at - s);
}

/* By the C library, which reads a string. */
static double nearest(const char *s, size_t n)
{
	char text[DECIMAL_MAX + 1];

	memcpy(text, s, n);
	text[n] = '\0';
	return strtod(text, NULL);
}

double decimal_value(const struct decimal *d, const char *s, size_t n)
{
	double v = (double)NAN;

	if (d->exact && is_simple(d->digits, d->ten))
		v = simple(d->digits, d->ten);
	else if (d->exact)
		v = scaled_double(d->digits, d->ten);
	if (isnan(v))
		return nearest(s, n);
	return d->negative ? -v : v;
}

/* "e-06": the exponent at s as printf writes nearly all. */
static inline bool is_usual_exponent(const char *s)
{
	return (s[1] == '-' || s[1] == '+') && is_digit(s[2]) && is_digit(s[3]) && !is_digit(s[4]);
}

size_t decimal_short(double *v, const char *s)
{
	enum { WHOLE_MAX = 10, FRACTION_MAX = 16 };
	const uint64_t room = UINT64_C(100000000000); /* eight more digits do not overflow */
	const char *first = s + (*s == '-'), *at = first;
	uint64_t digits = 0, more;
	int ten = 0, e;
	unsigned n;

	for (; is_digit(*at) && at - first < WHOLE_MAX; at++)
		digits = digits * 10 + (uint64_t)(*at - '0');
	if (at == first || (*first == '0' && at - first > 1))
		return 0;
	if (*at == '.') {
		at++;
		do {
			n = leading_digits(&more, at);
			digits = digits * whole_tens[n] + more;
			at += n;
			ten -= (int)n;
		} while (n == 8 && digits < room && ten > -FRACTION_MAX);
		if (ten == 0)
			return 0;
	}
	if ((*at | 32) == 'e' && is_usual_exponent(at)) {
		e = (at[2] - '0') * 10 + (at[3] - '0');
		ten += at[1] == '-' ? -e : e;
		at += 4;
	}
	if (is_digit(*at) || (*at | 32) == 'e' || !is_simple(digits, ten))
		return 0;
	*v = simple(digits, ten);
	if (*s == '-')
		*v = -*v;
	return (size_t)(at - s);
}

/* v * scale, rounded to the nearest or even integer; exact below 2^46 with scale <= 1000. */
static uint64_t rounded(double v, uint64_t scale)
{
	enum { MANTISSA = 53, BITS = 64 };
	int two, shift;
	uint64_t product = (uint64_t)ldexp(frexp(v, &two), MANTISSA) * scale, whole, rest, half;

	shift = MANTISSA - two;
	if (shift >= BITS)
		return 0;
	whole = product >> shift;
	rest = product & ((UINT64_C(1) << shift) - 1);
	half = UINT64_C(1) << (shift - 1);
	return whole + (rest > half || (rest == half && whole % 2));
}

char *decimal_put(char *end, uint64_t v, unsigned digits)
{
	for (unsigned i = 0; v || i <= digits; v /= 10) {
		*--end = (char)('0' + v % 10);
		if (++i == digits)
			*--end = '.';
	}
	return end;
}

const char *decimal_text(char *out, size_t n, double v, unsigned digits)
{
	static const uint64_t scales[] = { 1, 10, 100, 1000 };
	char text[32], *end = text + sizeof text - 1, *at;

	if (n < sizeof text || digits >= sizeof scales / sizeof *scales || !(fabs(v) < 0x1p46)) {
		snprintf(out, n, "%.*f", (int)digits, v);
		return out;
	}
	*end = '\0';
	at = decimal_put(end, rounded(fabs(v), scales[digits]), digits);
	if (signbit(v))
		*--at = '-';
	return memcpy(out, at, (size_t)(end - at) + 1);
}
