#include "benchctl/run_table.h"

#include <math.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/clock.h"
#include "benchctl/run.h"
#include "benchctl/stats.h"
#include "benchctl/text.h"

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
	sorted = stats_sorted(&mem, s->v, s->n);
	*middle = stats_median(sorted, s->n);
	k = stats_median_rank(s->n, 0.95);
	if (k) {
		*lo = sorted[k - 1];
		*hi = sorted[s->n - k];
	}
	return true;
}

/* "12.4 ms ±2%"; empty when the result lacks the metric. */
static const char *cell(char out[METRIC_TEXT_MAX + 16], const struct result *r, const char *metric,
	const struct report_style *style)
{
	const struct series *s = result_find(r, metric);
	char value[METRIC_TEXT_MAX];
	double middle, lo, hi, wide;
	size_t n;

	*out = '\0';
	if (!s || !middle_of(s, &middle, &lo, &hi))
		return out;
	n = (size_t)snprintf(out, METRIC_TEXT_MAX, "%s", metric_text(value, &s->metric, middle));
	wide = hi - middle > middle - lo ? hi - middle
					 : middle - lo; /* the worse side, as benchstat */
	if (isfinite(wide) && middle > 0)
		snprintf(out + n, 16, " %s%.0f%%", style->unicode ? "\xc2\xb1" : "+-",
			100 * wide / middle);
	return out;
}

static void print_cell(FILE *out, const char *text, size_t width)
{
	size_t n = utf8_width(text);

	fprintf(out, "  %*s%s", (int)(width > n ? width - n : 0), "", text);
}

static void print_result(FILE *out, const struct result *r, size_t id_width,
	const struct report_style *style)
{
	static const char *const metrics[] = { "cpu", "peak_rss" };
	char text[METRIC_TEXT_MAX + 16];
	size_t n = utf8_width(r->id);

	fputs("  ", out);
	text_print_safe(out, r->id);
	fprintf(out, "%*s", (int)(id_width > n ? id_width - n : 0), "");
	if (r->n == 0 || (r->v[0].n == 0 && !r->v[0].figures)) {
		fputs(r->status == RESULT_UNFINISHED ? "  not measured\n" : "  failed\n", out);
		return;
	}
	print_cell(out, cell(text, r, r->v[0].metric.name, style), 16);
	for (size_t i = 0; i < ARRAY_SIZE(metrics); i++)
		print_cell(out, cell(text, r, metrics[i], style), 16);
	fprintf(out, "  %4zu", r->v[0].figures ? r->v[0].figures->n : r->v[0].n);
	if (strcmp(r->v[0].metric.name, process_metrics[PROCESS_WALL].name) != 0) {
		fputs("  ", out);
		text_print_safe(out, r->v[0].metric.name);
	}
	if (r->status != RESULT_OK)
		fputs("  incomplete", out);
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

void run_table(FILE *out, const struct run *run, const struct report_style *style)
{
	char took[CLOCK_TEXT_MAX];
	size_t width = 0, failed = 0;

	for (size_t i = 0; i < run->n; i++) {
		size_t n = utf8_width(run->v[i].id);

		width = n > width ? n : width;
		failed += run->v[i].status == RESULT_ERROR;
	}
	text_print_safe(out, run->suite ? run->suite : "");
	fprintf(out, " on %s%s%.10s%s\n\n  %*s  %16s  %16s  %16s  %4s\n",
		run->host.class ? run->host.class : "an unknown machine", run->commit ? " at " : "",
		run->commit ? run->commit : "", run->dirty ? " with changes" : "", (int)width, "",
		"median", "cpu", "peak RSS", "n");
	for (size_t i = 0; i < run->n; i++) {
		print_result(out, &run->v[i], width, style);
		if (run->v[i].status == RESULT_ERROR)
			print_below(out, run->v[i].reason);
		print_below(out, run->v[i].warning);
	}
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
