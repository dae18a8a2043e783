/* Pictures of CSV files. */
#include <math.h>

#include "app/plot/plot.h"
#include "base/file.h"
#include "base/text.h"
#include "model/run/run.h"
#include "plot/plot.h"

/* The file of a source: in the run's folder, or an output of that name; without a run, a path. */
static const char *path_of(struct plotting *g, const char *source, const struct plot_run *run)
{
	struct arena *mem = &g->p.app->mem;
	const char *const endings[] = { "", ".csv" };
	const struct run *known = run ? run->run : NULL;

	for (size_t i = 0; run && run->dir && i < ARRAY_SIZE(endings); i++) {
		const char *name = arena_printf(mem, "%s%s", source, endings[i]);

		if (file_is_confined(name) && file_exists(file_join(mem, run->dir, name)))
			return file_join(mem, run->dir, name);
	}
	for (size_t i = 0; known && run->dir && i < known->outputs.n; i++) {
		const struct run_output *o = &known->outputs.v[i];

		if (text_equal(o->name, source) && o->file && file_is_confined(o->file))
			return file_join(mem, run->dir, o->file);
	}
	return location_path(g->p.app, source);
}

/* The rows that have both numbers. x NULL: the numbers of the rows. */
static void add_series(struct plotting *g, struct plot *p, const char *label,
	const struct columns *c, const struct column *x, const struct column *y)
{
	struct arena *mem = &g->p.app->mem;
	double *xs = arena_array(mem, c->rows, sizeof *xs),
	       *ys = arena_array(mem, c->rows, sizeof *ys);
	size_t n = 0;

	for (size_t i = 0; i < c->rows; i++) {
		if (!isfinite(y->v[i]) || (x && !isfinite(x->v[i])))
			continue;
		xs[n] = x ? x->v[i] : (double)(i + 1);
		ys[n++] = y->v[i];
	}
	if (p->type == PLOT_TIME_SERIES || p->type == PLOT_SCATTER)
		p->x_label = n == 0 ? ""
			: !x        ? "row"
			: columns_since_first(xs, n, x->is_moment)
			? arena_printf(mem, "%s, since the first (s)", x->name)
			: x->name;
	*ARENA_PUSH(mem, &p->series) = (struct plot_series){ label, xs, ys, n, (double)NAN,
		(double)NAN };
}

static int add_columns(struct plotting *g, struct plot *p, const struct workflow_plot *w,
	const struct plot_run *run, size_t n, struct error *err)
{
	struct arena *mem = &g->p.app->mem;
	const struct words *values = workflow_plot_values(w);
	const struct column *x = NULL, *y;
	struct columns c;

	if (columns_read(&c, mem, path_of(g, w->source, run), err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (c.rows == 0)
		return error_exit(err, EXIT_USAGE, "%s has no rows to plot", c.path);
	if (w->x.n && columns_find(&x, &c, mem, w->x.v[0], err) < 0)
		return -1;
	for (size_t i = 0; i < values->n; i++) {
		if (columns_find(&y, &c, mem, values->v[i], err) < 0)
			return -1;
		if (!y->numeric)
			return error_exit(err, EXIT_USAGE,
				"%s: the column '%s' does not contain numbers", c.path, y->name);
		p->y_label = p->y_label && values->n > 1
			? arena_printf(mem, "%s, %s", p->y_label, y->name)
			: y->name;
		add_series(g, p,
			n < 2                   ? y->name
				: values->n < 2 ? run->label
						: arena_printf(mem, "%s %s", run->label, y->name),
			&c, x, y);
	}
	return 0;
}

/* Of distributions, the values are across, or the series are. */
static void name_axes(struct plot *p, const struct workflow_plot *w, struct arena *mem)
{
	static const char *const how[] = { "", "average of ", "median of ", "95th percentile of ",
		"99th percentile of " };
	const char *what = w->aggregation ? "windows" : "rows";

	p->y_label = arena_printf(mem, "%s%s", how[w->aggregation], p->y_label);
	if (p->type == PLOT_HISTOGRAM || p->type == PLOT_CDF) {
		p->x_label = p->y_label;
		p->y_label = p->type == PLOT_HISTOGRAM && p->series.n < 2
			? what
			: arena_printf(mem, "share of %s (%%)", what);
	}
}

int plot_table(struct plotting *g, const struct workflow_plot *w, const struct plot_run *runs,
	size_t n, struct error *err)
{
	const struct words *values = workflow_plot_values(w);
	const char *name = w->name ? w->name : values->n ? values->v[0] : "plot";
	struct plot p = { .title = w->title ? w->title : name,
		.type = w->type,
		.aggregation = w->aggregation,
		.format = w->format,
		.window = w->window };
	const char *folder = n && runs[0].dir && !g->request->folder ? runs[0].dir : g->folder;
	struct arena *mem = &g->p.app->mem;
	int rc = 0;

	if (!w->source)
		return error_exit(err, EXIT_USAGE, "the plot '%s' names no source", name);
	if (!values->n)
		return error_exit(err, EXIT_USAGE, "the plot '%s' names no column for y", name);
	if (p.type == PLOT_SCATTER && !w->x.n)
		return error_exit(err, EXIT_USAGE,
			"the plot '%s' is a scatter plot, but names no column for x", name);
	for (size_t i = 0; i < (n ? n : 1) && rc == 0; i++) {
		p.y_label = NULL;
		rc = add_columns(g, &p, w, n ? &runs[i] : NULL, n, err);
	}
	if (rc < 0)
		return -1;
	name_axes(&p, w, mem);
	if (folder != g->folder && !w->export_path)
		folder = file_join(mem, folder, "plots");
	return plot_draw(g, &p, folder, name, w->export_path, err);
}

int plot_columns(struct plotting *g, bool *any, const struct plot_run *runs, size_t n,
	struct error *err)
{
	static const char *const idle[] = { "type", "metric", "filter", "case", "skip", "tag",
		NULL };
	static const int types[] = { PLOT_HISTOGRAM, PLOT_BOXPLOT };
	struct arena *mem = &g->p.app->mem;
	struct words names = { 0 };

	if (!runs[0].dir || file_names(&names, mem, runs[0].dir) < 0)
		return 0;
	for (size_t i = 0; i < names.n; i++) {
		struct columns c;

		if (!text_ends(names.v[i], ".csv"))
			continue;
		if (columns_read(&c, mem, file_join(mem, runs[0].dir, names.v[i]), err) < 0)
			return error_stage(err, EXIT_USAGE);
		for (size_t k = 0; k < 2 * c.n; k++) {
			struct workflow_plot w = g->request->one;

			if (!c.v[k / 2].numeric || c.v[k / 2].is_moment)
				continue;
			w.source = names.v[i];
			w.type = types[k % 2];
			w.y = (struct words){ 0 };
			words_push(mem, &w.y, c.v[k / 2].name);
			w.title = arena_printf(mem, "%s, %s", names.v[i], c.v[k / 2].name);
			w.name = arena_printf(mem, "%s-%s-%s", names.v[i], c.v[k / 2].name,
				workflow_plot_types[w.type]);
			*any = true;
			if (plot_check_given(g, idle, "the columns of a run's CSV files", err) < 0)
				return -1;
			if (plot_table(g, &w, runs, n, err) < 0)
				return -1;
		}
	}
	return 0;
}
