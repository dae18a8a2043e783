/* Inverts the tests of a look: for which errors, and for which ratios, would they decide? */
#include "judge/stats/sequence.h"

#include <math.h>

#include "base/arena.h"
#include "judge/stats/hodges.h"

/* One look at costs. */
struct look {
	struct sequence_tables *tables;
	const struct sequence_rule *rule;
	const double *base, *head;
	double *scaled; /* as many values */
	size_t blocks;
	enum sequence_state state;
};

enum { STEPS_PER_DECADE = 10, DECADES = 6 }; /* of errors, so that few bounds are computed */

static double error_of(int step)
{
	return pow(10, (double)step / STEPS_PER_DECADE - DECADES);
}

/* The smallest error at which the look decides. */
static double p_of(const struct look *l, bool worse)
{
	int no = -1, yes = STEPS_PER_DECADE * DECADES;

	while (yes - no > 1) {
		int mid = (no + yes) / 2;
		const struct sequence_costlier c = sequence_costlier(l->tables, l->rule, l->base,
			l->head, l->blocks, error_of(mid));

		*((worse ? c.head : c.base) ? &yes : &no) = mid;
	}
	return error_of(yes);
}

/* Whether a ratio, up or down from the estimate, is excluded. */
static bool excludes(const struct look *l, double ratio, bool up)
{
	struct sequence_costlier c;

	for (size_t i = 0; i < l->blocks * SEQUENCE_BLOCK; i++)
		l->scaled[i] = l->head[i] / ratio;
	c = sequence_costlier(l->tables, l->rule, l->base, l->scaled, l->blocks, l->rule->beta);
	return up ? c.base : c.head;
}

/* How far the interval reaches from the estimate, as a logarithm. No change and the limit are
 * inside or outside as the look has decided. */
static double reach(const struct look *l, double estimate, bool up)
{
	const double farthest = log(1024), finest = 2e-4;
	const bool better = l->state == SEQUENCE_BETTER, worse = l->state == SEQUENCE_WORSE;
	double sign = up ? 1 : -1, in = 0, out = (double)INFINITY, step = finest;
	double none = -sign * estimate, limit = log(sequence_limit(l->rule)) - estimate;

	if (none > 0)
		*((up ? better : worse) || excludes(l, 1, up) ? &out : &in) = none;
	if (up && limit > in && limit < out)
		*(l->state == SEQUENCE_WITHIN ? &out : &in) = limit;
	while (isinf(out)) {
		if (!(in + step < farthest))
			return (double)INFINITY;
		*(excludes(l, exp(estimate + sign * (in + step)), up) ? &out : &in) = in + step;
		step *= 2;
	}
	while (out - in > finest && out - in > out / 32) {
		double mid = (in + out) / 2;

		*(excludes(l, exp(estimate + sign * mid), up) ? &out : &in) = mid;
	}
	return out;
}

bool sequence_evidence(struct sequence_evidence *out, struct sequence_tables *t,
	const struct sequence_rule *rule, const double *base, const double *head, size_t blocks,
	enum sequence_state state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct look l = { .tables = t,
		.rule = rule,
		.base = sequence_costs(&mem, base, blocks, rule->higher),
		.head = sequence_costs(&mem, head, blocks, rule->higher),
		.scaled = arena_array(&mem, blocks * SEQUENCE_BLOCK, sizeof *l.scaled),
		.blocks = blocks,
		.state = state };
	struct hodges ratio;

	if (!blocktest_ratio(&ratio, &t->tables, SEQUENCE_BLOCK, l.base, l.head, blocks,
		    rule->beta))
		return false;
	*out = (struct sequence_evidence){ .estimate = ratio.estimate,
		.low = 0,
		.high = (double)INFINITY,
		.p_worse = 1,
		.p_better = 1 };
	if (blocks < SEQUENCE_FIRST)
		return true;
	out->low = ratio.estimate / exp(reach(&l, log(ratio.estimate), false));
	out->high = ratio.estimate * exp(reach(&l, log(ratio.estimate), true));
	out->p_worse = p_of(&l, true);
	out->p_better = p_of(&l, false);
	/* The error may lie between two steps. */
	if (state == SEQUENCE_WORSE)
		out->p_worse = fmin(out->p_worse, rule->alpha);
	else if (state == SEQUENCE_BETTER)
		out->p_better = fmin(out->p_better, rule->alpha);
	return true;
}
