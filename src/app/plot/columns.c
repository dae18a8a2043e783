#include "app/plot/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"
#include "import/read/csv_reader.h"

#define BYTES_MAX ((size_t)1 << 30)

static const char *trimmed(struct arena *mem, struct part p)
{
	while (p.n && (p.v[0] == ' ' || p.v[0] == '\t'))
		p.v++, p.n--;
	while (p.n && (p.v[p.n - 1] == ' ' || p.v[p.n - 1] == '\t'))
		p.n--;
	return arena_copy(mem, p.v, p.n);
}

static double two_digits(const char *s)
{
	return (s[0] - '0') * 10 + (s[1] - '0');
}

/* "+02:00" or "-0530", s; false: something else. */
static bool read_zone(double *v, const char *s)
{
	size_t n = strlen(s), minutes = s[3] == ':' ? 4 : 3;

	for (size_t i = 1; i < n; i++)
		if ((s[i] < '0' || s[i] > '9') && !(i == 3 && s[i] == ':'))
			return false;
	if (n != minutes + 2)
		return false;
	*v = (two_digits(s + 1) * 60 + two_digits(s + minutes)) * (*s == '-' ? -60 : 60);
	return true;
}

/* RFC 3339, or ISO 8601 without a zone, which is UTC. */
static bool read_moment(double *v, const char *s)
{
	struct tm tm = { 0 };
	const char *rest = strptime(s, "%Y-%m-%d", &tm);
	char *end;
	double fraction = 0, zone;

	if (!rest || (*rest != 'T' && *rest != ' ') ||
		!(rest = strptime(rest + 1, "%H:%M:%S", &tm)))
		return false;
	if (*rest == '.') {
		fraction = strtod(rest, &end);
		rest = end;
	}
	*v = (double)timegm(&tm) + fraction;
	if ((*rest != '+' && *rest != '-') || strlen(rest) < 5)
		return *rest == 'Z' || !*rest;
	if (!read_zone(&zone, rest))
		return false;
	*v -= zone;
	return true;
}

/* The cell, which a separator or a line's end follows in the text. */
static double read_cell(struct column *c, struct part cell)
{
	enum { LONGEST = 64 };
	char text[LONGEST], *end;
	double v;

	while (cell.n && (*cell.v == ' ' || *cell.v == '\t'))
		cell.v++, cell.n--;
	while (cell.n && (cell.v[cell.n - 1] == ' ' || cell.v[cell.n - 1] == '\t'))
		cell.n--;
	if (cell.n == 0)
		return (double)NAN;
	if (cell.n < LONGEST) {
		memcpy(text, cell.v, cell.n);
		text[cell.n] = '\0';
		v = strtod(text, &end);
		if (!*end && isfinite(v))
			return v;
		if (read_moment(&v, text)) {
			c->is_moment = true;
			return v;
		}
	}
	c->numeric = false;
	return (double)NAN;
}

static void add_row(struct columns *c, struct arena *mem, const struct csv_reader *reader)
{
	if (c->rows == c->cap) {
		size_t cap = c->cap ? 2 * c->cap : 1024;

		for (size_t i = 0; i < c->n; i++) {
			double *v = arena_array(mem, cap, sizeof *v);

			if (c->rows) /* NOLINTNEXTLINE(clang-analyzer-core.*): as long */
				memcpy(v, c->v[i].v, c->rows * sizeof *v);
			c->v[i].v = v;
		}
		c->cap = cap;
	}
	for (size_t i = 0; i < c->n; i++) /* NOLINTNEXTLINE(clang-analyzer-core.*): made above */
		c->v[i].v[c->rows] = i < reader->n ? read_cell(&c->v[i], reader->cell[i])
						   : (double)NAN;
	c->rows++;
}

static int read_all(struct columns *c, struct arena *mem, struct csv_reader *reader,
	struct error *err)
{
	if (!csv_reader_next(reader))
		return reader->fault
			? error_set(err, "%s:%zu: %s", c->path, reader->line, reader->fault)
			: 0;
	c->n = reader->n;
	c->v = arena_array(mem, c->n, sizeof *c->v);
	for (size_t i = 0; i < c->n; i++)
		c->v[i] = (struct column){ .name = trimmed(mem, reader->cell[i]), .numeric = true };
	while (csv_reader_next(reader))
		add_row(c, mem, reader);
	return reader->fault ? error_set(err, "%s:%zu: %s", c->path, reader->line, reader->fault)
			     : 0;
}

int columns_read(struct columns *c, struct arena *mem, const char *path, struct error *err)
{
	static const char bom[] = "\xef\xbb\xbf";
	struct csv_reader reader;
	size_t n, skip;
	char *text;
	int rc;

	*c = (struct columns){ .path = path };
	if (file_read(&text, &n, mem, path, BYTES_MAX, err) < 0)
		return -1;
	skip = text_starts(text, bom) ? sizeof bom - 1 : 0;
	csv_reader_begin(&reader, text + skip, n - skip);
	rc = read_all(c, mem, &reader, err);
	csv_reader_end(&reader);
	for (size_t i = 0; i < c->n; i++)
		c->v[i].numeric = c->v[i].numeric && c->rows;
	return rc;
}

int columns_find(const struct column **out, const struct columns *c, struct arena *mem,
	const char *name, struct error *err)
{
	struct words names = { 0 };
	size_t n = strlen(name);

	for (size_t i = 0; i < c->n; i++) {
		const char *own = c->v[i].name;
		const char *rest = text_starts(own, name) ? own + n : NULL;

		words_push(mem, &names, own);
		if (!rest || (*rest && *rest != '(' && strncmp(rest, " (", 2) != 0))
			continue;
		*out = &c->v[i];
		return 0;
	}
	return error_exit(err, EXIT_USAGE, "%s has no column '%s'; it has %s", c->path, name,
		names.n ? words_list(mem, &names) : "none");
}
