#include "import/read/table.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "import/read/cell.h"

static void take_header(struct table *t, struct arena *mem)
{
	t->n = t->row.n;
	for (size_t i = 0; i < t->n; i++)
		t->column[i] = part_text(mem, part_trim(t->row.cell[i]));
}

static size_t find(const struct table *t, const char *column)
{
	size_t i = 0;

	while (i < t->n && strcmp(t->column[i], column) != 0)
		i++;
	return i;
}

static const char *lacks(const struct table *t, const char *const *columns)
{
	while (*columns && find(t, *columns) < t->n)
		columns++;
	return *columns;
}

bool table_names(const char *head, const char *const *columns)
{
	FREES_ARENA struct arena own = { 0 };
	struct table *t = arena_alloc(&own, sizeof *t);

	csv_reader_begin(&t->row, head, strcspn(head, "\n"));
	if (csv_reader_next(&t->row))
		take_header(t, &own);
	csv_reader_end(&t->row);
	return !lacks(t, columns);
}

/* Tables of several runs, one behind the other. */
static bool is_header(const struct table *t)
{
	size_t i = 0;

	while (i < t->n && i < t->row.n && part_is(part_trim(t->row.cell[i]), t->column[i]))
		i++;
	return t->n && i == t->n && t->row.n == t->n;
}

static int read_rows(struct table *t, const char *const *columns, int (*add)(struct table *t))
{
	const char *column;
	int rc = 0;

	if (csv_reader_next(&t->row))
		take_header(t, t->in->scratch);
	column = columns && !t->row.fault ? lacks(t, columns) : NULL;
	if (column)
		return import_refuse(t->in, 0, "its first line has no column '%s'", column);
	while (rc == 0 && csv_reader_next(&t->row))
		rc = is_header(t) ? 0
			: t->row.n == t->n
			? add(t)
			: import_refuse(t->in, t->row.line,
				  "this row has %zu cells, but the header has %zu", t->row.n, t->n);
	if (rc == 0 && t->row.fault)
		return import_refuse(t->in, t->row.line, "%s", t->row.fault);
	return rc;
}

int table_read(struct import *in, const char *const *columns, int (*add)(struct table *t),
	void *context)
{
	struct table *t = arena_alloc(in->scratch, sizeof *t);
	const char *text;
	size_t n;
	int rc;

	if (import_whole(in, &text, &n) < 0)
		return -1;
	t->in = in;
	t->context = context;
	csv_reader_begin(&t->row, text, n);
	t->row.next_line += in->line - 1;
	rc = read_rows(t, columns, add);
	csv_reader_end(&t->row);
	return rc;
}

const char *table_cell(struct table *t, size_t i)
{
	return i < t->n ? part_text(&t->row.mem, part_trim(t->row.cell[i])) : "";
}

const char *table_text(struct table *t, const char *column)
{
	return table_cell(t, find(t, column));
}

int table_number(struct table *t, const char *column, double *v)
{
	const char *text = table_text(t, column);
	struct part cell = { text, strlen(text) };

	*v = (double)NAN;
	if (cell_is_absent(cell) || part_number(cell, v))
		return 0;
	return import_refuse(t->in, t->row.line, "'%.*s' in the column %s is not a finite number",
		PART_SHOWN(cell), column);
}
