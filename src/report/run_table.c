#include "report/run_table.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "base/sort.h"
#include "base/text.h"
#include "judge/decide.h"
#include "judge/stats/stats.h"
#include "model/run/run.h"
#include "report/escape.h"
#include "report/table.h"

static const char *whole_text(struct arena *mem, double v)
{
	char text[DBL_MAX_10_EXP + 3];

	return arena_string(mem, decimal_text(text, sizeof text, v, 0));
}

/* "12.4 ms", and "±2%" where that is known; false where there is neither sample nor figure. */
static bool figure_of(const char **value, const char **spread, struct arena *mem,
	const struct series *s, bool unicode)
{
	const struct summary m = summary_of_series(s);
	double lo = s->figures ? s->figures->lo : m.lo, hi = s->figures ? s->figures->hi : m.hi;
	double wide = fmax(hi - m.median, m.median - lo); /* the worse side, as benchstat */

	*value = *spread = NULL;
	if (isnan(m.median))
		return false;
	*value = metric_text(mem, &s->metric, m.median);
	if (isfinite(wide) && m.median > 0)
		*spread = ARENA_JOIN(mem, unicode ? "\xc2\xb1" : "+-",
			whole_text(mem, 100 * wide / m.median), "%");
	return true;
}

/* The columns behind the name. */
enum figure {
	FIGURE_MEDIAN,
	FIGURE_INTERVAL,
	FIGURE_MEAN,
	FIGURE_SD,
	FIGURE_MIN,
	FIGURE_MAX,
	FIGURE_N
};
struct column {
	const char *heading, *metric; /* NULL: the primary one */
	enum figure figure;           /* FIGURE_INTERVAL: the median with its interval */
};
static const struct column suite_columns[] = { { "median", NULL, FIGURE_INTERVAL },
	{ "cpu", "cpu", FIGURE_INTERVAL }, { "peak RSS", "peak_rss", FIGURE_INTERVAL },
	{ "n", NULL, FIGURE_N }, { NULL } };
static const struct column command_columns[] = { { "median", NULL, FIGURE_INTERVAL },
	{ "mean", NULL, FIGURE_MEAN }, { "sd", NULL, FIGURE_SD }, { "min", NULL, FIGURE_MIN },
	{ "max", NULL, FIGURE_MAX }, { "cpu", "cpu", FIGURE_MEDIAN },
	{ "peak RSS", "peak_rss", FIGURE_MEDIAN }, { "n", NULL, FIGURE_N }, { NULL } };

static const struct series *shown(const struct result *r, const struct column *c)
{
	return c->metric ? result_find(r, c->metric) : r->v;
}

static double figure(struct arena *mem, const struct series *s, enum figure kind)
{
	const struct figures *f = s->figures ? s->figures : &no_figures;
	const double *sorted = s->n ? sort_copy(mem, s->v, s->n) : NULL;

	if (kind == FIGURE_MEAN)
		return sorted ? stats_mean(s->v, s->n) : f->mean;
	if (kind == FIGURE_SD)
		return sorted ? stats_sd(s->v, s->n) : f->sd;
	if (kind == FIGURE_MIN)
		return sorted ? sorted[0] : f->min;
	if (kind == FIGURE_MAX)
		return sorted ? sorted[s->n - 1] : f->max;
	return series_centre(s);
}

/* NULL where the result lacks the figure. */
static const char *cell(struct arena *mem, const struct series *s, enum figure kind, bool unicode)
{
	const char *value, *spread;
	double v;

	if (!s)
		return NULL;
	if (kind == FIGURE_N)
		return whole_text(mem, (double)series_count(s));
	if (kind == FIGURE_INTERVAL) {
		figure_of(&value, &spread, mem, s, unicode);
		return spread ? ARENA_JOIN(mem, value, " ", spread) : value;
	}
	v = figure(mem, s, kind);
	return isnan(v) ? NULL : metric_text(mem, &s->metric, v);
}

static bool has_samples(const struct result *r)
{
	return r->n && (r->v[0].n || r->v[0].figures);
}

/* Of a result that is not in order. */
static const char *shortcoming(const struct result *r)
{
	if (r->status == RESULT_ERROR)
		return "failed";
	return has_samples(r) ? "incomplete" : "not measured";
}

/* How many metrics have no column. */
static size_t others_of(const struct result *r, const struct column *c)
{
	size_t n = r->n - 1;

	for (; c->heading; c++) {
		const struct series *s = shown(r, c);

		n -= c->metric && s && s != r->v;
	}
	return n;
}

static void add_result(struct table *t, const struct result *r, const struct column *columns,
	bool unicode)
{
	struct table_row *row = TABLE_ADD(t, escape_terminal(t->mem, r->id, unicode));

	if (!has_samples(r)) {
		row->tail = shortcoming(r);
		return;
	}
	for (size_t i = 0; columns[i].heading; i++)
		row->cells[1 + i] = cell(t->mem, shown(r, &columns[i]), columns[i].figure, unicode);
	if (others_of(r, columns))
		row->tail = arena_printf(t->mem, "+%zu", others_of(r, columns));
	if (strcmp(r->v[0].metric.name, process_metrics[PROCESS_WALL].name) != 0)
		row->tail = text_also(t->mem, row->tail, "  ",
			escape_terminal(t->mem, r->v[0].metric.name, unicode));
	if (r->status != RESULT_OK)
		row->tail = text_also(t->mem, row->tail, "  ", shortcoming(r));
}

/* Each line of the text below the row it is about. */
static void add_below(struct table *t, const char *text, bool unicode)
{
	char *rest = arena_string(t->mem, text), *line;

	while ((line = strsep(&rest, "\n")))
		table_add_line(t,
			arena_printf(t->mem, "      %s\n", escape_terminal(t->mem, line, unicode)));
}

/* What was measured, and what went wrong with it. */
static void add_reasons(struct table *t, const struct run *run, size_t i, bool unicode)
{
	const struct result *r = &run->v[i];

	if (r->status == RESULT_ERROR)
		add_below(t, r->reason, unicode);
	/* Sub-benchmarks share the warnings of their benchmark. */
	if (i == 0 || !text_equal(r->warning, run->v[i - 1].warning))
		add_below(t, r->warning, unicode);
}

static void print_head(FILE *out, const struct run *run)
{
	text_print_safe(out, run->suite ? run->suite : "");
	fprintf(out, " on %s%s%.10s%s\n\n",
		run->host.class ? run->host.class : "an unknown machine", run->commit ? " at " : "",
		run->commit ? run->commit : "", run->dirty ? " with changes" : "");
}

static void print_end(FILE *out, const struct run *run)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t failed = 0;

	for (size_t i = 0; i < run->n; i++)
		failed += run->v[i].status == RESULT_ERROR;
	fprintf(out, "\n%zu benchmark%s", run->n, text_s(run->n));
	if (failed)
		fprintf(out, ", %zu failed", failed);
	if (run->status == RUN_INTERRUPTED)
		fputs(", interrupted", out);
	if (run->finished && run->duration > 0) /* an imported run took none */
		fprintf(out, ", %s", clock_text(&mem, run->duration));
	if (run->id)
		fprintf(out, ", %s", run->id);
	fputc('\n', out);
	if (run->schedule)
		fputs("note: benchmarks ran at the same time (schedule: parallel)\n", out);
	if (run->warning)
		fprintf(out, "note: the machine was busy: results are less certain (%s)\n",
			escape_line(&mem, run->warning));
}

void run_table(FILE *out, const struct run *run, const char *name, enum run_table kind,
	const struct report_style *style)
{
	const struct column *list = kind == RUN_TABLE_COMMANDS ? command_columns : suite_columns;
	const char *columns[TABLE_COLUMNS_MAX] = { "" };
	FREES_ARENA struct arena mem = { 0 };
	struct table t = { .mem = &mem,
		.columns = columns,
		.width = 1,
		.indent = 2,
		.longest = style->columns / 3 < 32 ? 32 : style->columns / 3 };
	bool others = false;

	for (size_t i = 0; list[i].heading; i++)
		columns[t.width++] = arena_printf(&mem, ">%s", list[i].heading);
	for (size_t i = 0; i < run->n; i++) {
		add_result(&t, &run->v[i], list, style->unicode);
		add_reasons(&t, run, i, style->unicode);
		others = others || (has_samples(&run->v[i]) && others_of(&run->v[i], list));
	}
	print_head(out, run);
	table_print(out, &t, style->columns);
	print_end(out, run);
	if (others)
		fprintf(out, "+N: N more metrics; see: benchctl show %s\n", name);
}

static void add_metrics(struct table *t, const struct result *r, bool unicode)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct series *s = &r->v[i];
		const char *value, *spread;

		if (figure_of(&value, &spread, t->mem, s, unicode))
			TABLE_ADD(t, escape_terminal(t->mem, s->metric.name, unicode), value,
				spread, whole_text(t->mem, (double)series_count(s)));
	}
}

static void add_outputs(struct table *t, struct arena *mem, const struct run *run, bool unicode)
{
	for (size_t i = 0; i < run->outputs.n; i++) {
		const struct run_output *o = &run->outputs.v[i];
		struct table_row *row = TABLE_ADD(t, escape_terminal(mem, o->name, unicode),
			escape_terminal(mem, o->host, unicode), "output",
			quantity_text(mem, (double)o->size, DIM_SIZE));

		row->tail = escape_terminal(mem, o->file, unicode);
		if (o->rows)
			row->tail = arena_printf(mem, "%s  %zu row%s", row->tail, (size_t)o->rows,
				text_s(o->rows));
		if (o->schema)
			add_below(t, o->schema, unicode);
	}
}

/* What a workflow did, where it has stages. */
static void print_stages(FILE *out, const struct run *run, bool unicode)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 2, "", "", "", ">");

	for (size_t i = 0; i < run->stages.n; i++) {
		const struct run_stage *s = &run->stages.v[i];

		TABLE_ADD(&t, escape_terminal(&mem, s->name, unicode),
			escape_terminal(&mem, s->host, unicode), stage_status_names[s->status],
			clock_text(&mem, s->duration))
			->tail = s->log ? escape_terminal(&mem, s->log, unicode) : NULL;
	}
	add_outputs(&t, &mem, run, unicode);
	for (size_t i = 0; i < run->machines.n; i++) {
		const struct run_machine *m = &run->machines.v[i];

		TABLE_ADD(&t, escape_terminal(&mem, m->alias, unicode),
			escape_terminal(&mem, m->address, unicode), "host")
			->tail = arena_printf(&mem, "%s  %s",
			escape_terminal(&mem, m->class, unicode),
			escape_terminal(&mem, m->system, unicode));
	}
	for (size_t i = 0; i < run->notes.n; i++)
		table_add_line(&t,
			arena_printf(&mem, "  %s=%s\n",
				escape_terminal(&mem, run->notes.v[i].key, unicode),
				escape_terminal(&mem, run->notes.v[i].value, unicode)));
	table_print(out, &t, 0);
	if (t.n)
		fputc('\n', out);
}

static void print_canary(FILE *out, const struct run *run)
{
	FREES_ARENA struct arena mem = { 0 };

	for (size_t i = 0; i < run->canary.n; i++) {
		const struct run_canary *c = &run->canary.v[i];

		fprintf(out, "canary: %s %s (spread %s)\n",
			escape_line(&mem, c->kernel ? c->kernel : ""),
			quantity_text(&mem, c->median, DIM_TIME),
			quantity_text(&mem, c->spread, DIM_RATIO));
	}
}

static void add_details(struct table *t, const struct run *run, bool unicode)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct result *r = &run->v[i];

		table_add_line(t,
			ARENA_JOIN(t->mem, "  ", escape_terminal(t->mem, r->id, unicode),
				r->status == RESULT_OK ? "" : "  ",
				r->status == RESULT_OK ? "" : shortcoming(r), "\n"));
		add_reasons(t, run, i, unicode);
		add_below(t, r->checks, unicode);
		add_metrics(t, r, unicode);
	}
}

void run_details(FILE *out, const struct run *run, const struct runs_beside *others,
	const struct report_style *style)
{
	enum { LONGEST = 28 }; /* so that the table fits 60 columns */
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 4, "", ">median", ">", ">n");

	t.longest = LONGEST;
	add_details(&t, run, style->unicode);
	for (size_t i = 0; i < others->n; i++) {
		table_add_line(&t, arena_printf(&mem, "\n%s\n", others->v[i].title));
		add_details(&t, others->v[i].run, style->unicode);
	}
	print_head(out, run);
	table_print(out, &t, style->columns);
	if (run->stages.n || run->notes.n)
		fputc('\n', out);
	print_stages(out, run, style->unicode);
	print_end(out, run);
	print_canary(out, run);
}
