#include "report/history_table.h"

#include "base/text.h"
#include "judge/stats/prediction.h"
#include "judge/stats/stats.h"
#include "model/run/run_columns.h"
#include "report/escape.h"
#include "report/spark.h"
#include "report/table.h"

enum { SPARK_WIDTH = 30 };
enum { LIKELY_MIN = 5 /* records that say where another one is likely */ };

struct levels levels_of(struct arena *mem, const struct history_line *l)
{
	struct levels levels = { 0 };
	size_t from = 0;

	for (size_t i = 0; i <= l->shifts.n; i++) {
		size_t to = i < l->shifts.n ? l->shifts.v[i].at : l->n, n = to - from;
		const double *sorted = sort_copy(mem, l->v + from, n);
		struct level *level = ARENA_PUSH(mem, &levels);

		*level = (struct level){ from, to, sort_median(sorted, n), 1, 0 };
		if (n >= LIKELY_MIN)
			prediction_band(&level->lo, &level->hi, l->v + from, n, 0.95);
		from = to;
	}
	return levels;
}

static const char *commit_of(const struct history_line *l, size_t i)
{
	return l->run[i]->commit ? l->run[i]->commit : "?";
}

static const char *spark(struct arena *mem, const struct history_line *l,
	const struct report_style *style)
{
	char *levels = spark_levels(mem, l->v, l->n, SPARK_WIDTH);

	return style->unicode ? spark_of(mem, levels) : levels;
}

static const char *value_at(struct arena *mem, const struct history_line *l, size_t i)
{
	return metric_text(mem, &l->metric, l->v[i]);
}

void history_table(FILE *out, const struct history *h, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *since = arena_printf(&mem, ">%s", h->anchor ? h->anchor : "total");
	struct table t = TABLE(&mem, 2, "", ">n", ">last", since, ">trend", "");

	for (size_t i = 0; i < h->n; i++) {
		const struct history_line *l = &h->v[i];
		struct table_row *row = TABLE_ADD(&t, escape_terminal(&mem, l->id, style->unicode),
			arena_printf(&mem, "%zu", l->n), value_at(&mem, l, l->n - 1),
			percent_text(&mem, l->since),
			l->n > 1 ? percent_text(&mem, l->trend) : NULL, spark(&mem, l, style));

		if (l->shifts.n) {
			const struct changepoint *c = &l->shifts.v[l->shifts.n - 1];

			row->tail = arena_printf(&mem, "shift %s at %.8s",
				percent_text(&mem, stats_change(c->before, c->after)),
				commit_of(l, c->at));
		}
	}
	table_print(out, &t, 0);
}

static void put_records(FILE *out, const struct history_line *l)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 2, "", "", ">");
	size_t next = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct table_row *row = TABLE_ADD(&t, arena_printf(&mem, "%.10s", commit_of(l, i)),
			l->run[i]->started, value_at(&mem, l, i));

		if (next < l->shifts.n && l->shifts.v[next].at == i) {
			const struct changepoint *c = &l->shifts.v[next++];

			row->tail = arena_printf(&mem, "shift %s (%s)",
				percent_text(&mem, stats_change(c->before, c->after)),
				p_text(&mem, c->p));
		}
	}
	table_print(out, &t, 0);
}

void history_details(FILE *out, const struct history *h, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };

	for (size_t i = 0; i < h->n; i++) {
		const struct history_line *l = &h->v[i];

		fprintf(out, "%s %s  %s\n\n", escape_line(&mem, l->id),
			escape_line(&mem, l->metric.name), spark(&mem, l, style));
		put_records(out, l);
		if (l->n < 2)
			fputs("\none record; a trend needs two\n", out);
		else
			fprintf(out, "\ntrend %s from record to record; %zu shift%s of the level\n",
				percent_text(&mem, l->trend), l->shifts.n, text_s(l->shifts.n));
	}
}
