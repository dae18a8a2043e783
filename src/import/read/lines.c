#include "import/read/lines.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/units.h"
#include "import/importer.h"

void lines_begin(struct lines *l, const char *text, size_t n)
{
	*l = (struct lines){ .at = text, .end = text + n };
}

void lines_open(struct lines *l, struct import *in)
{
	struct part all = import_whole(in);

	lines_begin(l, all.v, all.n);
	l->n = in->line - 1;
	l->in = in;
}

void lines_import(struct import *in, const struct importer *format)
{
	struct lines l;
	struct part line;

	lines_open(&l, in);
	l.state = arena_alloc(in->scratch, format->size);
	if (format->blank)
		memcpy(l.state, format->blank, format->size);
	while (lines_next(&l, &line))
		format->line(&l, line);
	if (format->end)
		format->end(&l);
}

bool lines_next(struct lines *l, struct part *line)
{
	const char *lf;

	if (l->at == l->end || (l->in && import_ended(l->in)))
		return false;
	lf = memchr(l->at, '\n', (size_t)(l->end - l->at));
	*line = (struct part){ l->at, (size_t)((lf ? lf : l->end) - l->at) };
	if (line->n && line->v[line->n - 1] == '\r')
		line->n--;
	l->at = lf ? lf + 1 : l->end;
	l->n++;
	return true;
}

void lines_object(const struct lines *l, struct part line, const struct field *fields, void *dst,
	struct arena *mem)
{
	CLOSES_JSON struct json j = { 0 };

	json_open_text(&j, l->in->name, line.v, line.n);
	j.foreign = true;
	j.line = l->n;
	record_read(&j, fields, dst, mem);
	l->in->failed = json_end(&j, l->in->err) < 0;
}

bool part_is_one_of(struct part p, const char *const *list)
{
	while (*list && !part_is(p, *list))
		list++;
	return *list;
}

bool part_behind(struct part p, const char *prefix, struct part *rest)
{
	size_t n = strlen(prefix);

	if (!part_starts(p, prefix))
		return false;
	*rest = (struct part){ p.v + n, p.n - n };
	return true;
}

bool part_split(struct part p, const char *mark, struct part *before, struct part *rest)
{
	const char *at = p.n ? memmem(p.v, p.n, mark, strlen(mark)) : NULL;

	if (!at)
		return false;
	*before = (struct part){ p.v, (size_t)(at - p.v) };
	at += strlen(mark);
	*rest = (struct part){ at, (size_t)(p.v + p.n - at) };
	return true;
}

bool part_after(struct part p, const char *mark, struct part *rest)
{
	struct part before;

	return part_split(p, mark, &before, rest);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct part part_trim(struct part p)
{
	while (p.n && is_blank(p.v[p.n - 1]))
		p.n--;
	while (p.n && is_blank(*p.v)) {
		p.v++;
		p.n--;
	}
	return p;
}

bool part_word(struct part *rest, struct part *word)
{
	struct part left = part_trim(*rest);
	size_t n = 0;

	while (n < left.n && !is_blank(left.v[n]))
		n++;
	*word = (struct part){ left.v, n };
	*rest = n ? (struct part){ left.v + n, left.n - n } : left;
	return n > 0;
}

bool part_cell(struct part *rest, char separator, struct part *cell)
{
	const char *end = rest->n ? memchr(rest->v, separator, rest->n) : NULL;

	if (!rest->v)
		return false;
	*cell = *rest;
	if (end)
		cell->n = (size_t)(end - rest->v);
	*rest = end ? (struct part){ end + 1, rest->n - cell->n - 1 } : (struct part){ NULL, 0 };
	return true;
}

char *part_text(struct arena *mem, struct part p)
{
	return arena_copy(mem, p.n ? p.v : "", p.n);
}

/* Scans the number that p begins with. Returns its length; 0: there is none. */
static size_t scan(struct decimal *d, struct part p)
{
	return p.n ? decimal_scan(d, p.v, p.n < DECIMAL_MAX ? p.n : DECIMAL_MAX) : 0;
}

bool part_is_number(struct part p)
{
	struct decimal d;

	return p.n > 0 && scan(&d, p) == p.n;
}

bool part_quantity(struct part p, double *v, struct part *unit)
{
	struct decimal d;
	size_t n = scan(&d, p);

	if (n == 0)
		return false;
	*v = decimal_value(&d, p.v, n);
	*unit = (struct part){ p.v + n, p.n - n };
	return isfinite(*v);
}

bool part_number(struct part p, double *v)
{
	struct part rest;

	return part_quantity(p, v, &rest) && rest.n == 0;
}

bool part_time(struct part *rest, double *v)
{
	struct part left = *rest, word, unit;
	const struct unit *known;
	char symbol[8];

	if (!part_word(&left, &word) || !part_quantity(word, v, &unit) ||
		(!unit.n && !part_word(&left, &unit)))
		return false;
	snprintf(symbol, sizeof symbol, "%.*s", (int)(unit.n < 8 ? unit.n : 8), unit.v);
	known = unit_find(symbol);
	if (!known || known->dim != DIM_TIME)
		return false;
	*v = unit_to_base(*v, known);
	*rest = left;
	return true;
}

bool part_count(struct part p, size_t *v)
{
	size_t all = 0;

	for (size_t i = 0; i < p.n; i++) {
		if (!isdigit((unsigned char)p.v[i]))
			return false;
		if (__builtin_mul_overflow(all, (size_t)10, &all) ||
			__builtin_add_overflow(all, (size_t)(p.v[i] - '0'), &all))
			all = SIZE_MAX;
	}
	*v = all;
	return p.n > 0;
}
