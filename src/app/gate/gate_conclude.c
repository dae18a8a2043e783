#include "app/gate/gate.h"

#include <math.h>
#include <string.h>

#include "app/history.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "report/report.h"
#include "report/spark.h"
#include "store/history.h"

enum { HISTORY_WIDTH = 12 };

static bool is_news(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION || r->verdict == VERDICT_UNCONFIRMED ||
		r->verdict == VERDICT_IMPROVEMENT || r->verdict == VERDICT_ACCEPTED;
}

/* Earlier medians of the row's metric, then its own. */
static const char *earlier_levels(struct arena *mem, const struct run_columns *runs,
	const struct row *r)
{
	const struct history_line l = app_history_line(mem, runs, r->id, r->metric.name, NULL);
	double *v = arena_array(mem, l.n + 1, sizeof *v);

	if (l.n < 2 || !text_equal(l.metric.unit, r->metric.unit))
		return NULL;
	memcpy(v, l.v, l.n * sizeof *v);
	v[l.n] = r->head.median;
	return spark_levels(mem, v, l.n + 1, HISTORY_WIDTH);
}

static bool is_shown(void *ctx, const char *id)
{
	const struct comparison *c = ctx;

	for (size_t i = 0; i < c->n; i++)
		if (is_news(&c->v[i]) && text_equal(c->v[i].id, id))
			return true;
	return false;
}

/* The row's earlier runs: the recorded history, or the baseline's. Reports can do without it. */
static void attach_history(struct gate_run *g)
{
	const struct run_filter filter = { is_shown, &g->c, NULL };
	struct project *p = &g->project;
	struct run_columns runs = { 0 };
	struct words unread = { 0 };
	bool any = false;

	for (size_t i = 0; i < g->c.n; i++)
		any = any || is_news(&g->c.v[i]);
	if (!any)
		return;
	if (p->repo)
		history_load(&runs, p->repo, &p->app->mem, p->suite.name, p->host.class, &filter,
			&unread, ERROR_IGNORED);
	if (runs.n == 0)
		runs = run_columns_of(&p->app->mem, &g->stored.set, &filter);
	for (size_t i = 0; i < g->c.n; i++)
		if (is_news(&g->c.v[i]) && isfinite(g->c.v[i].head.median))
			g->c.v[i].history = earlier_levels(&p->app->mem, &runs, &g->c.v[i]);
}

static int store(const char *path, const struct comparison *c, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const struct report_style style = { 0 };

	json_reporter.render(m.f, c, &style);
	return memory_file_write(&m, path, err);
}

void gate_conclude(struct gate_run *g, const struct error *failure)
{
	struct app *app = g->project.app;
	const char *dir = g->recording.dir;
	const char *moved = g->c.mode ? recording_moved(&g->recording) : NULL;
	struct error err;

	if (moved)
		words_push(&app->mem, &g->c.notes, moved);
	compare_no_verdict(&g->c, g->project.suite.gate.no_verdict);
	if (failure && (g->c.partial || g->c.fault))
		g->c.exit = exit_worse((int)failure->exit, g->c.exit);
	attach_history(g);
	g->c.duration = clock_seconds(g->recording.began);
	/* It stays beside the run so that `benchctl report` can render it again. */
	if (dir && !app->unsaved &&
		store(file_join(&app->mem, dir, "comparison.json"), &g->c, &err) < 0)
		app_set_unsaved(app, &err);
}
