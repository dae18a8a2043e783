#include "base/json_write.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/error.h"
#include "base/text.h"
#include "base/words.h"

struct json_out json_out_to(FILE *f, size_t open_depth)
{
	return (struct json_out){ .f = f, .open_depth = open_depth };
}

static void newline(struct json_out *o)
{
	putc_unlocked('\n', o->f);
	for (size_t i = 0; i < o->depth; i++)
		putc_unlocked(' ', o->f);
}

/* How many bytes at the beginning of s are written as they are. */
static size_t plain(const char *s)
{
	size_t n = 0;

	while (s[n] >= 0x20 && s[n] < 0x7f && s[n] != '"' && s[n] != '\\' &&
		!(s[n] == '#' && text_mark(s + n)))
		n++;
	return n;
}

/* Writes text that has more than plain bytes. */
static void escaped(FILE *f, const char *s)
{
	size_t n = strlen(s), len;
	uint32_t cp;

	for (; n; s += len, n -= len) {
		len = plain(s);
		if (len) {
			fwrite_unlocked(s, 1, len, f);
			continue;
		}
		len = utf8_next(s, n, &cp);
		if (text_mark(s)) { /* a document on standard output may be read by a runner */
			fputs_unlocked("\\u0023", f);
		} else if (len == 0) {
			len = 1;
			fputs_unlocked("\xef\xbf\xbd", f);
		} else if (cp == '"' || cp == '\\') {
			putc_unlocked('\\', f);
			putc_unlocked((int)cp, f);
		} else if (cp == '\n') {
			fputs_unlocked("\\n", f);
		} else if (cp == '\t') {
			fputs_unlocked("\\t", f);
		} else if (cp < 0x20 || cp == 0x7f || cp == 0x2028 || cp == 0x2029) {
			fprintf(f, "\\u%04x", (unsigned)cp);
		} else {
			fwrite_unlocked(s, 1, len, f);
		}
	}
}

static void quoted(FILE *f, const char *s)
{
	size_t len = plain(s);

	putc_unlocked('"', f);
	fwrite_unlocked(s, 1, len, f);
	if (s[len])
		escaped(f, s + len);
	putc_unlocked('"', f);
}

/* Writes what goes before a member: the end of the last one, and the key, if it has one. */
static void separate(struct json_out *o, const char *key)
{
	if (o->depth) {
		if (o->filled[o->depth])
			putc_unlocked(',', o->f);
		if (o->depth <= o->open_depth)
			newline(o);
		else if (o->filled[o->depth])
			putc_unlocked(' ', o->f);
		o->filled[o->depth] = true;
	}
	if (key) {
		quoted(o->f, key);
		putc_unlocked(':', o->f);
		putc_unlocked(' ', o->f);
	}
}

static void begin(struct json_out *o, const char *key, bool object)
{
	separate(o, key);
	if (o->depth + 1 >= JSON_WRITE_DEPTH)
		die("JSON nested deeper than %d", JSON_WRITE_DEPTH);
	putc_unlocked(object ? '{' : '[', o->f);
	o->depth++;
	o->filled[o->depth] = false;
	o->object[o->depth] = object;
}

void json_out_object(struct json_out *o, const char *key)
{
	begin(o, key, true);
}

void json_out_array(struct json_out *o, const char *key)
{
	begin(o, key, false);
}

void json_out_close(struct json_out *o)
{
	bool object = o->object[o->depth], filled = o->filled[o->depth];

	o->depth--;
	if (filled && o->depth < o->open_depth)
		newline(o);
	putc_unlocked(object ? '}' : ']', o->f);
}

void json_out_end(struct json_out *o)
{
	while (o->depth)
		json_out_close(o);
	putc_unlocked('\n', o->f);
}

void json_out_numbers(struct json_out *o, const char *key, const double *v, size_t n)
{
	json_out_array(o, key);
	for (size_t i = 0; i < n; i++)
		json_out_number(o, NULL, v[i]);
	json_out_close(o);
}

void json_out_string(struct json_out *o, const char *key, const char *s)
{
	if (!s) {
		json_out_null(o, key);
		return;
	}
	separate(o, key);
	quoted(o->f, s);
}

void json_out_words(struct json_out *o, const char *key, const struct words *words)
{
	json_out_array(o, key);
	for (size_t i = 0; i < words->n; i++)
		json_out_string(o, NULL, words->v[i]);
	json_out_close(o);
}

/* k / 1e9 is correctly rounded, and so is reading the decimal k·10⁻⁹: both give the same double,
 * and every time measured by a clock in nanoseconds is one of these. Up to 15 digits no two
 * decimals are the same double, so that this one is the shortest. */
static bool as_billionths(char out[NUMBER_MAX], double v)
{
	char text[NUMBER_MAX], *end = text + sizeof text, *at;
	double scaled = v * 1e9;
	int64_t k;

	if (!(fabs(scaled) < 1e15))
		return false;
	k = llround(scaled);
	if ((double)k / 1e9 != v)
		return false;
	at = decimal_put(end, (uint64_t)(k < 0 ? -k : k), 9);
	if (k < 0)
		*--at = '-';
	while (end[-1] == '0')
		end--;
	end -= end[-1] == '.';
	memcpy(out, at, (size_t)(end - at));
	out[end - at] = '\0';
	return true;
}

/* The last two of 17 significant digits; -1: there are fewer. */
static int last_two(const char *s)
{
	int digits = 0, two = 0;

	s += strspn(s, "-0.");
	for (; *s && *s != 'e'; s++)
		if (*s != '.') {
			two = two % 10 * 10 + (*s - '0');
			digits++;
		}
	return digits == 17 ? two : -1;
}

/* Whether this number of digits is enough; if it is, they are in out. */
static bool enough(char out[NUMBER_MAX], int digits, double v)
{
	char text[NUMBER_MAX];

	snprintf(text, sizeof text, "%.*g", digits, v);
	if (strtod(text, NULL) != v)
		return false;
	memcpy(out, text, sizeof text);
	return true;
}

/* A number that 15 digits represent lies within 2⁻⁵³ of their value, which is less than 12 in the
 * last two of 17; most numbers that were computed are elsewhere. */
static bool has_fifteen(int two)
{
	return two <= 12 || two >= 88;
}

const char *number_shortest(char out[NUMBER_MAX], double v)
{
	int two;

	if (fabs(v) < 1e15 && v == (double)(int64_t)v)
		return decimal_text(out, NUMBER_MAX, v + 0.0, 0); /* no -0 */
	if (as_billionths(out, v))
		return out;
	snprintf(out, NUMBER_MAX, "%.17g", v);
	two = last_two(out);
	/* Any 15 digits of a normal number survive a round trip; trailing zeros are not printed. */
	if (fabs(v) < DBL_MIN) {
		for (int digits = 1; digits < 17 && !enough(out, digits, v); digits++)
			;
	} else if (!has_fifteen(two) || !enough(out, 15, v)) {
		enough(out, 16, v);
	}
	return out;
}

double number_rounded(double v, double step)
{
	double steps = v / step;
	char text[NUMBER_MAX];

	if (!(fabs(steps) < 1e15))
		return v;
	snprintf(text, sizeof text, "%" PRId64 "e%d", (int64_t)llround(steps),
		(int)lround(log10(step)));
	return strtod(text, NULL);
}

void json_out_number(struct json_out *o, const char *key, double v)
{
	char text[NUMBER_MAX];

	if (!isfinite(v)) {
		json_out_null(o, key);
		return;
	}
	separate(o, key);
	fputs_unlocked(number_shortest(text, v), o->f);
}

void json_out_u64(struct json_out *o, const char *key, uint64_t v)
{
	separate(o, key);
	fprintf(o->f, "%" PRIu64, v);
}

void json_out_bool(struct json_out *o, const char *key, bool v)
{
	separate(o, key);
	fputs_unlocked(v ? "true" : "false", o->f);
}

void json_out_null(struct json_out *o, const char *key)
{
	separate(o, key);
	fputs_unlocked("null", o->f);
}
