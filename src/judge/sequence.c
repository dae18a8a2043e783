#include "benchctl/sequence.h"

#include <math.h>

#include "benchctl/arena.h"
#include "benchctl/hodges.h"

static const struct block_design design = { BLOCK_SAVAGE, SEQUENCE_BLOCK };

static const struct block_bound *bounds_for(struct sequence_tables *t, double alpha)
{
	struct sequence_bounds *b;

	for (size_t i = 0; i < t->n; i++)
		if (fabs(t->v[i].alpha - alpha) <= 1e-12)
			return t->v[i].v;
	b = ARENA_PUSH(t->tables.mem, t);
	b->alpha = alpha;
	blocktest_bounds(b->v, design, SEQUENCE_FIRST, SEQUENCE_LOOKS, alpha);
	return b->v;
}

const double *sequence_costs(struct arena *mem, const double *v, size_t blocks, bool higher)
{
	size_t n = blocks * SEQUENCE_BLOCK;
	double *cost;

	if (!higher)
		return v;
	cost = arena_array(mem, n ? n : 1, sizeof *cost);
	for (size_t i = 0; i < n; i++)
		cost[i] = v[i] > 0 ? 1 / v[i] : 0; /* a cost that is not positive is refused */
	return cost;
}

enum sequence_state sequence_look(struct sequence_tables *t, const struct sequence_rule *rule,
	const double *base, const double *head, size_t blocks)
{
	FREES_ARENA struct arena mem = { 0 };
	const double *good = sequence_costs(&mem, base, blocks, rule->higher);
	const double *bad = sequence_costs(&mem, head, blocks, rule->higher);
	/* The largest ratio bad / good that is within the threshold. */
	double tau = rule->higher ? rule->threshold / (1 - rule->threshold) : rule->threshold;
	enum sequence_state open = blocks < SEQUENCE_LOOKS ? SEQUENCE_OPEN : SEQUENCE_CAPPED;
	struct blocktest worse, better;
	struct hodges ratio;
	size_t c, d;

	if (blocks < SEQUENCE_FIRST)
		return SEQUENCE_OPEN;
	if (blocks > SEQUENCE_LOOKS ||
		!blocktest_ratio(&ratio, &t->tables, SEQUENCE_BLOCK, good, bad, blocks, 0.05))
		return open;
	c = bounds_for(t, rule->alpha)[blocks - 1].c;
	d = bounds_for(t, rule->beta)[blocks - 1].c;
	blocktest_compare(&worse, &t->tables, design, good, bad, blocks);
	blocktest_compare(&better, &t->tables, design, bad, good, blocks);
	if (better.greater >= c && ratio.estimate <= 1 / (1 + rule->floor))
		return SEQUENCE_BETTER;
	if (rule->threshold < 1 || !rule->higher) {
		if (blocktest_pass_score(design, good, bad, blocks, tau) >= d)
			return SEQUENCE_WITHIN;
	}
	if (worse.greater >= c && ratio.estimate >= 1 + rule->floor)
		return SEQUENCE_WORSE;
	return open;
}
