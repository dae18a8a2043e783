/* Pictures of samples and of the history. */
#include <math.h>

#include "app/history.h"
#include "app/plot/plot.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/text.h"
#include "judge/decide.h"
#include "judge/stats/stats.h"
#include "plot/plot.h"
#include "report/history_table.h"

/* The values in a unit that suits the largest; *label names metric and unit. */
static double *scaled(struct arena *mem, const char **label, const struct metric *m,
	const double *v, size_t n, double largest)
{
	const struct unit *unit = m->dim == DIM_NONE || m->dim == DIM_COUNT
		? NULL
		: unit_for(largest, m->dim);
	const char *symbol = unit ? unit->symbol : m->dim == DIM_NONE && m->unit ? m->unit : "";
	double *out = arena_array(mem, n, sizeof *out);

	for (size_t i = 0; i < n; i++)
		out[i] = unit ? v[i] / unit->factor : v[i];
	*label = arena_printf(mem, "%s%s%s%s%s", m->name, *symbol ? " (" : "", symbol,
		*symbol ? ")" : "",
		m->better == BETTER_LOWER            ? ", lower is better"
			: m->better == BETTER_HIGHER ? ", higher is better"
						     : "");
	return out;
}

static double largest_of(const double *v, size_t n)
{
	double largest = 0;

	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, fabs(v[i]));
	return largest;
}

/* The same benchmark in each of the runs. False: none has samples. */
static bool fill(struct plotting *g, struct plot *p, const struct plot_run *runs, size_t n,
	const char *id)
{
	struct arena *mem = &g->p.app->mem;
	const struct metric *m = NULL;
	double largest = 0;

	for (size_t i = 0; i < n; i++) {
		const struct series *s = run_series(runs[i].run, id, g->request->metric);

		if (s && s->n && (!m || text_equal(m->unit, s->metric.unit))) {
			m = m ? m : &s->metric;
			largest = fmax(largest, largest_of(s->v, s->n));
		}
	}
	for (size_t i = 0; m && i < n; i++) {
		const struct series *s = run_series(runs[i].run, id, g->request->metric);
		struct summary sum;
		const double *y;

		if (!s || !s->n || !text_equal(m->unit, s->metric.unit))
			continue;
		y = scaled(mem, &p->y_label, m, s->v, s->n, largest);
		sum = summary_of_sorted(sort_copy(mem, y, s->n), s->n);
		*ARENA_PUSH(mem, &p->series) = (struct plot_series){ runs[i].label, NULL, y, s->n,
			sum.lo, sum.hi };
	}
	return p->series.n > 0;
}

static int draw_benchmark(struct plotting *g, const struct plot_run *runs, size_t n, const char *id,
	int type, const char *prefix, struct error *err)
{
	struct arena *mem = &g->p.app->mem;
	struct plot p = { .title = id,
		.type = type,
		.format = g->request->one.format,
		.x_label = type == PLOT_VIOLIN
			? "each dot is a sample; the black mark is the median with its 95% interval"
			: "" };
	const char *folder = runs[n - 1].dir && !g->request->folder
		? file_join(mem, runs[n - 1].dir, "plots")
		: g->folder;

	if (!fill(g, &p, runs, n, id))
		return 0;
	if (type == PLOT_HISTOGRAM || type == PLOT_CDF) {
		p.x_label = p.y_label;
		p.y_label = type == PLOT_CDF || p.series.n > 1 ? "share of samples (%)" : "samples";
	}
	return plot_draw(g, &p, folder, arena_printf(mem, "%s%s", prefix, id), NULL, err);
}

static int draw_all(struct plotting *g, const struct plot_run *runs, size_t n, int type,
	const char *prefix, struct error *err)
{
	size_t before = g->made->n;
	const struct selection *chosen = &g->p.options->selection;
	const struct run *newest = runs[n - 1].run;

	for (size_t i = 0; i < newest->n; i++)
		if (words_select(&chosen->filter, &chosen->skip, newest->v[i].id) &&
			(!chosen->tag.n || words_match(&g->p.selected, newest->v[i].id)) &&
			draw_benchmark(g, runs, n, newest->v[i].id, type, prefix, err) < 0)
			return -1;
	if (g->made->n == before)
		return error_exit(err, EXIT_USAGE, "%s has no samples to plot", runs[n - 1].label);
	return 0;
}

int plot_samples(struct plotting *g, const struct plot_run *runs, size_t n, struct error *err)
{
	int type = g->request->one.type;

	if (type == PLOT_TIME_SERIES || type == PLOT_SCATTER)
		return error_exit(err, EXIT_USAGE,
			"--type %s needs --source, because a sample is a single value",
			workflow_plot_types[type]);
	return draw_all(g, runs, n, type, "", err);
}

int plot_comparison(struct plotting *g, const struct plot_run *runs, struct error *err)
{
	struct plot_run sides[] = { runs[0], runs[1] };
	struct arena *mem = &g->p.app->mem;

	sides[0].label = arena_printf(mem, "base %s", runs[0].label);
	sides[1].label = arena_printf(mem, "head %s", runs[1].label);
	return draw_all(g, sides, 2, PLOT_VIOLIN, "compare-", err);
}

static int draw_line(struct plotting *g, const struct history_line *l, struct error *err)
{
	struct arena *mem = &g->p.app->mem;
	struct plot p = { .title = arena_printf(mem, "%s over %zu record%s", l->id, l->n,
				  text_s(l->n)),
		.type = PLOT_TIME_SERIES,
		.format = g->request->one.format,
		.x_label = "record, oldest first" };
	double largest = largest_of(l->v, l->n), *x = arena_array(mem, l->n, sizeof *x);
	const struct levels levels = levels_of(mem, l);
	double factor;

	for (size_t i = 0; i < l->n; i++)
		x[i] = (double)(i + 1);
	*ARENA_PUSH(mem, &p.series) = (struct plot_series){ l->id, x,
		scaled(mem, &p.y_label, &l->metric, l->v, l->n, largest), l->n, (double)NAN,
		(double)NAN };
	factor = largest > 0 ? largest_of(p.series.v[0].y, l->n) / largest : 1;
	for (size_t i = 0; i < levels.n; i++) {
		const struct level *v = &levels.v[i];

		*ARENA_PUSH(mem, &p.levels) = (struct plot_level){ (double)v->from + .5,
			(double)v->to + .5, v->median * factor, v->lo * factor, v->hi * factor };
	}
	for (size_t i = 0; i < l->shifts.n; i++) {
		const struct changepoint *c = &l->shifts.v[i];
		const char *commit = l->run[c->at]->commit;

		*ARENA_PUSH(mem, &p.marks) = (struct plot_mark){ (double)c->at + .5,
			arena_printf(mem, "%s %.7s",
				percent_text(mem, stats_change(c->before, c->after)),
				commit ? commit : "") };
	}
	return plot_draw(g, &p, g->folder, arena_printf(mem, "history-%s", l->id), NULL, err);
}

int plot_history(struct plotting *g, const struct project_options *project, struct error *err)
{
	const struct history_options options = { .id = g->request->history,
		.metric = g->request->metric,
		.config = g->request->config };
	struct history h;

	if (app_history_show(&h, g->p.app, project, &options, err) < 0)
		return -1;
	for (size_t i = 0; i < h.n; i++)
		if (draw_line(g, &h.v[i], err) < 0)
			return -1;
	return 0;
}
