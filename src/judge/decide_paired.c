#include "judge/decide.h"

#include <math.h>

#include "judge/stats/meantest.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

/* The same for coarse values: means, and what the test of means does not exclude. */
static void weigh_means(struct sides *s, size_t blocks, double share)
{
	struct row *r = s->row;
	const double *base = s->base_series->v, *head = s->head_series->v;
	double error = sequence_share(PASS_ERROR, blocks), whole = sequence_share(share, blocks);
	double near[2][SEQUENCE_LOOKS * SEQUENCE_BLOCK], margin, from, far;
	size_t n = blocks * SEQUENCE_BLOCK;
	struct meantest t;

	meantest_compare(&t, base, head, SEQUENCE_BLOCK, blocks, 0);
	r->p_worse = fmin(1, (s->higher ? t.p_less : t.p_greater) / whole);
	r->p = fmin(1, 2 * fmin(t.p_less, t.p_greater) / whole);
	meantest_clip(near[0], near[1], base, head, n);
	s->base = sort_copy(&s->scratch, near[0], s->m = n);
	s->head = sort_copy(&s->scratch, near[1], s->n = n);
	decide_means(s);
	r->test = TEST_BLOCKED_MEANS;
	from = fabs(r->base.median);
	if (!(from > 0))
		return; /* no change is a ratio of nothing */
	margin = meantest_margin(near[0], near[1], SEQUENCE_BLOCK, blocks, error) / from;
	r->effect_lo = fmin(r->effect - margin,
		meantest_least(base, head, SEQUENCE_BLOCK, blocks, error) / from);
	r->effect_hi = fmax(r->effect + margin,
		-meantest_least(head, base, SEQUENCE_BLOCK, blocks, error) / from);
	far = r->effect_hi - r->effect_lo;
	if (isfinite(far))
		r->visible = decide_possible(s,
			decide_visible_share(s, far / 2 / special_normal_quantile(1 - PASS_ERROR),
				DF_NORMAL, fmin(r->floor, r->threshold)));
}

/* A ratio of costs as a change of the metric. */
static double change_of(const struct sides *s, double cost)
{
	return s->higher ? 1 / cost - 1 : cost - 1;
}

/* Evidence from whole blocks, by the tests that have decided. */
static void weigh(struct sides *s, size_t blocks, const struct sequence_outcome *outcome)
{
	struct row *r = s->row;
	const struct sequence_rule rule = { .threshold = r->threshold,
		.floor = r->floor,
		.alpha = outcome->alpha,
		.beta = PASS_ERROR,
		.higher = s->higher };
	struct sequence_evidence e;

	r->change = stats_change(r->base.median, r->head.median);
	r->test = TEST_BLOCKED_RANKS;
	if (sequence_has_means(&rule, s->base_series->v, s->head_series->v, blocks)) {
		weigh_means(s, blocks, outcome->share);
		return;
	}
	if (!sequence_evidence(&e, &s->judge->sequence, &rule, s->base_series->v, s->head_series->v,
		    blocks, outcome->state))
		return;
	r->p_worse = fmin(1, e.p_worse / outcome->share);
	r->p = fmin(1, 2 * fmin(e.p_worse, e.p_better) / outcome->share);
	/* Medians of all samples contain the session's drift; ratios within blocks do not. */
	r->change = r->effect = change_of(s, e.estimate);
	r->effect_lo = change_of(s, s->higher ? e.high : e.low);
	r->effect_hi = change_of(s, s->higher ? e.low : e.high);
	if (e.low > 0 && isfinite(e.high))
		r->visible = decide_visible(s, e.low, e.high, fmin(r->floor, r->threshold), 0);
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
	default: decide_leave_open(s); break;
	}
}

/* Without a look, as after few starts of a server: like the samples of two files. */
static bool decide_few(struct sides *s, size_t blocks)
{
	if (blocks < SEQUENCE_FIRST)
		decide_samples(s);
	return blocks < SEQUENCE_FIRST;
}

void decide_paired(struct row *r, struct arena *mem, struct judge *judge, const struct series *base,
	const struct series *head, const struct policy *policy,
	const struct sequence_outcome *outcome)
{
	enum sequence_state state = outcome->state;
	struct sides s = decide_begin(r, mem, judge, base, head, policy);
	size_t blocks = (base->n < head->n ? base->n : head->n) / SEQUENCE_BLOCK;

	if (!decide_figures(&s) && !decide_few(&s, blocks) && !decide_constant(&s)) {
		weigh(&s, blocks < SEQUENCE_LOOKS ? blocks : SEQUENCE_LOOKS, outcome);
		conclude(&s, state);
		decide_agree(&s, state == SEQUENCE_WITHIN || state == SEQUENCE_BETTER);
	}
	decide_end(&s, base->n == head->n && base->n % SEQUENCE_BLOCK == 0 ? SEQUENCE_BLOCK : 0);
}
