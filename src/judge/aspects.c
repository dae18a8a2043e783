#include "judge/aspects.h"

#include <math.h>

#include "base/arena.h"
#include "judge/stats/aspecttest.h"

#define SPREAD_LEAST 1.25 /* ratio: a smaller one does not count, however significant */

static const size_t blocks_of[ASPECTS] = {
	[ASPECT_MEDIAN] = SEQUENCE_LOOKS, [ASPECT_TAIL] = 100, [ASPECT_SPREAD] = 20
};

void aspects_begin(struct aspects *a, const struct policy *policy, const enum aspect *only)
{
	*a = (struct aspects){ 0 };
	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++)
		a->judged[i] = only ? i == *only : policy_judges(policy, (enum aspect)i);
}

size_t aspects_count(const struct aspects *a)
{
	size_t n = 1;

	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++)
		n += a->judged[i];
	return n;
}

size_t aspects_blocks(const struct aspects *a)
{
	size_t n = SEQUENCE_LOOKS;

	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++)
		if (a->judged[i] && blocks_of[i] > n)
			n = blocks_of[i];
	return n;
}

static struct aspect_look look_at(enum aspect aspect, struct arena *mem,
	const struct sequence_rule *rule, const double *base, const double *head)
{
	FREES_ARENA struct arena scratch = { 0 };
	size_t blocks = blocks_of[aspect];
	const double *good = sequence_costs(&scratch, base, blocks, rule->higher);
	const double *bad = sequence_costs(&scratch, head, blocks, rule->higher);
	struct aspect_look l = { .seen.n = blocks * SEQUENCE_BLOCK };
	struct aspecttest t;

	if (aspect == ASPECT_TAIL) {
		aspecttest_tail(&t, good, bad, SEQUENCE_BLOCK, blocks, sequence_limit(rule));
		l.large = true;
		l.reason = (struct finding){
			.kind = FINDING_TAIL, .n = t.head, .other = arena_printf(mem, "%zu", t.all)
		};
	} else {
		aspecttest_spread(&t, good, bad, SEQUENCE_BLOCK, blocks);
		l.large = t.ratio >= SPREAD_LEAST;
		l.reason = (struct finding){ .kind = FINDING_SPREAD, .ratio = t.ratio - 1 };
	}
	l.seen.p = t.p;
	return l;
}

bool aspects_look(struct aspects *a, struct arena *mem, const struct sequence_rule *rule,
	const double *base, const double *head, size_t blocks)
{
	/* Coarse values have neither tail nor spread; a rate cannot lose more than everything. */
	bool fit = isfinite(sequence_limit(rule)) &&
		!(blocks >= SEQUENCE_FIRST && sequence_has_means(rule, base, head, blocks));
	bool waits = false;

	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++) {
		a->judged[i] = a->judged[i] && fit;
		if (!a->judged[i] || a->look[i].seen.n)
			continue;
		waits = waits || blocks < blocks_of[i];
		if (blocks >= blocks_of[i])
			a->look[i] = look_at((enum aspect)i, mem, rule, base, head);
	}
	return waits;
}

enum aspect aspects_worse(const struct aspects *a, double error)
{
	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++)
		if (a->look[i].seen.n && a->look[i].large && a->look[i].seen.p <= error)
			return (enum aspect)i;
	return ASPECT_MEDIAN;
}

/* The first one that the data leave open; ASPECT_MEDIAN: none. */
static enum aspect open_one(const struct aspects *a)
{
	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++)
		if (a->judged[i] && !a->look[i].seen.n)
			return (enum aspect)i;
	return ASPECT_MEDIAN;
}

void aspects_apply(struct row *r, const struct aspects *a, double error,
	const struct policy *policy)
{
	enum aspect worse = aspects_worse(a, error), open = open_one(a);

	for (size_t i = 0; i < ASPECTS; i++)
		r->seen[i] = a->look[i].seen;
	if (r->budget || row_is_loss(r) || r->test == TEST_EXACT || r->verdict == VERDICT_ERROR)
		return;
	if (worse != ASPECT_MEDIAN) {
		r->verdict = VERDICT_REGRESSION;
		r->test = worse == ASPECT_TAIL ? TEST_TAIL : TEST_SPREAD;
		r->p_worse = a->look[worse].seen.p;
		r->p = fmin(1, 2 * r->p_worse);
		r->reason = a->look[worse].reason;
	} else if (open != ASPECT_MEDIAN && r->verdict == VERDICT_PASS) {
		r->verdict = VERDICT_INCONCLUSIVE;
		r->reason = (struct finding){ .kind = FINDING_ASPECT_FEW,
			.n = blocks_of[open] * SEQUENCE_BLOCK,
			.text = aspect_names[open] };
	} else {
		return;
	}
	r->consequence = (int)consequence_of((enum verdict)r->verdict, policy);
}
