/* Tables. With a column "value", every row is a sample of its benchmark and metric. In any other
 * table, every column of numbers is a metric, and every row has a sample of each. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "import/general/csv_columns.h"
#include "import/read/foreign_unit.h"

struct csv {
	struct import *in;
	struct error *err;
	struct csv_reader reader;
	struct columns columns;
};

static int refuse(struct csv *c, const char *what)
{
	return error_set(c->err, "%s:%zu: %s", c->in->name, c->reader.line, what);
}

static int refuse_cell(struct csv *c, const char *what, struct part cell)
{
	return error_set(c->err, "%s:%zu: %s: '%.*s'", c->in->name, c->reader.line, what,
		PART_SHOWN(cell));
}

/* 1: a record; 0: the end; -1: an error. */
static int next_record(struct csv *c)
{
	struct csv_reader *r = &c->reader;

	if (!csv_reader_next(r))
		return r->fault ? refuse(c, r->fault) : 0;
	if (r->n != c->columns.n)
		return error_set(c->err, "%s:%zu: this row has %zu cells, but the header has %zu",
			c->in->name, r->line, r->n, c->columns.n);
	return 1;
}

/* "NAME/key=value". */
static int result_of(struct csv *c, struct result **r)
{
	struct arena *mem = &c->reader.mem;
	const struct columns *all = &c->columns;
	const char *id = all->name < 0 ? "csv"
				       : part_text(mem, part_trim(c->reader.cell[all->name]));

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].use == USE_KEY)
			id = arena_printf(mem, "%s/%s=%s", id, all->v[i].name,
				part_text(mem, part_trim(c->reader.cell[i])));
	return import_result(c->in, r, id, c->err);
}

static const char *cell_of(struct csv *c, enum column_use use)
{
	for (size_t i = 0; i < c->columns.n; i++)
		if (c->columns.v[i].use == use)
			return part_text(&c->reader.mem, part_trim(c->reader.cell[i]));
	return NULL;
}

static int take_better(struct csv *c, enum better *better)
{
	const char *word = cell_of(c, USE_BETTER);

	if (!word || !*word)
		return 0;
	for (int i = 0; better_names[i]; i++)
		if (strcasecmp(word, better_names[i]) == 0) {
			*better = (enum better)i;
			return 0;
		}
	return refuse_cell(c, "better is lower, higher or none",
		(struct part){ word, strlen(word) });
}

/* The number of a cell, in the unit behind it or, without one, in `unit`. */
static bool take_number(struct csv *c, struct part cell, const char **unit, double *v)
{
	struct part behind;
	const char *own;

	if (!cell_number(cell, c->columns.point, v, &behind))
		return false;
	own = behind.n ? columns_unit(part_text(&c->reader.mem, behind)) : NULL;
	*unit = own ? own : *unit;
	return own || behind.n == 0;
}

static int read_long_row(struct csv *c)
{
	const char *value = cell_of(c, USE_VALUE), *metric = cell_of(c, USE_METRIC),
		   *unit = cell_of(c, USE_UNIT), *known;
	struct part cell = { value, strlen(value) };
	enum better better;
	struct result *r;
	double v;

	known = unit ? columns_unit(unit) : NULL;
	unit = known ? known : unit && *unit ? unit : "1";
	if (!take_number(c, cell, &unit, &v))
		return refuse_cell(c, "the value is not a finite number", cell);
	better = foreign_unit_better(unit);
	if (result_of(c, &r) < 0 || take_better(c, &better) < 0)
		return -1;
	return import_sample(c->in, r, metric ? metric : "value", unit, better, v, c->err);
}

static int read_wide_row(struct csv *c)
{
	struct result *r;
	double v;

	if (result_of(c, &r) < 0)
		return -1;
	for (size_t i = 0; i < c->columns.n; i++) {
		const struct column *col = &c->columns.v[i];
		struct part cell = part_trim(c->reader.cell[i]);
		const char *unit = col->unit;

		if (col->use != USE_NUMBER || cell_is_absent(cell))
			continue;
		if (!take_number(c, cell, &unit, &v))
			return refuse_cell(c, "not a number", cell);
		if (import_sample(c->in, r, col->metric, unit, foreign_unit_better(unit), v,
			    c->err) < 0)
			return -1;
	}
	return 0;
}

static int look_at_row(struct csv *c)
{
	columns_look(&c->columns, c->in, &c->reader);
	return 0;
}

static int read_rows(struct csv *c, int (*read_row)(struct csv *c))
{
	int rc;

	while ((rc = next_record(c)) > 0)
		if (read_row(c) < 0)
			return -1;
	return rc;
}

/* In two passes, because what a column means depends on all its cells. */
static int read_table(struct csv *c, const char *text, size_t n)
{
	struct csv_reader *r = &c->reader;

	csv_reader_begin(r, text, n);
	r->next_line += c->in->line - 1;
	if (!csv_reader_next(r))
		return refuse(c, r->fault ? r->fault : "there is no header");
	if (columns_begin(&c->columns, c->in, r, c->err) < 0 || read_rows(c, look_at_row) < 0 ||
		columns_decide(&c->columns, c->in, c->err) < 0)
		return -1;
	csv_reader_end(r);
	csv_reader_begin(r, text, n);
	r->next_line += c->in->line - 1;
	csv_reader_next(r); /* the header again */
	return read_rows(c, c->columns.is_long ? read_long_row : read_wide_row);
}

static int read_csv(struct import *in, struct error *err)
{
	struct csv *c = arena_alloc(in->scratch, sizeof *c);
	const char *text;
	size_t n;
	int rc;

	if (import_whole(in, &text, &n, err) < 0)
		return -1;
	c->in = in;
	c->err = err;
	rc = read_table(c, text, n);
	csv_reader_end(&c->reader);
	return rc;
}

/* A table is not another format, has several columns without a number for a name, and a number in
 * the first row. */
static bool is_table(struct csv_reader *r, const char *head)
{
	enum cell_point point;
	bool either;
	size_t n;
	double v;

	csv_reader_begin(r, head, strlen(head));
	if (!csv_reader_next(r) || (n = r->n) < 2)
		return false;
	for (size_t i = 0; i < n; i++)
		if (part_number(part_trim(r->cell[i]), &v))
			return false;
	if (!csv_reader_next(r) || r->n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (cell_looks(part_trim(r->cell[i]), &point, &either))
			return true;
	return false;
}

static const char *detect(const char *head)
{
	FREES_ARENA struct arena mem = { 0 };
	struct csv_reader *r = arena_alloc(&mem, sizeof *r);
	bool is = !strchr("{[<", *head) && is_table(r, head);

	csv_reader_end(r);
	return is ? "it has a header line, and each row has as many cells" : NULL;
}

const struct importer csv_importer = {
	.name = "csv",
	.help = "a table: columns benchmark, metric, value, unit; or each numeric column a metric",
	.detect = detect,
	.read = read_csv,
};
