#include "judge/stats/sequence.h"

#include <math.h>
#include <stdint.h>

#include "base/arena.h"
#include "judge/stats/hodges.h"
#include "judge/stats/meantest.h"
#include "judge/stats/neartest.h"
#include "judge/stats/nulls.h"
#include "judge/stats/stats.h"

/* The rank test's share of the error of calling worse or better; the neighbours have the rest. */
#define RANK_SHARE 0.25

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
		cost[i] = v[i] > 0 ? 1 / v[i] : 0; /* refuses a cost that is not positive */
	return cost;
}

double sequence_limit(const struct sequence_rule *rule)
{
	if (rule->higher)
		return rule->threshold < 1 ? 1 / (1 - rule->threshold) : (double)INFINITY;
	return 1 + rule->threshold;
}

/* Twice the threshold, so that a value has neighbours in common with the same value plus a loss
 * of the threshold; at least 10%, so that losses beyond a small threshold do not separate them. */
static double near_ratio(double limit)
{
	return fmax(limit * limit, 1.1);
}

/* Adds the blocks and returns the bound for the look after the last. It computes the earlier
 * bounds again, because they depend on the values. */
static size_t walk_near(struct neartest *t, const double *pool, size_t blocks, double error)
{
	size_t bound = SIZE_MAX;

	for (size_t b = 1; b <= blocks; b++) {
		neartest_add(t, pool);
		if (b >= SEQUENCE_FIRST)
			bound = neartest_bound(t, error * (double)b / SEQUENCE_LOOKS);
	}
	return bound;
}

struct sequence_costlier sequence_costlier(struct sequence_tables *t,
	const struct sequence_rule *rule, const double *base, const double *head, size_t blocks,
	double error)
{
	FREES_ARENA struct arena mem = { 0 };
	struct neartest near = {
		.mem = &mem, .k = SEQUENCE_BLOCK, .near = near_ratio(sequence_limit(rule))
	};
	size_t rank = bounds_for(t, error * RANK_SHARE)[blocks - 1].c, bound;
	struct blocktest forth, back;

	blocktest_compare(&forth, &t->tables, design, base, head, blocks);
	blocktest_compare(&back, &t->tables, design, head, base, blocks);
	bound = walk_near(&near, null_pool(&mem, base, head, SEQUENCE_BLOCK, blocks, 1), blocks,
		error * (1 - RANK_SHARE));
	return (struct sequence_costlier){ .head = forth.greater >= rank || near.head >= bound,
		.base = back.greater >= rank || near.base >= bound };
}

static bool cannot_lose(const struct sequence_rule *rule, const double *base, const double *head,
	size_t n)
{
	double least = (double)INFINITY;

	for (size_t i = 0; i < n; i++)
		least = fmin(least, fmin(base[i], head[i]));
	return stats_cannot_lose(rule->higher, rule->threshold, least);
}

/* Whether a loss of the threshold is excluded. */
static bool ask_within(const struct sequence_rule *rule, const double *base, const double *head,
	size_t blocks)
{
	FREES_ARENA struct arena mem = { 0 };
	double limit = sequence_limit(rule);
	struct neartest near = { .mem = &mem, .k = SEQUENCE_BLOCK, .near = near_ratio(limit) };
	size_t bound;

	bound = walk_near(&near, null_pool(&mem, base, head, SEQUENCE_BLOCK, blocks, limit), blocks,
		rule->beta);
	return near.base >= bound;
}

bool sequence_has_means(const struct sequence_rule *rule, const double *base, const double *head,
	size_t blocks)
{
	size_t n = blocks * SEQUENCE_BLOCK;

	return meantest_fits(base, n, head, n, rule->threshold);
}

double sequence_share(double error, size_t blocks)
{
	return error * (blocks == SEQUENCE_FIRST ? SEQUENCE_FIRST : 1) / SEQUENCE_LOOKS;
}

static enum sequence_state look_at_means(const struct sequence_rule *rule, const double *base,
	const double *head, size_t blocks, enum sequence_state open)
{
	enum { MOST = SEQUENCE_LOOKS * SEQUENCE_BLOCK };
	size_t n = blocks * SEQUENCE_BLOCK;
	double error = sequence_share(rule->alpha, blocks), from, loss, limit;
	double beta = sequence_share(rule->beta, blocks);
	double near[2][MOST]; /* base and head, without far values */
	double most, slack;
	struct meantest zero, within;
	bool excluded;

	meantest_clip(near[0], near[1], base, head, n);
	from = stats_mean(near[0], n);
	loss = (rule->higher ? -1 : 1) * (stats_mean(near[1], n) - from);
	most = fabs(loss) + fabs(from);
	slack = stats_upto(most) - most;
	limit = (rule->higher ? -1 : 1) * rule->threshold * fabs(from);
	meantest_compare(&zero, base, head, SEQUENCE_BLOCK, blocks, 0);
	meantest_compare(&within, base, head, SEQUENCE_BLOCK, blocks, limit);
	if ((rule->higher ? zero.p_greater : zero.p_less) <= error &&
		-loss + slack >= rule->floor * fabs(from))
		return SEQUENCE_BETTER;
	excluded = (rule->higher ? within.p_greater : within.p_less) <= beta &&
		loss + meantest_margin(near[0], near[1], SEQUENCE_BLOCK, blocks, beta) <
			rule->threshold * fabs(from) - slack;
	if (excluded || cannot_lose(rule, base, head, n))
		return SEQUENCE_WITHIN;
	if ((rule->higher ? zero.p_less : zero.p_greater) <= error &&
		loss + slack >= rule->floor * fabs(from))
		return SEQUENCE_WORSE;
	return open;
}

enum sequence_state sequence_look(struct sequence_tables *t, const struct sequence_rule *rule,
	const double *base, const double *head, size_t blocks)
{
	FREES_ARENA struct arena mem = { 0 };
	const double *good = sequence_costs(&mem, base, blocks, rule->higher);
	const double *bad = sequence_costs(&mem, head, blocks, rule->higher);
	enum sequence_state open = blocks < SEQUENCE_LOOKS ? SEQUENCE_OPEN : SEQUENCE_CAPPED;
	struct sequence_costlier costlier;
	struct hodges ratio;

	if (blocks < SEQUENCE_FIRST)
		return SEQUENCE_OPEN;
	if (blocks <= SEQUENCE_LOOKS && sequence_has_means(rule, base, head, blocks))
		return look_at_means(rule, base, head, blocks, open);
	if (blocks > SEQUENCE_LOOKS ||
		!blocktest_ratio(&ratio, &t->tables, SEQUENCE_BLOCK, good, bad, blocks, 0.05))
		return open;
	costlier = sequence_costlier(t, rule, good, bad, blocks, rule->alpha);
	if (costlier.base && ratio.estimate <= stats_upto(1 / (1 + rule->floor)))
		return SEQUENCE_BETTER;
	if (cannot_lose(rule, base, head, blocks * SEQUENCE_BLOCK))
		return SEQUENCE_WITHIN;
	/* A value without neighbours scores like one in the middle of them, so the test alone could
	 * exclude a loss that separates the sides. */
	if (stats_upto(ratio.estimate) < sequence_limit(rule) &&
		ask_within(rule, good, bad, blocks))
		return SEQUENCE_WITHIN;
	if (costlier.head && stats_upto(ratio.estimate) >= 1 + rule->floor)
		return SEQUENCE_WORSE;
	return open;
}
