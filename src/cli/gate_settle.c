/* The second stage: suspicions that fresh data must bear out. */
#include "cli/gate.h"

#include <stdio.h>

#include "base/text.h"

/* A suspect that base shows against itself says something about the machine, not about the change.
 */
static int control(struct gating *g)
{
	struct arena *mem = &g->s.cli->mem;
	const struct compare_options options = { .gate = &g->s.suite.gate };
	const struct paired_base about = { 0 };
	struct comparison null = { 0 };
	struct stage stage = { .base_twice = true };
	struct words ids = { 0 };
	int status;

	for (size_t i = 0; i < g->c.n; i++)
		if (g->c.v[i].verdict == VERDICT_REGRESSION && g->c.v[i].confirmed &&
			!g->c.v[i].budget)
			words_push(mem, &ids, g->c.v[i].id);
	if (ids.n == 0)
		return EXIT_PASS;
	stage.ids = &ids;
	status = gate_need_base(g);
	if (status == EXIT_PASS)
		status = gate_stage(g, &stage);
	if (status == EXIT_PASS) {
		paired_compare(&null, mem, stage.paired, &stage.base, &stage.head, &about,
			&options);
		compare_control(&g->c, mem, &null);
	}
	return status;
}

static int leave_suspects(struct gating *g, const struct words *ids)
{
	for (size_t i = 0; i < g->c.n; i++)
		for (size_t k = 0; k < ids->n; k++)
			if (text_equal(g->c.v[i].id, ids->v[k]))
				compare_unconfirmed(&g->c.v[i]);
	compare_conclude(&g->c);
	return EXIT_PASS;
}

int gate_settle(struct gating *g)
{
	struct session *s = &g->s;
	struct arena *mem = &s->cli->mem;
	const struct compare_options options = { .gate = &s->suite.gate, .filter = &s->selected };
	struct comparison first = g->c;
	struct stage stage = { .suspects = &first };
	struct words ids;
	int status;

	compare_suspects(&ids, mem, &g->c);
	if (ids.n && g->emit_confirm)
		return leave_suspects(g, &ids);
	if (ids.n) {
		if (!s->cli->reporting.quiet)
			cli_note("confirming %zu benchmark%s on fresh data", ids.n,
				ids.n == 1 ? "" : "s");
		stage.ids = &ids;
		stage.alpha = paired_confirm_alpha(&g->c);
		status = gate_need_base(g);
		if (status == EXIT_PASS)
			status = gate_stage(g, &stage);
		if (status != EXIT_PASS) {
			g->c.partial = status > 128;
			return status;
		}
		paired_confirm(&g->c, mem, stage.paired, &stage.base, &stage.head, &options);
	}
	return g->null_control || s->suite.gate.null_control ? control(g) : EXIT_PASS;
}
