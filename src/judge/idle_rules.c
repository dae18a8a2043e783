#include "judge/rule_changes.h"

#include "base/arena.h"
#include "base/text.h"
#include "judge/compare.h"
#include "model/policy.h"
#include "model/run/run.h"

/* What only base has is judged too: it is missing. */
static void all_missing(struct arena *mem, const struct comparison *c, struct words *ids,
	struct words *names)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->v[i].verdict != VERDICT_MISSING)
			continue;
		words_push(mem, ids, c->v[i].id);
		words_push(mem, names, c->v[i].metric.name);
	}
}

static void all_ids(struct arena *mem, const struct run *run, struct words *out)
{
	for (size_t i = 0; i < run->n; i++)
		words_push(mem, out, run->v[i].id);
}

static void all_metrics(struct arena *mem, const struct run *run, struct words *out)
{
	for (size_t i = 0; i < run->n; i++)
		for (size_t k = 0; k < run->v[i].n; k++)
			if (!words_has(out, run->v[i].v[k].metric.name))
				words_push(mem, out, run->v[i].v[k].metric.name);
}

/* What the notes go to, and the run that the rules are for. */
struct idle {
	struct words *notes;
	struct arena *mem;
	const struct run *run;
};

static void note_name(struct idle *o, const char *key, const char *rule, const char *what,
	const struct words *names)
{
	struct nearest near = nearest_begin(rule);

	for (size_t i = 0; i < names->n; i++) {
		if (text_glob(rule, names->v[i]))
			return;
		nearest_offer(&near, names->v[i]);
	}
	words_printf(o->mem, o->notes, "%s: '%s' matches no %s of this run%s", key, rule, what,
		nearest_hint(&near, o->mem));
}

/* Whether some metric that the rule applies to has the unit of the budget. */
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

/* metric NULL: the primary ones. */
static void note_budgets(struct idle *o, const char *id, const char *metric, const struct policy *p)
{
	const char *const budgets[] = { p->max, p->min }, *const keys[] = { "max", "min" };

	for (size_t i = 0; i < ARRAY_SIZE(budgets); i++)
		if (budgets[i] && !budget_fits(o->run, id, metric, budgets[i]))
			words_printf(o->mem, o->notes,
				"gate: '%s: %s' for '%s' was not checked, "
				"because none of its metrics in this run has that unit",
				keys[i], budgets[i], metric ? metric : id);
}

void idle_rules_note(struct comparison *c, struct arena *mem, const struct gate_policy *gate,
	const struct run *run)
{
	struct idle o = { &c->notes, mem, run };
	struct words ids = { 0 }, names = { 0 };
	const struct metric_policy *metrics = gate->metrics.v;
	const struct scope_policy *only = gate->only.v;

	all_metrics(mem, run, &names);
	all_ids(mem, run, &ids);
	all_missing(mem, c, &ids, &names);
	for (size_t i = 0; i < gate->metrics.n; i++) {
		note_name(&o, "gate.metrics", metrics[i].item.key, "metric", &names);
		note_budgets(&o, "*", metrics[i].item.key, &metrics[i].policy);
	}
	for (size_t i = 0; i < gate->only.n; i++) {
		note_name(&o, "gate.only", only[i].item.key, "benchmark", &ids);
		note_budgets(&o, only[i].item.key, NULL, &only[i].policy);
	}
	note_budgets(&o, "*", NULL, &gate->policy);
}
