#include "import/read/csv_reader.h"

#include <string.h>

/* How often the mark is in the line outside of quotes. */
static size_t count(struct part line, char mark)
{
	bool quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++) {
		quoted = quoted != (line.v[i] == '"');
		n += !quoted && line.v[i] == mark;
	}
	return n;
}

static char separator_of(struct part line)
{
	static const char marks[] = ",;\t";
	char best = *marks;

	for (const char *mark = marks; *mark; mark++)
		if (count(line, *mark) > count(line, best))
			best = *mark;
	return best;
}

void csv_reader_begin(struct csv_reader *c, const char *text, size_t n)
{
	struct lines l;
	struct part first = { text, 0 };

	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3, n -= 3;
	lines_begin(&l, text, n);
	lines_next(&l, &first);
	c->at = text;
	c->end = text + n;
	c->separator = separator_of(first);
	c->mem = (struct arena){ 0 };
	c->line = 0;
	c->next_line = 1;
	c->n = 0;
	c->fault = NULL;
	for (const char *nul = n ? memchr(text, '\0', n) : NULL; nul && c->at <= nul; c->at++)
		c->next_line += *c->at == '\n';
	if (c->at > text) {
		c->at--;
		c->fault = "a NUL byte; the file must be text in UTF-8";
		return;
	}
	if (first.n == 5 && part_starts(first, "sep=")) { /* for spreadsheets */
		c->separator = first.v[4];
		c->at = l.at;
		c->next_line++;
	}
}

void csv_reader_end(struct csv_reader *c)
{
	arena_free(&c->mem);
}

static bool at_line_end(const struct csv_reader *c)
{
	return c->at == c->end || *c->at == '\n' ||
		(*c->at == '\r' && (c->at + 1 == c->end || c->at[1] == '\n'));
}

/* "" within quotes means one quote. */
static struct part undoubled(struct arena *mem, struct part p)
{
	char *out = arena_alloc(mem, p.n);
	size_t n = 0;

	for (size_t i = 0; i < p.n; i++) {
		out[n++] = p.v[i];
		i += p.v[i] == '"';
	}
	return (struct part){ out, n };
}

static bool take_quoted(struct csv_reader *c, struct part *cell)
{
	bool doubled = false;

	*cell = (struct part){ ++c->at, 0 };
	for (; c->at < c->end; c->at++) {
		c->next_line += *c->at == '\n';
		if (*c->at != '"')
			continue;
		if (c->at + 1 == c->end || c->at[1] != '"')
			break;
		doubled = true;
		c->at++;
	}
	cell->n = (size_t)(c->at - cell->v);
	if (c->at == c->end) {
		c->fault = "a quoted cell without an end";
		return false;
	}
	c->at++;
	if (doubled)
		*cell = undoubled(&c->mem, *cell);
	if (!at_line_end(c) && *c->at != c->separator)
		c->fault = "text after the closing quote of a cell";
	return !c->fault;
}

static bool take_cell(struct csv_reader *c, struct part *cell)
{
	if (c->at < c->end && *c->at == '"')
		return take_quoted(c, cell);
	*cell = (struct part){ c->at, 0 };
	while (!at_line_end(c) && *c->at != c->separator)
		c->at++;
	cell->n = (size_t)(c->at - cell->v);
	return true;
}

static void skip_line_end(struct csv_reader *c)
{
	if (c->at < c->end && *c->at == '\r')
		c->at++;
	if (c->at < c->end && *c->at == '\n') {
		c->at++;
		c->next_line++;
	}
}

bool csv_reader_next(struct csv_reader *c)
{
	arena_free(&c->mem);
	c->n = 0;
	while (c->at < c->end && at_line_end(c))
		skip_line_end(c);
	c->line = c->next_line;
	if (c->at == c->end)
		return false;
	for (;;) {
		if (c->n == CSV_COLUMNS_MAX)
			c->fault = "more than 1000 columns";
		if (c->fault || !take_cell(c, &c->cell[c->n++]))
			return false;
		if (c->at == c->end || *c->at != c->separator)
			break;
		c->at++;
	}
	skip_line_end(c);
	return true;
}
