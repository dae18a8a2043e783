#include "base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { FIVES = 28, TENS = 23 };

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
static uint64_t upper(wide v, int *two)
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
		return upper((wide)digits * five, two);
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

bool decimal_double(double *v, uint64_t digits, int ten)
{
	static const double tens[TENS] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	int two;

	*v = 0;
	if (digits == 0)
		return true;
	if (digits <= UINT64_C(1) << 53 && ten > -TENS && ten < TENS) { /* Clinger 1990 */
		*v = ten < 0 ? (double)digits / tens[-ten] : (double)digits * tens[ten];
		return true;
	}
	if (ten <= -FIVES || ten >= FIVES)
		return false;
	digits = scaled(digits, ten, &two);
	*v = (double)digits * power_of_two(ten + two);
	return true;
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
