#include "base/json_token.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"

enum { NUMBER_MAX = 64 };

/* Takes the next number. what: for the message. Returns its length, or 0 if it is refused. */
static inline size_t take(struct json *j, const char *what, struct decimal *d)
{
	char c = json_token_next(j);
	size_t have, n;

	if (!json_token_expect(j, what, c == '-' || (c >= '0' && c <= '9'), c))
		return 0;
	have = j->len - j->pos;
	if (have < NUMBER_MAX)
		have = json_token_fill(j, NUMBER_MAX);
	if (have > DECIMAL_MAX)
		have = DECIMAL_MAX;
	n = decimal_scan(d, j->buf + j->pos, have);
	if (n == 0 || !d->standard)
		json_refuse(j, "a malformed number");
	else if (n >= NUMBER_MAX)
		json_refuse(j, "a number of more than %d characters", NUMBER_MAX - 1);
	if (j->failed)
		return 0;
	j->pos += n;
	return n;
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

/* Takes such a word, if it is allowed. NULL: there is none. */
static const double *take_word(struct json *j)
{
	char c = j->foreign && !j->failed ? json_token_next(j) : 0;

	if (!c || !strchr("NnIi-", c))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (json_token_word(j, words[i].word))
			return &words[i].value;
	return NULL;
}

void json_number_skip(struct json *j)
{
	struct decimal d;

	if (!take_word(j))
		take(j, "a number", &d);
}

static double any_number(struct json *j)
{
	const double *word = take_word(j);
	struct decimal d;
	size_t n;
	double v;

	if (word)
		return *word;
	n = take(j, "a number", &d);
	if (n == 0)
		return 0;
	v = decimal_value(&d, j->buf + j->pos - n, n);
	if (isfinite(v))
		return v;
	json_refuse(j, "the number %.*s is too large", (int)n, j->buf + j->pos - n);
	return 0;
}

double json_number(struct json *j)
{
	size_t n = 0;
	double v;

	if (json_token_next(j) && j->len - j->pos >= DECIMAL_ROOM && !j->failed)
		n = decimal_short(&v, j->buf + j->pos);
	j->pos += n;
	return n ? v : any_number(j);
}

uint64_t json_u64(struct json *j)
{
	struct decimal d;
	size_t n = take(j, "a whole number", &d);

	if (n == 0)
		return 0;
	if (d.integer && !d.negative && d.exact)
		return d.digits;
	json_refuse(j, "%.*s is not a whole number from 0 to 18446744073709551615", (int)n,
		j->buf + j->pos - n);
	return 0;
}
