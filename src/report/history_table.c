#include "report/history_table.h"

#include "base/arena.h"
#include "base/text.h"
#include "judge/stats/stats.h"
#include "model/run.h"
#include "report/spark.h"

enum { SPARK_WIDTH = 30 };

static const char *commit_of(const struct history_line *l, size_t i)
{
	return l->run[i]->commit ? l->run[i]->commit : "?";
}

static void put_spark(FILE *out, const struct history_line *l, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };

	fputs(spark_line(&mem, l->v, l->n, SPARK_WIDTH, style->unicode), out);
}

static void put_line(FILE *out, const struct history_line *l, size_t width,
	const struct report_style *style)
{
	char last[METRIC_TEXT_MAX], since[QUANTITY_MAX], change[QUANTITY_MAX];

	fputs("  ", out);
	text_print_safe(out, l->id);
	fprintf(out, "%*s %4zu  %12s %8s", (int)(width - utf8_width(l->id)), "", l->n,
		metric_text(last, &l->metric, l->v[l->n - 1]), percent_format(since, l->since));
	fprintf(out, " %8s  ", l->n > 1 ? percent_format(change, l->trend) : "");
	put_spark(out, l, style);
	if (l->shifts.n) {
		const struct changepoint *c = &l->shifts.v[l->shifts.n - 1];

		fprintf(out, "  shift %s at %.8s",
			percent_format(change, stats_change(c->before, c->after)),
			commit_of(l, c->at));
	}
	fputc('\n', out);
}

void history_table(FILE *out, const struct history *h, const struct report_style *style)
{
	size_t width = 32;

	for (size_t i = 0; i < h->n; i++)
		if (utf8_width(h->v[i].id) > width)
			width = utf8_width(h->v[i].id);
	fprintf(out, "  %-*s %4s  %12s %8s %8s\n", (int)width, "", "n", "last",
		h->anchor ? h->anchor : "in all", "trend");
	for (size_t i = 0; i < h->n; i++)
		put_line(out, &h->v[i], width, style);
}

static void put_records(FILE *out, const struct history_line *l)
{
	char value[METRIC_TEXT_MAX], change[QUANTITY_MAX], p[QUANTITY_MAX];
	size_t next = 0;

	for (size_t i = 0; i < l->n; i++) {
		fprintf(out, "  %.10s  %-20s  %12s", commit_of(l, i),
			l->run[i]->started ? l->run[i]->started : "",
			metric_text(value, &l->metric, l->v[i]));
		if (next < l->shifts.n && l->shifts.v[next].at == i) {
			const struct changepoint *c = &l->shifts.v[next++];

			fprintf(out, "  shift %s (%s)",
				percent_format(change, stats_change(c->before, c->after)),
				p_format(p, c->p));
		}
		fputc('\n', out);
	}
}

void history_details(FILE *out, const struct history *h, const struct report_style *style)
{
	char change[QUANTITY_MAX];

	for (size_t i = 0; i < h->n; i++) {
		const struct history_line *l = &h->v[i];

		text_print_safe(out, l->id);
		fputc(' ', out);
		text_print_safe(out, l->metric.name);
		fputs("  ", out);
		put_spark(out, l, style);
		fputs("\n\n", out);
		put_records(out, l);
		if (l->n < 2)
			fputs("\none record; a trend needs two\n", out);
		else
			fprintf(out, "\ntrend %s from record to record; %zu shift%s of the level\n",
				percent_format(change, l->trend), l->shifts.n,
				l->shifts.n == 1 ? "" : "s");
	}
}
