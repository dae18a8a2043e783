#include "import/general/csv_columns.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "import/read/foreign_unit.h"

/* Names of columns, in lower case and without blanks; the first name of a benchmark counts. */
static const char *const names[] = { "benchmark", "name", "test", "bench", "benchmark_name",
	"test_name", "testname", "testcase", "test_case", "case", "command", "cmd", "function",
	"func", "method", "query", "operation", "op", "scenario", "workload", "transaction",
	"endpoint", "url", "request", "label", "title", NULL };
static const char *const keys[] = { "args", "arg", "arguments", "batch", "batch_size", "block_size",
	"bs", "clients", "concurrency", "config", "connections", "dataset", "depth", "group",
	"input", "iodepth", "jobs", "key_size", "length", "mode", "n", "param", "parameter",
	"parameters", "params", "pipeline", "procs", "processes", "size", "suite", "threads",
	"type", "value_size", "variant", "workers", NULL };
/* Points in time, row numbers and remarks: not measured, and different in the next file. */
static const char *const remarks[] = { "#", "attempt", "branch", "build", "comment", "comments",
	"commit", "date", "datetime", "day", "end_time", "epoch", "hash", "host", "hostname", "id",
	"index", "iter", "iteration", "machine", "message", "node", "note", "notes", "pid", "port",
	"remark", "rep", "repetition", "rev", "revision", "round", "run", "run_id", "sample",
	"seed", "seq", "sequence", "sha", "start_time", "status", "time_stamp", "timestamp",
	"trial", "ts", "user", "uuid", "version", "when", NULL };

static bool is_one_of(const char *const *rows, const char *name)
{
	size_t n = strcspn(name, ":"); /* "Param: size" */

	for (; *rows; rows++)
		if (strcasecmp(*rows, name) == 0 ||
			(name[n] && strlen(*rows) == n && strncasecmp(*rows, name, n) == 0))
			return true;
	return false;
}

/* A second column of one name is numbered like a second benchmark. */
static void number_column(struct columns *c, struct arena *mem, size_t at)
{
	const char *metric = c->v[at].metric;
	size_t n = 1;

	for (size_t i = 0; *metric && i < at; i++)
		if (strcmp(c->v[i].metric, c->v[at].metric) == 0) {
			c->v[at].metric = arena_printf(mem, "%s/%zu", metric, ++n);
			i = (size_t)-1;
		}
}

static const struct {
	const char *name;
	enum column_use use;
} roles[] = { { "value", USE_VALUE }, { "metric", USE_METRIC }, { "unit", USE_UNIT },
	{ "better", USE_BETTER } };

static int find(const struct columns *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcasecmp(c->v[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* From the header. */
static void begin(struct columns *c, const struct table *t)
{
	struct arena *mem = t->in->scratch;
	double v;

	c->n = t->n;
	c->name = -1;
	for (size_t i = 0; i < c->n; i++) {
		struct part cell = { t->column[i], strlen(t->column[i]) };

		if (part_number(cell, &v))
			import_refuse(t->in, t->in->line,
				"the header has the number %.*s instead of a column name",
				PART_SHOWN(cell));
		column_begin(&c->v[i], mem, t->column[i]);
		number_column(c, mem, i);
	}
	for (size_t i = 0; names[i] && c->name < 0; i++)
		c->name = find(c, names[i]);
	c->is_long = find(c, "value") >= 0 && (c->name >= 0 || find(c, "metric") >= 0);
	for (size_t i = 0; c->is_long && i < ARRAY_SIZE(roles); i++)
		if (find(c, roles[i].name) >= 0)
			c->v[find(c, roles[i].name)].use = roles[i].use;
}

static void look_at_step(struct column *col, double v)
{
	if (col->numbers == 0)
		col->step_min = HUGE_VAL;
	else {
		col->step_min = fmin(col->step_min, v - col->last);
		col->step_max = fmax(col->step_max, v - col->last);
	}
	col->last = v;
}

/* Whether the cell is a number, alone or with a unit that is known. */
static bool look_at_number(const struct table *t, struct part cell, struct column *col)
{
	FREES_ARENA struct arena own = { 0 };
	struct columns *c = t->context;
	struct cell_value value;

	if (!cell_parse(cell, &value) ||
		(value.unit.n &&
			(value.unit.n >= 16 || !columns_unit(part_text(&own, value.unit)))))
		return false;
	look_at_step(col, value.v);
	col->numbers++;
	col->min = fmin(col->min, value.v);
	col->max = fmax(col->max, value.v);
	if (value.point != CELL_UNSAID && !c->said[value.point]) {
		c->said[value.point] = part_text(t->in->scratch, cell);
		c->said_line[value.point] = t->row.line;
	}
	if (value.either && !c->either) {
		c->either = part_text(t->in->scratch, cell);
		c->either_line = t->row.line;
	}
	return true;
}

void columns_look(struct table *t)
{
	struct columns *c = t->context;

	if (!c->n)
		begin(c, t);
	for (size_t i = 0; i < c->n; i++) {
		struct part cell = part_trim(t->row.cell[i]);
		struct column *col = &c->v[i];

		if (!col->first)
			col->first = part_text(t->in->scratch, cell);
		else
			col->varies = col->varies || !part_is(cell, col->first);
		if (cell_is_absent(cell) || look_at_number(t, cell, col))
			continue;
		col->moments = col->moments && cell_is_moment(cell);
		if (!col->strange) {
			col->strange_line = t->row.line;
			col->strange = part_text(t->in->scratch, cell);
		}
	}
}

/* Whether the numbers are s, ms, us or ns since 1970 that lie in this century. */
static bool is_moment(const struct column *col)
{
	enum { FIRST = 978307200, COUNT = 4 };
	bool time = column_dimension(col->unit) == DIM_TIME;
	double factor = time ? unit_find(col->unit)->factor : 1;

	if (!time && !strcasestr(col->name, "time") && !strcasestr(col->name, "date") &&
		!strcasestr(col->name, "start") && !strcasestr(col->name, "end"))
		return false;
	for (int i = 0; i < (time ? 1 : COUNT); i++) {
		if (col->min * factor >= FIRST && col->max * factor < FIRST + 3.2e9)
			return true;
		factor /= 1000;
	}
	return false;
}

/* Whether it is the time that has passed since the first row: times in equal steps. */
static bool is_axis(const struct columns *c, const struct column *col)
{
	enum { ROWS_MIN = 5 };

	return c->name < 0 && c->n > 1 && column_dimension(col->unit) == DIM_TIME &&
		col->numbers >= ROWS_MIN && col->step_min > 0 &&
		col->step_max <= col->step_min * 1.1;
}

static enum column_use use_of(const struct columns *c, size_t i)
{
	const struct column *col = &c->v[i];

	if ((int)i == c->name)
		return USE_NAME;
	if (col->use != USE_NUMBER)
		return col->use;
	if (!*col->name || is_one_of(remarks, col->name) ||
		(col->numbers ? is_moment(col) || is_axis(c, col) : col->strange && col->moments))
		return USE_NONE;
	if ((col->strange && !col->numbers) || is_one_of(keys, col->name) ||
		is_one_of(names, col->name))
		return col->varies ? USE_KEY : USE_NONE;
	return c->is_long || !col->numbers ? USE_NONE : USE_NUMBER;
}

static void decide_point(struct columns *c, struct import *in)
{
	if (c->said[CELL_POINT] && c->said[CELL_COMMA])
		import_refuse(in, c->said_line[CELL_COMMA],
			"'%.40s' has another decimal mark than '%.40s' on line %zu",
			c->said[CELL_COMMA], c->said[CELL_POINT], c->said_line[CELL_POINT]);
	c->point = c->said[CELL_COMMA] ? CELL_COMMA : CELL_POINT;
	if (c->either && !c->said[c->point])
		import_refuse(in, c->either_line,
			"'%.40s' may have a decimal comma or a thousands separator; write no comma",
			c->either);
}

/* Whether it is in a unit by its name, so that words in it are no label. */
static bool states_unit(const struct column *col)
{
	return col->use == USE_KEY && strcmp(col->metric, col->name) != 0 &&
		column_dimension(col->unit) != DIM_NONE;
}

void columns_decide(struct columns *c, struct import *in)
{
	decide_point(c, in);
	for (size_t i = 0; i < c->n; i++) {
		struct column *col = &c->v[i];

		col->use = use_of(c, i);
		if (col->strange && (col->use == USE_NUMBER || states_unit(col)))
			import_refuse(in, col->strange_line,
				"the column %.80s has %s, but here it has '%.80s'", col->name,
				col->numbers ? "numbers" : "a unit", col->strange);
		/* Without a name column the first words that differ are the name. */
		if (col->use == USE_KEY && c->name < 0 && col->strange) {
			col->use = USE_NAME;
			c->name = (int)i;
		}
		if (col->use == USE_NONE && *col->name)
			import_leaves(in, col->name);
	}
}
