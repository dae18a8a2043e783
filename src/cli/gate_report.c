#include "cli/gate.h"

#include <math.h>

#include "base/clock.h"
#include "base/file.h"
#include "cli/output.h"
#include "cli/place.h"
#include "judge/stats/stats.h"
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
			v[n++] = stats_median(stats_sorted(mem, s->v, s->n), s->n);
	}
	v[n++] = r->head.median;
	return n > 2 ? spark_levels(mem, v, n, HISTORY_WIDTH) : NULL;
}

/* Where the change lies in what is known of the past: the recorded history, or the runs of the
 * baseline. It is only for looking at, so that its absence is no failure. */
static void attach_history(struct gating *g)
{
	struct session *s = &g->s;
	struct run_set past = { 0 };
	struct words unread = { 0 };
	struct error ignored;
	bool any = false;

	for (size_t i = 0; i < g->c.n; i++)
		any = any || is_news(&g->c.v[i]);
	if (!any)
		return;
	if (s->repo)
		history_load(&past, s->repo, &s->cli->mem, s->suite.name, s->host.class, &unread,
			&ignored);
	if (past.n == 0)
		past = g->stored.set;
	for (size_t i = 0; i < g->c.n; i++)
		if (is_news(&g->c.v[i]) && isfinite(g->c.v[i].head.median))
			g->c.v[i].history = levels_of(&s->cli->mem, &past, &g->c.v[i]);
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

/* comparison.json stays beside the run, so that `benchctl report` can render it again. */
int gate_report(struct gating *g, int ended)
{
	struct session *s = &g->s;
	struct error err;
	int status;

	compare_conclude(&g->c);
	if (g->c.partial || g->c.fault)
		g->c.exit = cli_worse(ended, g->c.exit);
	attach_history(g);
	g->c.duration = clock_seconds(s->began);
	status = output_reports(s->cli, &g->c);
	if (s->dir && !s->unsaved &&
		store(file_join(&s->cli->mem, s->dir, "comparison.json"), &g->c, &err) < 0)
		status = cli_fail(&err, EXIT_MEASURE);
	if (g->emit_confirm && !g->c.fault &&
		store(place_path(s->cli, g->emit_confirm), &g->c, &err) < 0)
		status = cli_fail(&err, EXIT_MEASURE);
	return s->unsaved ? EXIT_MEASURE : status;
}
