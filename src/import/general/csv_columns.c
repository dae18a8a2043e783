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

const char *columns_unit(const char *word)
{
	/* A single letter is more often part of a name than a minute, a day or a million. */
	if (strlen(word) == 1 && !strchr("sB%", *word))
		return NULL;
	return unit_find(word) ? word : foreign_unit_word(word);
}

/* Whether what follows the mark is what the value is divided by. */
static bool is_per(const char *name, const char *mark)
{
	return mark - name > 4 && strncasecmp(mark - 4, "_per", 4) == 0;
}

static enum dimension dimension_of(const char *unit)
{
	const struct unit *known = unit ? unit_find(unit) : NULL;

	return known ? known->dim : DIM_NONE;
}

static bool is_second(const char *word)
{
	const char *unit = columns_unit(word);

	return dimension_of(unit) == DIM_TIME && fpclassify(unit_find(unit)->factor - 1) == FP_ZERO;
}

/* Where the word before the mark begins. */
static const char *word_before(const char *name, const char *mark)
{
	while (mark > name && !strchr("_ /", mark[-1]))
		mark--;
	return mark;
}

/* "ops_per_sec", "ops_s", "mb_s", "read MB/s" and "lines/s" are rates, although "time_s" is a time.
 * NULL: it is none. */
static const char *rate_of(struct arena *mem, const char *name)
{
	const char *last = word_before(name, name + strlen(name)), *mark, *unit, *word;

	if (last <= name + 1 || last[-1] == ' ' || !is_second(last))
		return NULL;
	mark = last - 1;
	if (is_per(name, mark))
		return "1/s";
	word = word_before(name, mark);
	word = arena_copy(mem, word, (size_t)(mark - word));
	unit = columns_unit(word);
	if (dimension_of(unit) == DIM_SIZE)
		return arena_printf(mem, "%s/s", unit);
	unit = columns_unit(arena_printf(mem, "%s/s", word));
	return unit || *mark == '_' || dimension_of(columns_unit(word)) == DIM_TIME ? unit : "1/s";
}

/* "latency (ms)", "latency [ms]" and "latency_ms" are the metric latency in ms; "rps" is a rate. */
static void name_column(struct column *c, struct arena *mem, const char *header)
{
	char *name = arena_string(mem, header), *mark;
	size_t n = strlen(name);
	char last = n ? name[n - 1] : '\0';
	const char *unit;

	*c = (struct column){ .name = header, .metric = name, .unit = "1" };
	c->min = HUGE_VAL;
	c->max = -HUGE_VAL;
	c->moments = true;
	mark = last == ')' ? strrchr(name, '(') : last == ']' ? strrchr(name, '[') : NULL;
	if (mark && mark > name) {
		name[n - 1] = '\0';
		unit = columns_unit(mark + 1);
		c->unit = unit ? unit : arena_string(mem, mark + 1);
		*mark = '\0';
		while (mark > name && mark[-1] == ' ')
			*--mark = '\0';
	} else if ((unit = rate_of(mem, name)) ||
		(n > 2 && dimension_of(unit = columns_unit(name)) == DIM_RATE)) {
		c->unit = unit;
	} else if ((mark = strrchr(name, '_')) && mark > name && (unit = columns_unit(mark + 1)) &&
		!is_per(name, mark)) {
		c->unit = unit;
		*mark = '\0';
	}
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
		name_column(&c->v[i], mem, t->column[i]);
		number_column(c, mem, i);
	}
	for (size_t i = 0; names[i] && c->name < 0; i++)
		c->name = find(c, names[i]);
	c->is_long = find(c, "value") >= 0 && (c->name >= 0 || find(c, "metric") >= 0);
	for (size_t i = 0; c->is_long && i < ARRAY_SIZE(roles); i++)
		if (find(c, roles[i].name) >= 0)
			c->v[find(c, roles[i].name)].use = roles[i].use;
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
	const struct unit *unit = unit_find(col->unit);
	double factor = unit && unit->dim == DIM_TIME ? unit->factor : 1;
	bool time = unit && unit->dim == DIM_TIME;

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

static enum column_use use_of(const struct columns *c, size_t i)
{
	const struct column *col = &c->v[i];

	if ((int)i == c->name)
		return USE_NAME;
	if (col->use != USE_NUMBER)
		return col->use;
	if (!*col->name || is_one_of(remarks, col->name) ||
		(col->numbers ? is_moment(col) : col->strange && col->moments))
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

void columns_decide(struct columns *c, struct import *in)
{
	decide_point(c, in);
	for (size_t i = 0; i < c->n; i++) {
		struct column *col = &c->v[i];

		col->use = use_of(c, i);
		if (col->use == USE_NUMBER && col->strange)
			import_refuse(in, col->strange_line,
				"the column %.80s has numbers, but here it has '%.80s'", col->name,
				col->strange);
		/* Without a name column the first words that differ are the name. */
		if (col->use == USE_KEY && c->name < 0 && col->strange) {
			col->use = USE_NAME;
			c->name = (int)i;
		}
		if (col->use == USE_NONE && *col->name)
			import_leaves(in, col->name);
	}
}
