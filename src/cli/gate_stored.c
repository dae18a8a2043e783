#include "cli/gate.h"

#include <stdio.h>

#include "base/clock.h"

/* A fresh run of the suspects; where the base can be built, measured beside it. */
static int settle(struct gating *g, const struct compare_options *options)
{
	struct session *s = &g->s;
	struct words ids;
	struct run fresh;
	int interrupted;

	compare_suspects(&ids, &s->cli->mem, &g->c);
	if (ids.n == 0)
		return EXIT_PASS;
	if (s->suite.build && g->base.commit && s->repo)
		return gate_settle(g);
	if (!s->cli->reporting.quiet)
		cli_note("confirming %zu benchmark%s on fresh data", ids.n, ids.n == 1 ? "" : "s");
	interrupted = session_measure_again(s, &ids, &fresh);
	if (interrupted)
		g->c.partial = interrupted > 128;
	else
		compare_confirm(&g->c, &s->cli->mem, g->judge, &g->stored.set, &fresh, options);
	return interrupted;
}

int gate_stored(struct gating *g)
{
	struct session *s = &g->s;
	const struct compare_options options = { .gate = &s->suite.gate, .filter = &s->selected };
	int status;

	g->c.mode = "stored";
	g->c.base = g->stored.party;
	status = session_measure(s);
	if (!s->run.v)
		return status;
	compare_runs(&g->c, &s->cli->mem, g->judge, &g->stored.set, &s->run, &options);
	compare_accept(&g->c, &s->cli->mem, &g->ledger, clock_today(&s->cli->mem));
	return status == EXIT_PASS ? settle(g, &options) : status;
}
