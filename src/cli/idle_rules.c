#include "cli/idle_rules.h"

#include "base/text.h"

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

/* Whether the budget is in the unit of some metric that the rule is for. */
static bool budget_fits(const struct run *run, const char *id, const char *metric,
	const char *budget)
{
	const char *why;
	double v;

	for (size_t i = 0; i < run->n; i++) {
		const struct result *r = &run->v[i];

		for (size_t k = 0; text_glob(id, r->id) && k < r->n; k++)
			if ((metric ? text_glob(metric, r->v[k].metric.name) : k == 0) &&
				policy_budget(&v, budget, &r->v[k].metric, &why))
				return true;
	}
	return false;
}

/* A budget that a pattern brings to rows of another unit alone is kept by none. metric NULL: of
 * the primary ones. */
static void note_budgets(struct gating *g, const char *id, const char *metric,
	const struct policy *p)
{
	const char *const budgets[] = { p->max, p->min }, *const keys[] = { "max", "min" };
	struct arena *mem = &g->s.cli->mem;

	for (size_t i = 0; i < ARRAY_SIZE(budgets); i++)
		if (budgets[i] && !budget_fits(&g->s.run, id, metric, budgets[i]))
			words_push(mem, &g->c.notes,
				arena_printf(mem,
					"gate: '%s: %s' for '%s' is in the unit of none of its "
					"metrics in this run, so it was not checked",
					keys[i], budgets[i], metric ? metric : id));
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
	for (size_t i = 0; i < gate->metrics.n; i++) {
		note_idle(g, "gate.metrics", metrics[i].item.key, "metric", &names);
		note_budgets(g, "*", metrics[i].item.key, &metrics[i].policy);
	}
	for (size_t i = 0; i < gate->only.n; i++) {
		note_idle(g, "gate.only", only[i].item.key, "benchmark", &ids);
		note_budgets(g, only[i].item.key, NULL, &only[i].policy);
	}
	note_budgets(g, "*", NULL, &gate->policy);
}
