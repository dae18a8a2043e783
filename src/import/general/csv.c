/* Tables. With a column "value", every row is a sample of its benchmark and metric. In any other
 * table, every column of numbers is a metric, and every row has a sample of each. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "import/general/csv_columns.h"
#include "import/read/foreign_unit.h"

static void refuse_cell(struct table *t, const char *what, struct part cell)
{
	import_refuse(t->in, t->row.line, "%s: '%.*s'", what, PART_SHOWN(cell));
}

/* "NAME/key=value". */
static struct result *result_of(struct table *t)
{
	const struct columns *all = t->context;
	const char *id = all->name < 0 ? "csv" : table_cell(t, (size_t)all->name);

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].use == USE_KEY)
			id = arena_printf(&t->row.mem, "%s/%s=%s", id, all->v[i].name,
				table_cell(t, i));
	return import_result(t->in, id);
}

static const char *cell_of(struct table *t, enum column_use use)
{
	const struct columns *all = t->context;

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].use == use)
			return table_cell(t, i);
	return NULL;
}

static enum better better_of_row(struct table *t, const char *unit)
{
	const char *word = cell_of(t, USE_BETTER);

	if (!word || !*word)
		return foreign_unit_better(unit);
	for (int i = 0; better_names[i]; i++)
		if (strcasecmp(word, better_names[i]) == 0)
			return (enum better)i;
	refuse_cell(t, "better is lower, higher or none", (struct part){ word, strlen(word) });
	return BETTER_NONE;
}

/* The number of a cell, in the unit behind it or, without one, in `unit`. */
static bool take_number(struct table *t, struct part cell, const char **unit, double *v)
{
	const struct columns *all = t->context;
	struct part behind;
	const char *own;

	if (!cell_number(cell, all->point, v, &behind))
		return false;
	own = behind.n ? columns_unit(part_text(&t->row.mem, behind)) : NULL;
	*unit = own ? own : *unit;
	return own || behind.n == 0;
}

static void read_long_row(struct table *t)
{
	const char *value = cell_of(t, USE_VALUE), *metric = cell_of(t, USE_METRIC),
		   *unit = cell_of(t, USE_UNIT), *known;
	struct part cell = { value, strlen(value) };
	struct result *r;
	double v = 0;

	known = unit ? columns_unit(unit) : NULL;
	unit = known ? known : unit && *unit ? unit : "1";
	if (!take_number(t, cell, &unit, &v))
		refuse_cell(t, "the value is not a finite number", cell);
	r = result_of(t);
	import_sample(t->in, r, metric ? metric : "value", unit, better_of_row(t, unit), v);
}

static void read_wide_row(struct table *t)
{
	const struct columns *all = t->context;
	struct result *r = result_of(t);
	double v;

	for (size_t i = 0; i < all->n; i++) {
		const struct column *col = &all->v[i];
		struct part cell = part_trim(t->row.cell[i]);
		const char *unit = col->unit ? col->unit : "1";

		if (col->use != USE_NUMBER || cell_is_absent(cell))
			continue;
		if (take_number(t, cell, &unit, &v))
			import_sample(t->in, r, col->metric, unit, foreign_unit_better(unit), v);
		else
			refuse_cell(t, "not a number", cell);
	}
}

/* In two passes, because what a column means depends on all its cells. */
static void read_csv(struct import *in)
{
	struct columns *c = arena_alloc(in->scratch, sizeof *c);

	table_read(in, NULL, columns_look, c);
	columns_decide(c, in);
	table_read(in, NULL, c->is_long ? read_long_row : read_wide_row, c);
}

/* A table is not another format, has several columns without a number for a name, and a number in
 * one of the first rows: some measured nothing. */
static bool is_table(struct csv_reader *r, const char *head)
{
	struct cell_value value;
	size_t n;
	double v;

	csv_reader_begin(r, head, strlen(head));
	if (!csv_reader_next(r) || (n = r->n) < 2)
		return false;
	for (size_t i = 0; i < n; i++)
		if (part_number(part_trim(r->cell[i]), &v))
			return false;
	for (int rows = 0; rows < 20 && csv_reader_next(r) && r->n == n; rows++)
		for (size_t i = 0; i < n; i++)
			if (cell_parse(part_trim(r->cell[i]), &value))
				return true;
	return false;
}

/* A table even if its value is not a number, which is an error that names the row. */
static bool names_value(const char *head)
{
	static const char *const rows[][3] = { { "value", "benchmark" }, { "value", "name" },
		{ "value", "metric" } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (table_names(head, rows[i]))
			return true;
	return false;
}

static const char *detect(const char *head)
{
	FREES_ARENA struct arena mem = { 0 };
	struct csv_reader *r = arena_alloc(&mem, sizeof *r);
	bool is = !strchr("{[<", *head) && (names_value(head) || is_table(r, head));

	csv_reader_end(r);
	return is ? "it has a header line, and each row has as many cells" : NULL;
}

const struct importer csv_importer = {
	.name = "csv",
	.repeats = true,
	.help = "a table: columns benchmark, metric, value, unit; or each numeric column a metric",
	.detect = detect,
	.read = read_csv,
};
