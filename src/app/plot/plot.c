#include "app/plot/plot.h"

#include "app/operand.h"
#include "base/file.h"
#include "base/text.h"
#include "model/run/run.h"
#include "plot/plot.h"
#include "process/proc.h"
#include "store/runs.h"

static int run_gnuplot(struct plotting *g, const char *script, struct error *err)
{
	const char *const argv[] = { "gnuplot", "-d", script, NULL };
	struct arena *mem = &g->p.app->mem;
	struct proc_answer a;

	if (proc_run(&a, mem, &(struct proc){ .argv = argv, .timeout = 120 }, err) < 0)
		return error_exit(err, EXIT_MEASURE,
			"cannot run gnuplot: %s\n  Debian has it in the package gnuplot-nox",
			arena_string(mem, err->text));
	if (a.status != 0)
		return error_exit(err, EXIT_MEASURE, "gnuplot %s exited with status %d: %s", script,
			a.status, a.err);
	return 0;
}

static int write_script(const struct plot *plot, const char *picture, const char *script,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	FREES_ARENA struct arena scratch = { 0 };

	if (plot_script(m.f, &scratch, plot, picture, err) < 0)
		return error_stage(err, EXIT_USAGE);
	return memory_file_write(&m, script, err) < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}

/* Two names may differ only in what a file name cannot have. */
static const char *picture_of(struct plotting *g, const char *folder, const char *name, int format)
{
	struct arena *mem = &g->p.app->mem;
	const char *slug = text_slug(mem, name), *number = "", *picture;

	slug = *slug ? slug : "plot";
	for (size_t i = 2;; i++) {
		picture = file_join(mem, folder,
			arena_printf(mem, "%s%s.%s", slug, number, workflow_plot_formats[format]));
		if (!words_has(g->made, picture))
			return picture;
		number = arena_printf(mem, "-%zu", i);
	}
}

int plot_draw(struct plotting *g, const struct plot *plot, const char *folder, const char *name,
	const char *path, struct error *err)
{
	struct arena *mem = &g->p.app->mem;
	const char *picture, *script;

	if (path && !file_is_confined(path))
		return error_exit(err, EXIT_USAGE, "export_path '%s' leaves the folder of the run",
			path);
	picture = path ? file_join(mem, folder, path) : picture_of(g, folder, name, plot->format);
	script = arena_printf(mem, "%s.gp", picture);
	if (file_mkdirs_of(picture, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	if (write_script(plot, picture, script, err) < 0 || run_gnuplot(g, script, err) < 0)
		return -1;
	words_push(mem, g->made, picture);
	return 0;
}

/* Its id, commit and date, so that a legend distinguishes runs. */
static const char *label_of(struct arena *mem, const struct run *run, const char *name)
{
	return arena_printf(mem, "%s%s%.7s%s%s%.10s", run->id ? run->id : name,
		run->commit ? " " : "", run->commit ? run->commit : "", run->dirty ? "+" : "",
		run->started ? " " : "", run->started ? run->started : "");
}

static int load_run(struct plot_run *out, struct plotting *g, const char *name, struct error *err)
{
	struct arena *mem = &g->p.app->mem;
	struct operand o;

	if (operand_load(&o, &g->p, name, err) < 0)
		return -1;
	*out = (struct plot_run){ .run = operand_run(&o),
		.label = label_of(mem, operand_run(&o), name) };
	out->dir = runs_find(mem, g->p.suite.output_dir, name);
	return 0;
}

int plot_check_given(const struct plotting *g, const char *const *idle, const char *what,
	struct error *err)
{
	for (; *idle; idle++)
		if (words_has(&g->request->given, *idle))
			return error_exit(err, EXIT_USAGE, "--%s has no effect on %s; remove it",
				*idle, what);
	return 0;
}

static int plot_runs(struct plotting *g, const struct plot_run *runs, size_t n, struct error *err)
{
	static const char *const idle[] = { "type", "metric", "filter", "case", "skip", "tag",
		"format", NULL };
	const struct workflow_plot *v = g->p.suite.workflow.plots.v;
	bool any = g->p.suite.workflow.plots.n > 0 && !g->request->automatic;

	if (any && plot_check_given(g, idle, "the plots of the configuration", err) < 0)
		return -1;
	for (size_t i = 0; any && i < g->p.suite.workflow.plots.n; i++)
		if (plot_table(g, &v[i], runs, n, err) < 0)
			return -1;
	if (!any && plot_columns(g, &any, runs, n, err) < 0)
		return -1;
	return any ? 0 : plot_samples(g, runs, n, err);
}

void plot_after_run(struct project *p, const struct run *run, const char *dir)
{
	const struct plot_request request = { .one.type = PLOT_BOXPLOT };
	struct words made = { 0 };
	struct plotting g = { .p = *p,
		.request = &request,
		.made = &made,
		.folder = file_join(&p->app->mem, dir, "plots") };
	const struct plot_run one = { label_of(&p->app->mem, run, run->id), dir, run };
	struct error err;

	if (!p->suite.workflow.plot_on_run)
		return;
	if (plot_runs(&g, &one, 1, &err) < 0)
		app_warn(p->app, "plot_on_run: %s", err.text);
	app_note(p->app, "%zu picture%s in %s", made.n, text_s(made.n), dir);
}

static int plot_all(struct plotting *g, const struct project_options *project, struct error *err)
{
	const struct plot_request *r = g->request;
	size_t n = r->runs.n ? r->runs.n : 1;
	struct plot_run *runs = arena_array(&g->p.app->mem, n, sizeof *runs);

	if (r->history)
		return plot_history(g, project, err);
	if (r->one.source && !r->runs.n)
		return plot_table(g, &r->one, NULL, 0, err);
	if (r->compare && r->runs.n != 2)
		return error_exit(err, EXIT_USAGE,
			"plot --compare needs two runs, base first; "
			"usage: benchctl plot --compare RUN1 RUN2");
	for (size_t i = 0; i < n; i++)
		if (load_run(&runs[i], g, r->runs.n ? r->runs.v[i] : "last", err) < 0)
			return -1;
	if (r->compare)
		return plot_comparison(g, runs, err);
	return r->one.source ? plot_table(g, &r->one, runs, n, err) : plot_runs(g, runs, n, err);
}

int app_plot(struct words *made, struct app *app, const struct project_options *project,
	const struct plot_request *request, struct error *err)
{
	struct plotting g = { .request = request, .made = made };
	int rc = project_load_any(&g.p, app, project, request->config, err);

	if (rc == 0) {
		project_open_any(&g.p);
		g.folder = request->folder ? file_join(&app->mem, app->user_dir, request->folder)
					   : file_join(&app->mem, g.p.suite.output_dir, "plots");
		rc = plot_all(&g, project, err);
	}
	project_close(&g.p);
	return rc;
}
