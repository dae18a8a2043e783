#include "idle_rules.h"

#include "benchctl/text.h"

static void all_ids(struct arena *mem, const struct run *run, struct words *out)
{
	for (size_t i = 0; i < run->n; i++)
		words_push(mem, out, run->v[i].id);
}

static bool has_word(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (text_equal(w->v[i], word))
			return true;
	return false;
}

static void all_metrics(struct arena *mem, const struct run *run, struct words *out)
{
	for (size_t i = 0; i < run->n; i++)
		for (size_t k = 0; k < run->v[i].n; k++)
			if (!has_word(out, run->v[i].v[k].metric.name))
				words_push(mem, out, run->v[i].v[k].metric.name);
}

static void note_idle(struct gating *g, const char *where, const char *rule, const char *of,
	const struct words *names)
{
	struct nearest near = nearest_begin(rule);
	struct arena *mem = &g->s.cli->mem;
	const char *meant;

	for (size_t i = 0; i < names->n; i++) {
		if (text_glob(rule, names->v[i]))
			return;
		nearest_offer(&near, names->v[i]);
	}
	meant = nearest_end(&near);
	words_push(mem, &g->c.notes,
		arena_printf(mem, "%s: '%s' matches no %s of this run%s%s%s", where, rule, of,
			meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'?" : ""));
}

void idle_rules_note(struct gating *g)
{
	const struct gate *gate = &g->s.suite.gate;
	const struct run *run = &g->s.run;
	struct arena *mem = &g->s.cli->mem;
	struct words ids = { 0 }, names = { 0 };
	const struct metric_policy *metrics = gate->metrics.v;
	const struct scope_policy *only = gate->only.v;

	if (g->s.selected.n || run->status != RUN_OK || run->n < g->s.suite.n)
		return;
	all_metrics(mem, run, &names);
	all_ids(mem, run, &ids);
	for (size_t i = 0; i < gate->metrics.n; i++)
		note_idle(g, "gate.metrics", metrics[i].item.key, "metric", &names);
	for (size_t i = 0; i < gate->only.n; i++)
		note_idle(g, "gate.only", only[i].item.key, "benchmark", &ids);
}
