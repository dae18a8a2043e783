#include "import/read/table.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
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

void table_read(struct import *in, const char *const *columns, void (*add)(struct table *t),
	void *context)
{
	struct table *t = arena_alloc(in->scratch, sizeof *t);
	struct part all = import_whole(in);
	const char *column;

	t->in = in;
	t->context = context;
	csv_reader_begin(&t->row, all.v, all.n);
	t->row.next_line += in->line - 1;
	if (csv_reader_next(&t->row))
		take_header(t, in->scratch);
	column = columns && !t->row.fault ? lacks(t, columns) : NULL;
	if (column)
		import_refuse(in, 0, "its first line has no column '%s'", column);
	while (!import_ended(in) && csv_reader_next(&t->row))
		if (!is_header(t) && t->row.n == t->n)
			add(t);
		else if (!is_header(t))
			import_refuse(in, t->row.line,
				"this row has %zu cell%s, but the header has %zu", t->row.n,
				text_s(t->row.n), t->n);
	if (t->row.fault)
		import_refuse(in, t->row.line, "%s", t->row.fault);
	csv_reader_end(&t->row);
}

const char *table_cell(struct table *t, size_t i)
{
	return i < t->n ? part_text(&t->row.mem, part_trim(t->row.cell[i])) : "";
}

const char *table_text(struct table *t, const char *column)
{
	return table_cell(t, find(t, column));
}

double table_number(struct table *t, const char *column)
{
	const char *text = table_text(t, column);
	struct part cell = { text, strlen(text) };
	double v = (double)NAN;

	if (!cell_is_absent(cell) && !part_number(cell, &v))
		import_refuse(t->in, t->row.line, "'%.*s' in the column %s is not a finite number",
			PART_SHOWN(cell), column);
	return v;
}
