/* Tables. With a column "value", every row is a sample of its benchmark and metric. In any other
 * table, every column of numbers is a metric, and every row has a sample of each. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "import/importer.h"
#include "import/read/csv_reader.h"

enum role { ROLE_BENCHMARK, ROLE_METRIC, ROLE_VALUE, ROLE_UNIT, ROLE_BETTER, ROLES };
enum { NONE = -1 };

struct column {
	const char *metric, *unit;
	enum better better;
	size_t numbers;      /* cells that are numbers */
	const char *strange; /* the first cell that is neither number nor empty, NULL: none */
	size_t strange_line;
};

struct csv {
	struct import *in;
	struct error *err;
	struct csv_reader reader;
	size_t n;
	int role[ROLES]; /* the column, or NONE */
	struct column column[CSV_COLUMNS_MAX];
};

static bool same_word(struct part p, const char *word)
{
	return p.n == strlen(word) && strncasecmp(p.v, word, p.n) == 0;
}

static const struct {
	const char *name;
	enum role role;
} role_names[] = {
	{ "benchmark", ROLE_BENCHMARK },
	{ "name", ROLE_BENCHMARK },
	{ "metric", ROLE_METRIC },
	{ "value", ROLE_VALUE },
	{ "unit", ROLE_UNIT },
	{ "better", ROLE_BETTER },
};

static void find_roles(int role[ROLES], const struct csv_reader *header)
{
	for (int i = 0; i < ROLES; i++)
		role[i] = NONE;
	for (size_t k = ARRAY_SIZE(role_names); k-- > 0;)
		for (size_t i = 0; i < header->n; i++)
			if (same_word(part_trim(header->cell[i]), role_names[k].name))
				role[role_names[k].role] = (int)i;
}

static bool is_long(const int role[ROLES])
{
	return role[ROLE_VALUE] != NONE &&
		(role[ROLE_BENCHMARK] != NONE || role[ROLE_METRIC] != NONE);
}

/* Words for units, in any case; symbols of the unit table keep their case. */
static const char *unit_word(const char *word)
{
	static const char *const rows[][2] = {
		{ "nanoseconds", "ns" },
		{ "nsec", "ns" },
		{ "microseconds", "us" },
		{ "usec", "us" },
		{ "milliseconds", "ms" },
		{ "msec", "ms" },
		{ "seconds", "s" },
		{ "secs", "s" },
		{ "sec", "s" },
		{ "bytes", "B" },
		{ "kb", "kB" },
		{ "mb", "MB" },
		{ "gb", "GB" },
		{ "kib", "KiB" },
		{ "mib", "MiB" },
		{ "gib", "GiB" },
		{ "percent", "%" },
		{ "pct", "%" },
		{ "rps", "1/s" },
		{ "qps", "1/s" },
	};
	bool letter = strlen(word) == 1 && !strchr("sB%", *word);

	/* A single letter is more often part of a name than a minute, a day or a million. */
	if (!letter && unit_find(word))
		return word;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcasecmp(word, rows[i][0]) == 0)
			return rows[i][1];
	return NULL;
}

static enum better better_of_unit(const char *unit)
{
	const struct unit *known = unit_find(unit);

	return known ? better_of(known->dim) : BETTER_NONE;
}

/* "latency (ms)", "latency [ms]" and "latency_ms" are the metric latency in ms. */
static void name_column(struct column *c, struct arena *mem, struct part header)
{
	struct part p = part_trim(header);
	char *name = part_text(mem, p), *mark;
	char last = p.n ? name[p.n - 1] : '\0';
	const char *unit;

	*c = (struct column){ .metric = name, .unit = "1" };
	mark = last == ')' ? strrchr(name, '(') : last == ']' ? strrchr(name, '[') : NULL;
	if (mark && mark > name) {
		name[p.n - 1] = '\0';
		unit = unit_word(mark + 1);
		c->unit = unit ? unit : arena_string(mem, mark + 1);
		*mark = '\0';
		while (mark > name && mark[-1] == ' ')
			*--mark = '\0';
	} else if (strlen(name) > 11 && strcmp(name + strlen(name) - 11, "_per_second") == 0) {
		c->unit = "1/s";
	} else if ((mark = strrchr(name, '_')) && mark > name && (unit = unit_word(mark + 1))) {
		c->unit = unit;
		*mark = '\0';
	}
	c->better = better_of_unit(c->unit);
}

static int refuse(struct csv *c, const char *what)
{
	return error_set(c->err, "%s:%zu: %s", c->in->name, c->reader.line, what);
}

static int refuse_cell(struct csv *c, const char *what, struct part cell)
{
	return error_set(c->err, "%s:%zu: %s: '%.*s'", c->in->name, c->reader.line, what,
		PART_SHOWN(cell));
}

static int read_header(struct csv *c)
{
	struct csv_reader *r = &c->reader;

	if (!csv_reader_next(r))
		return refuse(c, r->fault ? r->fault : "there is no header");
	c->n = r->n;
	find_roles(c->role, r);
	for (size_t i = 0; i < c->n; i++)
		name_column(&c->column[i], c->in->scratch, r->cell[i]);
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < i; k++)
			if (*c->column[i].metric &&
				strcmp(c->column[i].metric, c->column[k].metric) == 0)
				return refuse_cell(c, "two columns of one name", r->cell[i]);
	return 0;
}

/* 1: a record; 0: the end; -1: an error. */
static int next_record(struct csv *c)
{
	struct csv_reader *r = &c->reader;

	if (!csv_reader_next(r))
		return r->fault ? refuse(c, r->fault) : 0;
	if (r->n != c->n)
		return error_set(c->err, "%s:%zu: this row has %zu cells, but the header has %zu",
			c->in->name, r->line, r->n, c->n);
	return 1;
}

static struct part cell_of(const struct csv *c, enum role role)
{
	return c->role[role] == NONE ? (struct part){ "", 0 }
				     : part_trim(c->reader.cell[c->role[role]]);
}

static int result_of(struct csv *c, struct result **r)
{
	struct part name = cell_of(c, ROLE_BENCHMARK);

	return import_result(c->in, r,
		c->role[ROLE_BENCHMARK] == NONE ? "csv" : part_text(&c->reader.mem, name), c->err);
}

static int take_better(struct csv *c, enum better *better)
{
	struct part word = cell_of(c, ROLE_BETTER);

	if (word.n == 0)
		return 0;
	for (int i = 0; better_names[i]; i++)
		if (same_word(word, better_names[i])) {
			*better = (enum better)i;
			return 0;
		}
	return refuse_cell(c, "better is lower, higher or none", word);
}

static int read_long_row(struct csv *c)
{
	struct arena *mem = &c->reader.mem;
	struct part value = cell_of(c, ROLE_VALUE), metric = cell_of(c, ROLE_METRIC);
	const char *unit = part_text(mem, cell_of(c, ROLE_UNIT)), *known = unit_word(unit);
	struct result *r;
	enum better better;
	double v;

	if (!part_number(value, &v))
		return refuse_cell(c, "the value is not a finite number", value);
	unit = known ? known : *unit ? unit : "1";
	better = better_of_unit(unit);
	if (result_of(c, &r) < 0 || take_better(c, &better) < 0)
		return -1;
	return import_sample(c->in, r,
		c->role[ROLE_METRIC] == NONE ? "value" : part_text(mem, metric), unit, better, v,
		c->err);
}

static int read_wide_row(struct csv *c)
{
	struct result *r;
	double v;

	if (result_of(c, &r) < 0)
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		const struct column *col = &c->column[i];

		if (col->numbers && *col->metric && (int)i != c->role[ROLE_BENCHMARK] &&
			part_number(part_trim(c->reader.cell[i]), &v) &&
			import_sample(c->in, r, col->metric, col->unit, col->better, v, c->err) < 0)
			return -1;
	}
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

/* Finds the columns of numbers; a column with both numbers and words would lose samples
 * silently. */
static int look_at_row(struct csv *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct part cell = part_trim(c->reader.cell[i]);
		struct column *col = &c->column[i];
		double v;

		if (cell.n == 0)
			continue;
		if (part_number(cell, &v)) {
			col->numbers++;
		} else if (!col->strange) {
			col->strange_line = c->reader.line;
			col->strange = part_text(c->in->scratch, cell);
		}
	}
	return 0;
}

static int check_columns(struct csv *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct column *col = &c->column[i];

		if (col->numbers && col->strange && *col->metric &&
			(int)i != c->role[ROLE_BENCHMARK])
			return error_set(c->err,
				"%s:%zu: the column %.80s has numbers, but here it has '%.80s'",
				c->in->name, col->strange_line, col->metric, col->strange);
	}
	return 0;
}

static int read_table(struct csv *c, const char *text, size_t n)
{
	csv_reader_begin(&c->reader, text, n);
	if (read_header(c) < 0)
		return -1;
	if (is_long(c->role))
		return read_rows(c, read_long_row);
	if (read_rows(c, look_at_row) < 0 || check_columns(c) < 0)
		return -1;
	csv_reader_end(&c->reader);
	csv_reader_begin(&c->reader, text, n);
	csv_reader_next(&c->reader); /* the header again */
	return read_rows(c, read_wide_row);
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

/* A table is not another format, has several columns, and a number in the first row. */
static bool is_table(struct csv_reader *r, const char *head)
{
	size_t n;
	double v;

	csv_reader_begin(r, head, strlen(head));
	if (!csv_reader_next(r) || (n = r->n) < 2 || part_number(part_trim(r->cell[0]), &v))
		return false;
	if (!csv_reader_next(r) || r->n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (part_number(part_trim(r->cell[i]), &v))
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
