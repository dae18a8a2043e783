#include "base/json_token.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"

enum { NUMBER_MAX = 64 };

struct number {
	size_t n; /* characters */
	bool negative, integer;
	bool exact;      /* digits and ten are the exact value */
	uint64_t digits; /* times 10 to the power of ten */
	int ten;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many of the eight bytes at s are digits before the first other one; *value: those digits. */
static unsigned leading_digits(uint64_t *value, const char *s)
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

/* Adds the digits at s[at] to the number. Returns where they end. */
static inline size_t take_digits(struct number *v, const char *s, size_t at, size_t have)
{
	for (; at < have && is_digit(s[at]); at++) {
		if (__builtin_mul_overflow(v->digits, UINT64_C(10), &v->digits) ||
			__builtin_add_overflow(v->digits, (uint64_t)(s[at] - '0'), &v->digits))
			v->exact = false;
	}
	return at;
}

/* The same behind the point, where most digits are. */
static inline size_t take_fraction(struct number *v, const char *s, size_t at, size_t have)
{
	static const uint64_t tens[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000,
		100000000 };
	const uint64_t room = UINT64_C(100000000000); /* eight more digits do not overflow */
	uint64_t value;

	while (have - at >= 8 && v->digits < room) {
		unsigned n = leading_digits(&value, s + at);

		v->digits = v->digits * tens[n] + value;
		at += n;
		if (n < 8)
			return at;
	}
	return take_digits(v, s, at, have);
}

/* Reads the exponent with digits at s[at]. Returns where they end. */
static size_t take_exponent(struct number *v, const char *s, size_t at, size_t have)
{
	enum { FAR = 10000 };
	bool negative = at < have && s[at] == '-';
	int e = 0;
	size_t first = at + (at < have && (s[at] == '+' || s[at] == '-'));

	for (at = first; at < have && is_digit(s[at]); at++)
		e = e < FAR ? e * 10 + (s[at] - '0') : FAR;
	v->ten += negative ? -e : e;
	return at == first ? 0 : at;
}

/* The number at the beginning of s; no characters if RFC 8259 has no such number. */
static struct number scan(const char *s, size_t have)
{
	struct number v = { .negative = have && *s == '-', .integer = true, .exact = true };
	size_t first = v.negative, n = take_digits(&v, s, first, have), mark;

	if (n == first || (s[first] == '0' && n > first + 1))
		return v;
	if (n < have && s[n] == '.') {
		v.integer = false;
		mark = n + 1;
		n = take_fraction(&v, s, mark, have);
		if (n == mark)
			return v;
		v.ten = -(int)(n - mark);
	}
	if (n < have && (s[n] | 32) == 'e') {
		v.integer = false;
		n = take_exponent(&v, s, n + 1, have);
	}
	v.n = n;
	return v;
}

/* Finds the next number without taking it. what: for the message. */
static bool find(struct json *j, const char *what, struct number *v)
{
	char c = json_token_next(j);
	size_t have;

	if (!json_token_expect(j, what, c == '-' || is_digit(c), c))
		return false;
	have = j->len - j->pos;
	if (have < NUMBER_MAX)
		have = json_token_fill(j, NUMBER_MAX);
	*v = scan(j->buf + j->pos, have);
	if (v->n == 0)
		json_refuse(j, "a malformed number");
	if (v->n >= NUMBER_MAX)
		json_refuse(j, "a number of more than %d characters", NUMBER_MAX - 1);
	return !j->failed;
}

/* As printf, JavaScript, Python and .NET spell them; a word before one that it begins with. */
static const struct {
	const char *word;
	double value;
} words[] = {
	{ "NaN", (double)NAN },
	{ "nan", (double)NAN },
	{ "-nan", (double)NAN },
	{ "-NaN", (double)NAN },
	{ "Infinity", (double)INFINITY },
	{ "infinity", (double)INFINITY },
	{ "inf", (double)INFINITY },
	{ "-Infinity", -(double)INFINITY },
	{ "-infinity", -(double)INFINITY },
	{ "-inf", -(double)INFINITY },
};

/* Such a word, if it is allowed. */
static bool take_word(struct json *j, double *v)
{
	char c = j->foreign && !j->failed ? json_token_next(j) : 0;

	if (!c || !strchr("NnIi-", c))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (json_token_word(j, words[i].word)) {
			*v = words[i].value;
			return true;
		}
	return false;
}

void json_number_skip(struct json *j)
{
	struct number v;
	double word;

	if (!take_word(j, &word) && find(j, "a number", &v))
		j->pos += v.n;
}

/* The double nearest to the number of n characters that has been taken. */
static double nearest(struct json *j, size_t n)
{
	char literal[NUMBER_MAX];
	double v;

	memcpy(literal, j->buf + j->pos - n, n);
	literal[n] = '\0';
	v = strtod(literal, NULL);
	if (isfinite(v))
		return v;
	json_refuse(j, "the number %s is too large", literal);
	return 0;
}

double json_number(struct json *j)
{
	struct number number;
	double v;

	if (take_word(j, &v))
		return v;
	if (!find(j, "a number", &number))
		return 0;
	j->pos += number.n;
	if (!number.exact || !decimal_double(&v, number.digits, number.ten))
		return nearest(j, number.n);
	return number.negative ? -v : v;
}

uint64_t json_u64(struct json *j)
{
	struct number v;

	if (!find(j, "a whole number", &v))
		return 0;
	j->pos += v.n;
	if (v.integer && !v.negative && v.exact)
		return v.digits;
	json_refuse(j, "%.*s is not a whole number from 0 to 18446744073709551615", (int)v.n,
		j->buf + j->pos - v.n);
	return 0;
}
