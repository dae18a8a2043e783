#include "workflow/data.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/text.h"
#include "import/read/cell.h"
#include "import/read/csv_reader.h"
#include "model/workflow/workflow.h"

enum { NAMES_SHOWN = 20 };

struct reading {
	const char *path;
	const struct workflow_schema *schema;
	const struct workflow_column *
		*use; /* of each cell of a row; NULL: it is not in the schema */
	size_t n;     /* cells of the header */
	struct data_table *out;
	struct arena *mem;
};

static const struct workflow_column *columns_of(const struct reading *r)
{
	return r->schema->columns.v;
}

static double scale_of(const char *format, const char *unit, double v)
{
	static const struct {
		const char *format, *unit;
		double least, scale; /* of a number that says neither */
	} rows[] = { { "unix_ns", "ns", 1e17, 1e-9 }, { "unix_us", "us", 1e14, 1e-6 },
		{ "unix_ms", "ms", 1e11, 1e-3 }, { "unix", "s", -1, 1 } };
	const char *said = format ? format : unit;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (said ? text_equal(said, format ? rows[i].format : rows[i].unit)
			 : v >= rows[i].least)
			return rows[i].scale;
	return 1;
}

bool data_moment(double *seconds, const char *text, size_t n, const char *format, const char *unit)
{
	const bool written = format && !text_starts(format, "unix");
	double v;

	if (!written && part_number((struct part){ text, n }, &v)) {
		*seconds = v * scale_of(format, unit, v);
		return true;
	}
	return (!format || written) && cell_moment(seconds, (struct part){ text, n });
}

/* Whether the name of a header is the column's: as it is, without blanks around it, or with its
 * unit behind it: "time (s)". */
static bool is_named(struct part name, const struct workflow_column *k)
{
	size_t n = strlen(k->item.key);
	struct part rest;

	name = part_trim(name);
	if (part_is(name, k->item.key))
		return true;
	if (!part_starts(name, k->item.key) || !k->unit)
		return false;
	rest = part_trim((struct part){ name.v + n, name.n - n });
	return rest.n > 2 && strchr("([", rest.v[0]) && strchr(")]", rest.v[rest.n - 1]) &&
		part_is(part_trim((struct part){ rest.v + 1, rest.n - 2 }), k->unit);
}

static int refuse_header(const struct reading *r, const struct csv_reader *c, const char *key,
	struct error *err)
{
	struct words names = { 0 };

	for (size_t j = 0; j < c->n && j < NAMES_SHOWN; j++)
		words_push(r->mem, &names, part_text(r->mem, part_trim(c->cell[j])));
	return error_set(err,
		"%s:%zu: the header has no column '%s', which data_schema names; it has %s%s",
		r->path, c->line, key, words_list(r->mem, &names),
		c->n > NAMES_SHOWN ? " and more" : "");
}

static int read_header(struct reading *r, const struct csv_reader *c, struct error *err)
{
	const struct workflow_column *k = columns_of(r);

	r->n = c->n;
	r->use = arena_array(r->mem, c->n, sizeof(const struct workflow_column *));
	for (size_t i = 0; i < r->schema->columns.n; i++) {
		const struct workflow_column *found = NULL;

		for (size_t j = 0; j < c->n; j++) {
			if (!is_named(c->cell[j], &k[i]))
				continue;
			if (found)
				return error_set(err,
					"%s:%zu: the header has the column '%s' twice", r->path,
					c->line, k[i].item.key);
			found = r->use[j] = &k[i];
		}
		if (!found)
			return refuse_header(r, c, k[i].item.key, err);
	}
	return 0;
}

static int refuse(const struct reading *r, const struct csv_reader *c, size_t i, const char *what,
	struct error *err)
{
	return error_set(err, "%s:%zu: column %zu, '%s': '%.*s' is not %s", r->path, c->line, i + 1,
		r->use[i]->item.key, PART_SHOWN(c->cell[i]), what);
}

static int read_cell(struct reading *r, const struct csv_reader *c, size_t i, struct error *err)
{
	const struct workflow_column *k = r->use[i];
	const struct part cell = part_trim(c->cell[i]);
	double number = (double)NAN;

	if (k->type == COLUMN_STRING)
		return 0;
	if (cell.n == 0)
		number = (double)NAN;
	else if (k->type == COLUMN_TIMESTAMP) {
		if (!data_moment(&number, cell.v, cell.n, k->format, k->unit))
			return refuse(r, c, i, "a timestamp", err);
	} else if (!part_number(cell, &number)) {
		return refuse(r, c, i, "a number", err);
	} else if (k->type == COLUMN_INTEGER && number != trunc(number)) {
		return refuse(r, c, i, "a whole number", err);
	}
	*ARENA_PUSH(r->mem, &r->out->v[k - columns_of(r)]) = number;
	return 0;
}

static int read_rows(struct reading *r, struct csv_reader *c, struct error *err)
{
	while (csv_reader_next(c)) {
		if (c->n != r->n)
			return error_set(err, "%s:%zu: %zu cell%s in a row, but %zu in the header",
				r->path, c->line, c->n, text_s(c->n), r->n);
		for (size_t i = 0; i < c->n; i++)
			if (r->use[i] && read_cell(r, c, i, err) < 0)
				return -1;
		r->out->rows++;
	}
	return c->fault ? error_set(err, "%s:%zu: %s", r->path, c->line, c->fault) : 0;
}

int data_read(struct data_table *out, struct arena *mem, const char *path, const char *text,
	size_t n, const struct workflow_schema *schema, struct error *err)
{
	struct reading r = { .path = path, .schema = schema, .out = out, .mem = mem };
	struct csv_reader *c = arena_alloc(mem, sizeof *c);
	int rc = 0;

	*out = (struct data_table){ .v = arena_array(mem, schema->columns.n + 1, sizeof *out->v) };
	csv_reader_begin(c, text, n);
	if (csv_reader_next(c)) {
		rc = read_header(&r, c, err);
		if (rc == 0)
			rc = read_rows(&r, c, err);
	} else if (c->fault) {
		rc = error_set(err, "%s:%zu: %s", path, c->line, c->fault);
	} else {
		rc = error_set(err,
			"%s is empty; it needs a header with the columns of data_schema", path);
	}
	csv_reader_end(c);
	return rc;
}

/* The smallest value that a share q of all does not exceed. */
static double quantile(const double *v, size_t n, double q)
{
	size_t rank = (size_t)ceil(q * (double)n);

	return v[rank ? rank - 1 : 0];
}

static double sum(const double *v, size_t n)
{
	double all = 0;

	for (size_t i = 0; i < n; i++)
		all += v[i];
	return all;
}

double data_aggregate(double *v, size_t n, int aggregate)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(v[i]))
			v[kept++] = v[i];
	n = kept;
	if (aggregate == AGGREGATE_COUNT)
		return (double)n;
	if (n == 0)
		return (double)NAN;
	sort_doubles(v, n);
	switch (aggregate) {
	case AGGREGATE_MEAN: return sum(v, n) / (double)n;
	case AGGREGATE_MIN: return v[0];
	case AGGREGATE_MAX: return v[n - 1];
	case AGGREGATE_SUM: return sum(v, n);
	case AGGREGATE_P90: return quantile(v, n, 0.9);
	case AGGREGATE_P95: return quantile(v, n, 0.95);
	case AGGREGATE_P99: return quantile(v, n, 0.99);
	case AGGREGATE_MEDIAN:
	default: return sort_median(v, n);
	}
}
