#include "report/run_table.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "judge/stats/stats.h"
#include "model/run.h"

/* What a series comes to: its middle, and an interval of it where one is known. */
static bool middle_of(const struct series *s, double *middle, double *lo, double *hi)
{
	FREES_ARENA struct arena mem = { 0 };
	double *sorted;
	size_t k;

	*lo = *hi = (double)NAN;
	if (s->figures) {
		*middle = figures_centre(s->figures);
		*lo = s->figures->lo;
		*hi = s->figures->hi;
		return true;
	}
	if (s->n == 0)
		return false;
	sorted = sort_copy(&mem, s->v, s->n);
	*middle = sort_median(sorted, s->n);
	k = stats_median_rank(s->n, 0.95);
	if (k) {
		*lo = sorted[k - 1];
		*hi = sorted[s->n - k];
	}
	return true;
}

/* Widths of the detailed view, which fits 60 columns. */
enum { DETAIL_NAME_MAX = 28, DETAIL_VALUE = 11, DETAIL_SPREAD = 5 };
enum { SPREAD_MAX = 16, CELL_MAX = METRIC_TEXT_MAX + SPREAD_MAX };

/* "12.4 ms", and "±2%" where that is known; false when there is neither sample nor figure. */
static bool figure_of(char value[METRIC_TEXT_MAX], char spread[SPREAD_MAX], const struct series *s,
	const struct report_style *style)
{
	double middle, lo, hi, wide;

	*value = *spread = '\0';
	if (!s || !middle_of(s, &middle, &lo, &hi))
		return false;
	metric_text(value, &s->metric, middle);
	wide = hi - middle > middle - lo ? hi - middle
					 : middle - lo; /* the worse side, as benchstat */
	if (isfinite(wide) && middle > 0)
		snprintf(spread, SPREAD_MAX, "%s%.0f%%", style->unicode ? "\xc2\xb1" : "+-",
			100 * wide / middle);
	return true;
}

/* "12.4 ms ±2%"; empty when the result lacks the metric. */
static const char *cell(char out[CELL_MAX], const struct series *s,
	const struct report_style *style)
{
	char value[METRIC_TEXT_MAX], spread[SPREAD_MAX];

	figure_of(value, spread, s, style);
	snprintf(out, CELL_MAX, "%s%s%s", value, *spread ? " " : "", spread);
	return out;
}

/* The columns of the table; the first one is the primary metric. */
static const struct {
	const char *metric, *heading;
} columns[] = { { NULL, "median" }, { "cpu", "cpu" }, { "peak_rss", "peak RSS" } };

struct layout {
	size_t name; /* longer names have a line of their own; 0: all do */
	size_t column[ARRAY_SIZE(columns)];
};

static const struct series *shown(const struct result *r, size_t column)
{
	return column ? result_find(r, columns[column].metric) : r->v;
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
static size_t others_of(const struct result *r)
{
	size_t n = r->n;

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		const struct series *s = shown(r, i);

		n -= s && (i == 0 || s != r->v);
	}
	return n;
}

static size_t widest(size_t a, const char *s)
{
	size_t b = utf8_width(s);

	return a > b ? a : b;
}

static struct layout lay_out(const struct run *run, const struct report_style *style)
{
	struct layout l = { 0 };
	size_t end = style->columns ? style->columns : SIZE_MAX;
	size_t longest = end / 3 < 32 ? 32 : end / 3;
	size_t total = 2 + 6 + 5; /* the margin, n and the number of others */
	char text[CELL_MAX];

	for (size_t i = 0; i < run->n; i++)
		if (utf8_width(run->v[i].id) <= longest)
			l.name = widest(l.name, run->v[i].id);
	for (size_t k = 0; k < ARRAY_SIZE(columns); k++) {
		l.column[k] = strlen(columns[k].heading);
		for (size_t i = 0; i < run->n; i++)
			if (has_samples(&run->v[i]))
				l.column[k] = widest(l.column[k],
					cell(text, shown(&run->v[i], k), style));
		total += 2 + l.column[k];
	}
	if (total + l.name > end)
		l.name = 0;
	return l;
}

static void print_cell(FILE *out, const char *text, size_t width)
{
	size_t n = utf8_width(text);

	fprintf(out, "  %*s%s", (int)(width > n ? width - n : 0), "", text);
}

static size_t samples_of(const struct series *s)
{
	return s->figures ? s->figures->n : s->n;
}

static void print_result(FILE *out, const struct result *r, const struct layout *l,
	const struct report_style *style)
{
	char text[CELL_MAX];
	size_t n = utf8_width(r->id), others = others_of(r);

	fputs("  ", out);
	text_print_safe(out, r->id);
	if (!has_samples(r)) {
		fprintf(out, "%*s  %s\n", (int)(l->name > n ? l->name - n : 0), "", shortcoming(r));
		return;
	}
	if (n > l->name)
		fputs("\n  ", out);
	fprintf(out, "%*s", (int)(n > l->name ? l->name : l->name - n), "");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		print_cell(out, cell(text, shown(r, i), style), l->column[i]);
	fprintf(out, "  %4zu", samples_of(r->v));
	if (others)
		fprintf(out, "  +%zu", others);
	if (strcmp(r->v[0].metric.name, process_metrics[PROCESS_WALL].name) != 0) {
		fputs("  ", out);
		text_print_safe(out, r->v[0].metric.name);
	}
	if (r->status != RESULT_OK)
		fprintf(out, "  %s", shortcoming(r));
	fputc('\n', out);
}

/* Each line of the text below the row it is about. */
static void print_below(FILE *out, const char *text)
{
	while (text) {
		FREES_ARENA struct arena mem = { 0 };
		size_t n = strcspn(text, "\n");

		fputs("      ", out);
		text_print_safe(out, arena_copy(&mem, text, n));
		fputc('\n', out);
		text = text[n] ? text + n + 1 : NULL;
	}
}

/* What was measured, and what went wrong with it. */
static void print_reasons(FILE *out, const struct result *r)
{
	if (r->status == RESULT_ERROR)
		print_below(out, r->reason);
	print_below(out, r->warning);
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
	char took[CLOCK_TEXT_MAX];
	size_t failed = 0;

	for (size_t i = 0; i < run->n; i++)
		failed += run->v[i].status == RESULT_ERROR;
	fprintf(out, "\n%zu benchmark%s", run->n, run->n == 1 ? "" : "s");
	if (failed)
		fprintf(out, ", %zu failed", failed);
	if (run->status == RUN_INTERRUPTED)
		fputs(", interrupted", out);
	if (run->finished)
		fprintf(out, ", %s", clock_text(took, run->duration));
	if (run->id)
		fprintf(out, ", %s", run->id);
	fputc('\n', out);
	if (run->warning) {
		fputs("warning: ", out);
		text_print_safe(out, run->warning);
		fputc('\n', out);
	}
}

void run_table(FILE *out, const struct run *run, const char *name, const struct report_style *style)
{
	const struct layout l = lay_out(run, style);
	bool others = false;

	print_head(out, run);
	fprintf(out, "  %*s", (int)l.name, "");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		print_cell(out, columns[i].heading, l.column[i]);
	fputs("     n\n", out);
	for (size_t i = 0; i < run->n; i++) {
		print_result(out, &run->v[i], &l, style);
		print_reasons(out, &run->v[i]);
		others = others || (has_samples(&run->v[i]) && others_of(&run->v[i]));
	}
	print_end(out, run);
	if (others)
		fprintf(out, "+N metrics more: benchctl show %s\n", name);
}

/* A metric's line; a long name has one of its own above. */
static void print_metric(FILE *out, const struct series *s, size_t width,
	const struct report_style *style)
{
	char value[METRIC_TEXT_MAX], spread[SPREAD_MAX];
	size_t n = utf8_width(s->metric.name);

	if (!figure_of(value, spread, s, style))
		return;
	fputs("    ", out);
	text_print_safe(out, s->metric.name);
	if (n > width)
		fputs("\n    ", out);
	fprintf(out, "%*s", (int)(n > width ? width : width - n), "");
	print_cell(out, value, DETAIL_VALUE);
	print_cell(out, spread, DETAIL_SPREAD);
	fprintf(out, "  %5zu\n", samples_of(s));
}

void run_details(FILE *out, const struct run *run, const struct report_style *style)
{
	size_t width = 0;

	for (size_t i = 0; i < run->n; i++)
		for (size_t k = 0; k < run->v[i].n; k++) {
			size_t n = utf8_width(run->v[i].v[k].metric.name);

			width = n <= DETAIL_NAME_MAX && n > width ? n : width;
		}
	print_head(out, run);
	fprintf(out, "    %*s", (int)width, "");
	print_cell(out, "median", DETAIL_VALUE);
	print_cell(out, "", DETAIL_SPREAD);
	fputs("      n\n", out);
	for (size_t i = 0; i < run->n; i++) {
		const struct result *r = &run->v[i];

		fputs("  ", out);
		text_print_safe(out, r->id);
		if (r->status != RESULT_OK)
			fprintf(out, "  %s", shortcoming(r));
		fputc('\n', out);
		print_reasons(out, r);
		for (size_t k = 0; k < r->n; k++)
			print_metric(out, &r->v[k], width, style);
	}
	print_end(out, run);
}
