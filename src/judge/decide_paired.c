#include "judge/decide.h"

#include <math.h>

#include "judge/stats/blocktest.h"
#include "judge/stats/hodges.h"
#include "judge/stats/meantest.h"
#include "judge/stats/stats.h"

/* The same for coarse values: means, and what the test of means does not exclude. */
static void weigh_means(struct sides *s, size_t blocks)
{
	struct row *r = s->row;
	const double *base = s->base_series->v, *head = s->head_series->v;
	double from, alpha = 1 - r->confidence, low, high, seen;

	decide_means(s);
	r->test = TEST_BLOCKED_MEANS;
	from = fabs(r->base.median);
	if (!(from > 0))
		return; /* no change is a ratio of nothing */
	low = meantest_least(base, head, SEQUENCE_BLOCK, blocks, (1 - INTERVAL_LEVEL) / 2);
	high = -meantest_least(head, base, SEQUENCE_BLOCK, blocks, (1 - INTERVAL_LEVEL) / 2);
	seen = s->higher ? meantest_least(head, base, SEQUENCE_BLOCK, blocks, alpha)
			 : meantest_least(base, head, SEQUENCE_BLOCK, blocks, alpha);
	r->effect_lo = low / from;
	r->effect_hi = high / from;
	r->visible = row_worse(r, r->effect) - seen / from;
}

/* Evidence from whole blocks: the estimate, its interval, p, and the smallest visible change,
 * which is the distance from the estimate to the interval's end. */
static void weigh(struct sides *s, size_t blocks)
{
	struct row *r = s->row;
	const double *base = s->base_series->v, *head = s->head_series->v;
	struct block_tables *tables = &s->judge->sequence.tables;
	double alpha = 1 - r->confidence;
	const struct sequence_rule rule = { .threshold = r->threshold, .higher = s->higher };
	struct sequence_p p;
	struct hodges h;

	r->change = stats_change(r->base.median, r->head.median);
	r->test = TEST_BLOCKED_RANKS;
	sequence_test(&p, &s->judge->sequence, &rule, base, head, blocks);
	r->p = fmin(1, 2 * fmin(p.worse, p.better));
	r->p_worse = p.worse;
	if (sequence_has_means(base, head, blocks)) {
		weigh_means(s, blocks);
		return;
	}
	if (!blocktest_ratio(&h, tables, SEQUENCE_BLOCK, base, head, blocks, 1 - INTERVAL_LEVEL))
		return;
	/* The medians of all samples contain the session's drift; the ratios within blocks do
	 * not. */
	r->change = r->effect = h.estimate - 1;
	r->effect_lo = h.low - 1;
	r->effect_hi = h.high - 1;
	blocktest_ratio(&h, tables, SEQUENCE_BLOCK, base, head, blocks, 2 * alpha);
	if (h.k)
		r->visible = s->higher ? 1 - h.estimate / h.high : h.estimate / h.low - 1;
}

static void conclude(struct sides *s, enum sequence_state state)
{
	struct row *r = s->row;
	double least = fmin(row_worse(r, r->effect_lo), row_worse(r, r->effect_hi));

	switch (state) {
	case SEQUENCE_WORSE:
		decide_verdict(s, VERDICT_REGRESSION,
			isfinite(least) && least > r->threshold ? FINDING_LOSS_ABOVE_LIMIT
								: FINDING_LOSS_MAY_REACH_LIMIT);
		break;
	case SEQUENCE_BETTER: decide_verdict(s, VERDICT_IMPROVEMENT, FINDING_GAIN); break;
	case SEQUENCE_WITHIN: decide_verdict(s, VERDICT_PASS, FINDING_WITHIN); break;
	case SEQUENCE_OPEN:
	case SEQUENCE_CAPPED:
	default:
		decide_verdict(s, VERDICT_INCONCLUSIVE,
			isfinite(r->visible) ? FINDING_BLIND : FINDING_TOO_FEW);
		r->reason.ratio = r->visible;
		break;
	}
}

void decide_paired(struct row *r, struct arena *mem, struct judge *judge, const struct series *base,
	const struct series *head, const struct policy *policy, enum sequence_state state)
{
	struct sides s = { .row = r,
		.judge = judge,
		.policy = policy,
		.base_series = base,
		.head_series = head,
		.mem = mem };
	size_t blocks = (base->n < head->n ? base->n : head->n) / SEQUENCE_BLOCK;

	if (!decide_begin(&s) && !decide_constant(&s)) {
		if (blocks)
			weigh(&s, blocks);
		conclude(&s, state);
	}
	decide_end(&s, base->n == head->n && base->n % SEQUENCE_BLOCK == 0 ? SEQUENCE_BLOCK : 0);
}
