#include "json_token.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The end of the digits that begin at s[n]. */
static size_t after_digits(const char *s, size_t n, size_t have)
{
	while (n < have && isdigit((unsigned char)s[n]))
		n++;
	return n;
}

/* The length of the number at the beginning of s, or 0 where RFC 8259 knows none. */
static size_t number_length(const char *s, size_t have, bool *integer)
{
	size_t first = have && s[0] == '-', n = after_digits(s, first, have), mark;

	*integer = true;
	if (n == first || (s[first] == '0' && n > first + 1))
		return 0;
	if (n < have && s[n] == '.') {
		*integer = false;
		mark = n + 1;
		n = after_digits(s, mark, have);
		if (n == mark)
			return 0;
	}
	if (n < have && (s[n] | 32) == 'e') {
		*integer = false;
		mark = n + 1;
		if (mark < have && (s[mark] == '+' || s[mark] == '-'))
			mark++;
		n = after_digits(s, mark, have);
		if (n == mark)
			return 0;
	}
	return n;
}

bool json_number_take(struct json *j, const char *what, char out[JSON_NUMBER_MAX], bool *integer)
{
	char c = json_token_next(j);
	size_t n;

	if (!json_token_expect(j, what, c == '-' || isdigit((unsigned char)c), c))
		return false;
	n = j->len - j->pos;
	if (n < JSON_NUMBER_MAX)
		n = json_token_fill(j, JSON_NUMBER_MAX);
	n = number_length(j->buf + j->pos, n, integer);
	if (n == 0)
		json_refuse(j, "a malformed number");
	if (n >= JSON_NUMBER_MAX)
		json_refuse(j, "a number of more than %d characters", JSON_NUMBER_MAX - 1);
	if (j->failed)
		return false;
	memcpy(out, j->buf + j->pos, n);
	out[n] = '\0';
	j->pos += n;
	return true;
}

/* The literal's value by one exact operation, when mantissa and power of ten are small enough for
 * that (Clinger 1990); otherwise by strtod. */
static double to_double(const char *s)
{
	static const double ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	const char *p = s + (*s == '-');
	uint64_t mantissa = 0;
	int digits = 0, scale = 0;
	double v;

	/* json_number_take has written it. NOLINTNEXTLINE(clang-analyzer-core.uninitialized.*) */
	for (; isdigit((unsigned char)*p); p++, digits++)
		mantissa = mantissa * 10 + (uint64_t)(*p - '0');
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++, digits++, scale++)
			mantissa = mantissa * 10 + (uint64_t)(*p - '0');
	if (*p || digits > 19 || mantissa > (UINT64_C(1) << 53) || scale > 22)
		return strtod(s, NULL);
	v = (double)mantissa / ten[scale];
	return *s == '-' ? -v : v;
}

double json_number(struct json *j)
{
	char literal[JSON_NUMBER_MAX];
	bool integer;
	double v;

	if (!json_number_take(j, "a number", literal, &integer))
		return 0;
	v = to_double(literal);
	if (!isfinite(v)) {
		json_refuse(j, "the number %s is too large", literal);
		return 0;
	}
	return v;
}

uint64_t json_u64(struct json *j)
{
	char literal[JSON_NUMBER_MAX];
	bool integer;
	uint64_t v;

	if (!json_number_take(j, "a whole number", literal, &integer))
		return 0;
	errno = 0;
	v = strtoull(literal, NULL, 10);
	if (!integer || *literal == '-' || errno) {
		json_refuse(j, "%s is not a whole number from 0 to 18446744073709551615", literal);
		return 0;
	}
	return v;
}
