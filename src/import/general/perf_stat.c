/* perf stat -x, and perf stat -j: one event a line. perf does not name the command. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "import/read/objects.h"
#include "import/read/lines.h"

struct event {
	const char *name, *unit;
	double value;   /* NaN: not counted */
	double percent; /* standard error of the mean of several runs; NaN: one run */
	double running; /* percentage of the time in which it was counted; NaN: not said */
};

/* Fewer of these events is better; of others, such as cache-references, neither is. */
static enum better direction_of(const char *event)
{
	static const char *const less[] = { "clock", "time", "cycles", "instructions", "branches",
		"misses", "faults", "switches", "migrations" };
	size_t n = strcspn(event, ":"); /* "cycles:u" */

	for (size_t i = 0; i < ARRAY_SIZE(less); i++) {
		size_t m = strlen(less[i]);

		if (n >= m && memcmp(event + n - m, less[i], m) == 0)
			return BETTER_LOWER;
	}
	return BETTER_NONE;
}

static void add_event(struct import *in, const struct event *e)
{
	const char *unit = strcmp(e->unit, "msec") == 0 ? "ms" : *e->unit ? e->unit : "1";
	double margin = 1.96 * e->percent / 100 * fabs(e->value);
	struct figures f = no_figures;
	struct result *r;

	if (isnan(e->value))
		return;
	r = import_result(in, "perf");
	if (e->running < 100 && !r->warning)
		r->warning = arena_printf(in->mem,
			"perf counted %s during %g%% of the time and estimated the rest",
			import_name(in->mem, e->name), e->running);
	if (isnan(e->percent)) {
		import_sample(in, r, e->name, unit, direction_of(e->name), e->value);
		return;
	}
	f.mean = e->value;
	f.lo = e->value - margin;
	f.hi = e->value + margin;
	f.level = 0.95;
	import_figures(in, r, e->name, unit, direction_of(e->name), &f);
}

/* "4.74,msec,task-clock,10.21%,4740252,100.00,0.109,CPUs utilized"; the percentage with a sign is
 * of several runs. What -I, -A and the like put before the value is not read. */
static bool take_line(struct part line, struct event *e, struct arena *mem)
{
	enum { CELLS = 6 };
	struct part cell[CELLS] = { { "", 0 } }, unit;
	static const char digits[] = "0123456789.-";
	const char *value = line.v;
	char separator;
	size_t n = 0;
	bool several;

	while (value < line.v + line.n && memchr(digits, *value, sizeof digits - 1))
		value++;
	if (part_starts(line, "<"))
		value = memchr(line.v, '>', line.n);
	if (!value || value == line.v + line.n)
		return false;
	separator = *value == '>' && value + 1 < line.v + line.n ? value[1] : *value;
	while (n < CELLS && part_cell(&line, separator, &cell[n]))
		n++;
	several = n > 3 && cell[3].n && cell[3].v[cell[3].n - 1] == '%';
	/* A unit is a word; fio's terse output has its version there. */
	for (size_t i = 0; i < cell[1].n; i++)
		if (isdigit((unsigned char)cell[1].v[i]))
			return false;
	if (n < 5 || !cell[2].n || !strchr("abcdefghijklmnopqrstuvwxyzL", *cell[2].v))
		return false;
	e->value = e->percent = e->running = (double)NAN;
	if (!part_number(cell[0], &e->value) && !part_starts(cell[0], "<not "))
		return false;
	if (several && !part_quantity(cell[3], &e->percent, &unit))
		return false;
	part_number(cell[several ? 5 : 4], &e->running);
	e->unit = part_text(mem, cell[1]);
	e->name = part_text(mem, cell[2]);
	return true;
}

static const char *detect_table(const char *head)
{
	FREES_ARENA struct arena own = { 0 };
	struct lines lines;
	struct part line;
	struct event e;

	lines_begin(&lines, head, strlen(head));
	while (lines_next(&lines, &line))
		if (part_trim(line).n && *line.v != '#')
			return take_line(line, &e, &own) ? "its first line is that of perf stat -x"
							 : NULL;
	return NULL;
}

static void read_line(struct lines *l, struct part line)
{
	struct event e;

	if (!part_trim(line).n || *line.v == '#')
		return;
	if (take_line(line, &e, l->in->scratch))
		add_event(l->in, &e);
	else
		import_refuse(l->in, l->n, "'%.*s' is not a line of perf stat: value, event",
			PART_SHOWN(line));
}

const struct importer perf_csv_importer = {
	.name = "perf-stat",
	.help = "perf stat -x,",
	.detect = detect_table,
	.line = read_line,
};

struct record {
	const char *value, *unit, *event;
	double variance, running;
};
static const struct field fields[] = {
	{ "counter-value", FIELD_TEXT, offsetof(struct record, value) },
	{ "unit", FIELD_TEXT, offsetof(struct record, unit) },
	{ "event", FIELD_TEXT, offsetof(struct record, event) },
	{ "variance", FIELD_NUMBER, offsetof(struct record, variance) },
	{ "pcnt-running", FIELD_NUMBER, offsetof(struct record, running) },
	{ NULL },
};

static void read_object(struct lines *l, struct part line)
{
	struct record r = { 0 };
	struct event e;

	if (!line.n || *line.v != '{')
		return;
	lines_object(l, line, fields, &r, l->in->scratch);
	if (!r.value || !r.event)
		return;
	e = (struct event){ r.event, r.unit ? r.unit : "", (double)NAN, r.variance, r.running };
	part_number((struct part){ r.value, strlen(r.value) }, &e.value);
	add_event(l->in, &e);
}

const struct importer perf_json_importer = {
	.name = "perf-stat-json",
	.help = "perf stat -j",
	.has = { "{\"counter-value\"", "\"event\"" },
	.because = "it has the \"counter-value\" of perf stat -j",
	.line = read_object,
};
