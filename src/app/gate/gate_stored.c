#include "app/gate/gate.h"
#include "base/clock.h"

/* Measures the suspects again; beside the base if it can be built. */
static int confirm(struct gate_run *g, const struct compare_options *options, struct error *err)
{
	struct project *p = &g->project;
	struct words ids;
	struct run fresh;

	compare_suspects(&ids, &p->app->mem, &g->c);
	if (ids.n == 0)
		return 0;
	if (p->suite.build && g->base.commit && p->repo)
		return gate_confirm(g, err);
	app_note(p->app, "confirming %zu benchmark%s on fresh data", ids.n, ids.n == 1 ? "" : "s");
	if (recording_measure_again(&g->recording, &ids, &fresh, err) < 0) {
		g->c.partial = error_is_signal(err);
		return -1;
	}
	compare_confirm(&g->c, &p->app->mem, g->judge, &g->stored.set, &fresh, options);
	return 0;
}

int gate_stored(struct gate_run *g, struct error *err)
{
	struct project *p = &g->project;
	const struct compare_options options = { .gate = &p->suite.gate, .filter = &p->selected };
	const struct run *run = &g->recording.run;
	struct arena *mem = &p->app->mem;
	int rc;

	g->c.mode = "stored";
	g->c.base = g->stored.party;
	rc = recording_measure(&g->recording, err);
	if (!run->v)
		return rc;
	compare_runs(&g->c, mem, g->judge, &g->stored.set, run, &options);
	compare_accept(&g->c, mem, &g->ledger, clock_today(mem));
	return rc == 0 ? confirm(g, &options, err) : rc;
}
