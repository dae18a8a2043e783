#include "base/units.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/text.h"

#define KI 1024.0

/* Within a dimension the printing units ascend. */
static const struct unit table[] = {
	{ "ps", DIM_TIME, 1e-12, false },
	{ "ns", DIM_TIME, 1e-9, true },
	{ "us", DIM_TIME, 1e-6, false },
	{ "\xc2\xb5s", DIM_TIME, 1e-6, true },  /* micro sign */
	{ "\xce\xbcs", DIM_TIME, 1e-6, false }, /* Greek mu */
	{ "ms", DIM_TIME, 1e-3, true },
	{ "s", DIM_TIME, 1, true },
	{ "sec", DIM_TIME, 1, false },
	{ "min", DIM_TIME, 60, false },
	{ "m", DIM_TIME, 60, false },
	{ "h", DIM_TIME, 3600, false },
	{ "d", DIM_TIME, 86400, false },
	{ "B", DIM_SIZE, 1, true },
	{ "bytes", DIM_SIZE, 1, false },
	{ "kB", DIM_SIZE, 1e3, false },
	{ "KB", DIM_SIZE, 1e3, false },
	{ "MB", DIM_SIZE, 1e6, false },
	{ "GB", DIM_SIZE, 1e9, false },
	{ "TB", DIM_SIZE, 1e12, false },
	{ "KiB", DIM_SIZE, KI, true },
	{ "MiB", DIM_SIZE, KI *KI, true },
	{ "GiB", DIM_SIZE, KI *KI *KI, true },
	{ "TiB", DIM_SIZE, KI *KI *KI *KI, true },
	{ "%", DIM_RATIO, 0.01, true },
	{ "ratio", DIM_RATIO, 1, false },
	{ "1/s", DIM_RATE, 1, false },
	{ "/s", DIM_RATE, 1, true },
	{ "k/s", DIM_RATE, 1e3, true },
	{ "M/s", DIM_RATE, 1e6, true },
	{ "G/s", DIM_RATE, 1e9, true },
	{ "req/s", DIM_RATE, 1, false },
	{ "ops/s", DIM_RATE, 1, false },
	{ "op/s", DIM_RATE, 1, false },
	{ "B/s", DIM_BANDWIDTH, 1, true },
	{ "bit/s", DIM_BANDWIDTH, 0.125, false },
	{ "kB/s", DIM_BANDWIDTH, 1e3, true },
	{ "KiB/s", DIM_BANDWIDTH, KI, false },
	{ "MB/s", DIM_BANDWIDTH, 1e6, true },
	{ "MiB/s", DIM_BANDWIDTH, KI *KI, false },
	{ "GB/s", DIM_BANDWIDTH, 1e9, true },
	{ "GiB/s", DIM_BANDWIDTH, KI *KI *KI, false },
	{ "1", DIM_COUNT, 1, false },
	{ "", DIM_COUNT, 1, true },
	{ "k", DIM_COUNT, 1e3, true },
	{ "M", DIM_COUNT, 1e6, true },
	{ "G", DIM_COUNT, 1e9, true },
	{ "", DIM_NONE, 1, true },
	{ "Hz", DIM_FREQUENCY, 1, true },
	{ "kHz", DIM_FREQUENCY, 1e3, true },
	{ "MHz", DIM_FREQUENCY, 1e6, true },
	{ "GHz", DIM_FREQUENCY, 1e9, true },
};

/* The limit of a quantity that is read, so that it is finite in every printing unit. */
#define LARGEST 1e300

static const struct {
	const char *base, *wants;
} dimensions[] = {
	[DIM_NONE] = { "", "needs a number" },
	[DIM_TIME] = { "s", "needs a time such as 500ms, 30s or 1m30s" },
	[DIM_SIZE] = { "B", "needs a size such as 64KiB or 200MB" },
	[DIM_RATIO] = { "ratio", "needs a percentage such as 5%" },
	[DIM_RATE] = { "1/s", "needs a rate such as 100/s" },
	[DIM_BANDWIDTH] = { "B/s", "needs a bandwidth such as 10MB/s" },
	[DIM_COUNT] = { "1", "needs a count such as 1000 or 10k" },
	[DIM_FREQUENCY] = { "Hz", "needs a frequency such as 2.5GHz" },
};

const char *const dimension_names[] = { [DIM_NONE] = "none",
	[DIM_TIME] = "time",
	[DIM_SIZE] = "size",
	[DIM_RATIO] = "ratio",
	[DIM_RATE] = "rate",
	[DIM_BANDWIDTH] = "bandwidth",
	[DIM_COUNT] = "count",
	[DIM_FREQUENCY] = "frequency",
	NULL };

const char *dimension_base(enum dimension dim)
{
	return dimensions[dim].base;
}

const struct unit *unit_find(const char *symbol)
{
	return *symbol ? TEXT_FIND(table, ARRAY_SIZE(table), symbol, symbol) : NULL;
}

/* Divides by the reciprocal of a small unit, a whole number: 7 / 100 is 0.07, 7 * 0.01 is not. */
double unit_to_base(double value, const struct unit *unit)
{
	return unit->factor < 1 ? value / round(1 / unit->factor) : value * unit->factor;
}

/* The unit of dimension dim with the n bytes at s as symbol. */
static const struct unit *unit_of(enum dimension dim, const char *s, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].dim == dim && strlen(table[i].symbol) == n &&
			strncmp(table[i].symbol, s, n) == 0)
			return &table[i];
	return NULL;
}

/* Decimal digits with an optional point and exponent; no hexadecimal, no "inf", no "nan". */
static bool number_parse(double *value, const char **text)
{
	const char *s = *text;
	char *end;

	if (*s == '-' || *s == '+')
		s++;
	if (!isdigit((unsigned char)*s) && !(*s == '.' && isdigit((unsigned char)s[1])))
		return false;
	if (*s == '0' && (s[1] == 'x' || s[1] == 'X'))
		return false;
	*value = strtod(*text, &end);
	*text = end;
	return isfinite(*value);
}

bool quantity_parse(double *value, enum dimension dim, const char *text, const char **why)
{
	double sum = 0, v;
	bool negative = *text == '-', first = true;
	const char *s = text;

	*why = dimensions[dim].wants;
	do {
		const struct unit *unit;
		size_t n;

		if ((!first && !isdigit((unsigned char)*s)) || !number_parse(&v, &s))
			return false;
		s += strspn(s, " ");
		n = dim == DIM_TIME ? strcspn(s, " 0123456789.") : strlen(s);
		unit = unit_of(dim, s, n);
		if (!unit && !(n == 0 && v == 0))
			return false;
		sum += unit ? unit_to_base(fabs(v), unit) : 0;
		s += n;
		first = false;
	} while (*s && dim == DIM_TIME);
	if (*s || !(sum <= LARGEST))
		return false;
	*value = negative ? -sum : sum;
	return true;
}

const struct unit *unit_for(double value, enum dimension dim)
{
	const struct unit *best = NULL;

	value = fabs(value);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct unit *u = &table[i];

		/* 0.9995 of a unit already prints as 1.00 of that unit. */
		if (u->dim == dim && u->prints && (!best || value >= u->factor * 0.9995))
			best = u;
	}
	return best;
}

const char *quantity_digits(char out[QUANTITY_MAX], double value, const struct unit *unit)
{
	double v = value / unit->factor, a = fabs(v);
	int digits = a >= 99.95 ? 0 : a >= 9.995 ? 1 : 2;

	if (unit->dim == DIM_COUNT && unit->factor == 1 && v == floor(v))
		digits = 0;
	if ((a != 0 && a < 0.0995) || a >= 1e6)
		snprintf(out, QUANTITY_MAX, "%.3g", v);
	else
		decimal_text(out, QUANTITY_MAX, v, (unsigned)digits);
	return out;
}

const char *quantity_format(char out[QUANTITY_MAX], double value, enum dimension dim)
{
	const struct unit *unit = unit_for(value, dim);
	size_t n;

	quantity_digits(out, value, unit);
	n = strlen(out);
	if (dim == DIM_RATIO && strchr(out, '.') && !strchr(out, 'e')) { /* 5%, not 5.00% */
		while (out[n - 1] == '0')
			n--;
		if (out[n - 1] == '.')
			n--;
	}
	if (*unit->symbol && *unit->symbol != '%' && *unit->symbol != '/')
		out[n++] = ' ';
	memcpy(out + n, unit->symbol, strlen(unit->symbol) + 1);
	return out;
}

const char *quantity_text(struct arena *mem, double value, enum dimension dim)
{
	char out[QUANTITY_MAX];

	return arena_string(mem, quantity_format(out, value, dim));
}

const char *percent_text(struct arena *mem, double ratio)
{
	const double least = 0.00005; /* %; what rounds to nothing has no sign */
	double p = fabs(ratio * 100) < least ? 0 : ratio * 100, a = fabs(p);
	int digits = a >= 99.95 ? 0 : a >= 0.0995 || a == 0 ? 1 : a >= 0.00995 ? 2 : 4;

	if (!isfinite(p))
		return isnan(p) ? "?" : p > 0 ? "+inf%" : "-inf%";
	return a >= 1e15 ? arena_printf(mem, "%+.2e%%", p)
			 : arena_printf(mem, "%+.*f%%", digits, p);
}

const char *p_text(struct arena *mem, double p)
{
	/* No test is certain, so p=0.000 would be wrong. */
	return p < 0.001 ? "p<0.001" : arena_printf(mem, "p=%.3f", p);
}
