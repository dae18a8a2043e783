#include "app/gate/gate.h"

#include <math.h>

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
static const char *levels_of(struct arena *mem, const struct run_set *past, const struct row *r)
{
	double *v = arena_array(mem, past->n + 1, sizeof *v);
	size_t n = 0;

	for (size_t i = 0; i < past->n; i++) {
		const struct result *result = run_find(&past->v[i], r->id);
		const struct series *s = result ? result_find(result, r->metric.name) : NULL;

		if (s && s->n && s->metric.dim == r->metric.dim)
			v[n++] = series_centre(s);
	}
	v[n++] = r->head.median;
	return n > 2 ? spark_levels(mem, v, n, HISTORY_WIDTH) : NULL;
}

static bool is_shown(void *ctx, const char *id)
{
	const struct comparison *c = ctx;

	for (size_t i = 0; i < c->n; i++)
		if (is_news(&c->v[i]) && text_equal(c->v[i].id, id))
			return true;
	return false;
}

/* The change within the known past: the recorded history, or the baseline's runs. Reports can do
 * without it. */
static void attach_history(struct gate_run *g)
{
	const struct history_wish wish = { is_shown, &g->c, NULL };
	struct project *p = &g->project;
	struct run_set past = { 0 };
	struct words unread = { 0 };
	bool any = false;

	for (size_t i = 0; i < g->c.n; i++)
		any = any || is_news(&g->c.v[i]);
	if (!any)
		return;
	if (p->repo)
		history_load(&past, p->repo, &p->app->mem, p->suite.name, p->host.class, &wish,
			&unread, ERROR_IGNORED);
	if (past.n == 0)
		past = g->stored.set;
	for (size_t i = 0; i < g->c.n; i++)
		if (is_news(&g->c.v[i]) && isfinite(g->c.v[i].head.median))
			g->c.v[i].history = levels_of(&p->app->mem, &past, &g->c.v[i]);
}

static int store(const char *path, const struct comparison *c, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	const struct report_style style = { 0 };

	memory_file_open(&m);
	if (json_reporter.render(m.f, c, &style, err) < 0)
		return -1;
	memory_file_end(&m);
	return file_write(path, m.data, m.n, err);
}

void gate_conclude(struct gate_run *g, const struct error *failure)
{
	struct app *app = g->project.app;
	const char *dir = g->recording.dir;
	struct error err;

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
