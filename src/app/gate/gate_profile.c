/* Where a confirmed regression comes from: both sides once more, under a profiler. */
#include "app/gate/gate.h"

#include "app/recording/profile.h"
#include "base/text.h"
#include "judge/share_growth.h"

static bool is_regression_of(const struct row *r, const struct benchmark *b)
{
	return r->verdict == VERDICT_REGRESSION && r->confirmed && benchmark_owns(b, r->id);
}

static bool needs_profile(const struct gate_run *g, const struct benchmark *b)
{
	for (size_t i = 0; b->life.process.profile && i < g->c.n; i++)
		if (is_regression_of(&g->c.v[i], b))
			return true;
	return false;
}

/* What the profiles say; a missing one is empty. */
static const char *finding(struct arena *mem, const struct profile *base,
	const struct profile *head)
{
	const char *grown = base->profiler && head->profiler
		? share_growth(mem, &base->stacks, &head->stacks, head->exact)
		: "only one side could be profiled";

	return arena_printf(mem, "%s (%s)", grown ? grown : "no function's share grew",
		head->folder);
}

/* The head, and the base by its own form of the benchmark. */
static int profile_sides(struct profile sides[2], struct gate_run *g, const struct benchmark *b,
	bool beside, struct error *err)
{
	struct benchmark copy = *b;
	struct suite one = g->project.suite;
	const struct side side = gate_side(g, &g->checkout, NULL);
	const struct benchmark *base;

	one.v = &copy;
	one.n = 1;
	base = gate_base_form(g, &one);
	if (profile_take(&sides[1], &g->recording, b, NULL, "head", err) < 0)
		return -1;
	if (!beside || !sides[1].profiler)
		return 0;
	/* Another profiler would show other functions. */
	copy = base ? *base : *b;
	copy.life.process.profiler = text_choice(profiler_names, sides[1].profiler);
	return profile_take(&sides[0], &g->recording, &copy, &side, "base", err);
}

static int profile(struct gate_run *g, const struct benchmark *b, bool beside, struct error *err)
{
	struct profile sides[2] = { 0 };
	const char *text;

	if (profile_sides(sides, g, b, beside, err) < 0)
		return -1;
	if (!sides[0].profiler && !sides[1].profiler)
		return 0;
	if (sides[0].profiler && sides[1].profiler)
		profile_store_difference(&g->recording, &sides[0], &sides[1]);
	text = finding(&g->project.app->mem, &sides[0], &sides[1]);
	for (size_t i = 0; i < g->c.n; i++)
		if (is_regression_of(&g->c.v[i], b))
			g->c.v[i].profile = text;
	return 0;
}

int gate_profile(struct gate_run *g, bool beside, struct error *err)
{
	const struct suite *suite = &g->project.suite;

	for (size_t i = 0; i < suite->n; i++) {
		if (!needs_profile(g, &suite->v[i]))
			continue;
		if ((beside && gate_need_base(g, err) < 0) ||
			profile(g, &suite->v[i], beside, err) < 0)
			return -1;
	}
	return 0;
}
