#include "app/plot/plot.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"
#include "import/read/cell.h"
#include "import/read/csv_reader.h"

#define BYTES_MAX ((size_t)1 << 30)

static double read_cell(struct column *c, struct part cell)
{
	double v;

	cell = part_trim(cell);
	if (part_number(cell, &v))
		return v;
	if (cell_moment(&v, cell)) {
		c->is_moment = true;
		return v;
	}
	c->numeric = c->numeric && cell.n == 0;
	return (double)NAN;
}

static int read_all(struct columns *c, struct arena *mem, struct csv_reader *reader,
	struct error *err)
{
	c->n = csv_reader_next(reader) ? reader->n : 0;
	c->v = arena_array(mem, c->n, sizeof *c->v);
	for (size_t i = 0; i < c->n; i++)
		c->v[i] = (struct column){ .name = part_text(mem, part_trim(reader->cell[i])),
			.numeric = true };
	for (; c->n && csv_reader_next(reader); c->rows++)
		for (size_t i = 0; i < c->n; i++) {
			const struct part cell = i < reader->n ? reader->cell[i]
							       : (struct part){ "", 0 };

			*ARENA_PUSH(mem, &c->v[i]) = read_cell(&c->v[i], cell);
			if (c->rows < COLUMNS_SHOWN)
				words_push(mem, &c->cells, part_text(mem, cell));
		}
	return reader->fault ? error_set(err, "%s:%zu: %s", c->path, reader->line, reader->fault)
			     : 0;
}

int columns_read(struct columns *c, struct arena *mem, const char *path, struct error *err)
{
	struct csv_reader reader;
	size_t n;
	char *text;
	int rc;

	*c = (struct columns){ .path = path };
	if (file_read(&text, &n, mem, path, BYTES_MAX, err) < 0)
		return -1;
	csv_reader_begin(&reader, text, n);
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

bool columns_since_first(double *x, size_t n, bool is_moment)
{
	static const struct {
		double from, to, per_second;
	} units[] = { { 1e9, 4e9, 1 }, { 1e12, 4e12, 1e3 }, { 1e15, 4e15, 1e6 },
		{ 1e18, 4e18, 1e9 } };
	double first = (double)NAN, per_second = is_moment ? 1 : 0;

	for (size_t i = 0; i < n; i++)
		first = fmin(first, x[i]);
	for (size_t i = 0; i < ARRAY_SIZE(units) && !is_moment; i++)
		if (first >= units[i].from && first < units[i].to)
			per_second = units[i].per_second;
	for (size_t i = 0; i < n && per_second > 0; i++)
		x[i] = (x[i] - first) / per_second;
	return per_second > 0;
}
