/* What no row may say. ci/bench/judge/rows asks the same of stored comparisons. */
#pragma once

#include <math.h>
#include <stdbool.h>

#include "base/arena.h"
#include "judge/compare.h"

/* Rows whose figures a test has weighed, without what overrules it. */
static inline bool row_is_weighed(const struct row *r)
{
	static const int overruled[] = { FINDING_DOUBT, FINDING_NULL_CONTROL, FINDING_COMMON_MODE,
		FINDING_NOT_CONFIRMED, FINDING_SOME_RUNS, FINDING_POWERLESS, FINDING_ASPECT_FEW,
		FINDING_SHAPE_FEW };

	for (size_t i = 0; i < ARRAY_SIZE(overruled); i++)
		if (r->reason.kind == overruled[i])
			return false;
	return r->test != TEST_NONE && !row_is_shape(r) && r->test != TEST_OTHER && !r->budget &&
		isfinite(r->threshold);
}

static inline bool row_has_interval(const struct row *r)
{
	return isfinite(r->effect_lo) && isfinite(r->effect_hi) && r->test != TEST_EXACT;
}

static inline const char *interval_contradiction(const struct row *r)
{
	double lo = row_worse(r, r->effect_lo), hi = row_worse(r, r->effect_hi);
	double best = fmin(lo, hi), worst = fmax(lo, hi), slack = 1e-9;

	if (!row_has_interval(r))
		return NULL;
	if (r->change < r->effect_lo - slack || r->change > r->effect_hi + slack)
		return "the change lies outside its interval";
	if (isfinite(r->effect) &&
		(r->effect < r->effect_lo - slack || r->effect > r->effect_hi + slack))
		return "the estimate lies outside its interval";
	if (r->verdict == VERDICT_PASS && worst > r->threshold + slack)
		return "it passes, and the interval reaches beyond the limit";
	if (r->verdict == VERDICT_INCONCLUSIVE && worst < r->threshold - slack)
		return "it is undecided, and the interval excludes the limit";
	if (row_is_loss(r) && best < -slack)
		return "it is a loss, and the interval contains none";
	if (r->verdict == VERDICT_IMPROVEMENT && worst > slack)
		return "it is a gain, and the interval contains none";
	return NULL;
}

static inline bool summary_fits(const struct summary *s)
{
	return !(s->median < s->lo) && !(s->median > s->hi); /* NaN: there is none */
}

static inline const char *reason_contradiction(const struct row *r, double worse)
{
	static const struct {
		int kind, verdict;
	} only[] = { { FINDING_EXACT_LOSS, VERDICT_REGRESSION },
		{ FINDING_LOSS, VERDICT_REGRESSION },
		{ FINDING_LOSS_ABOVE_LIMIT, VERDICT_REGRESSION },
		{ FINDING_LOSS_MAY_REACH_LIMIT, VERDICT_REGRESSION },
		{ FINDING_STATED_LOSS, VERDICT_REGRESSION },
		{ FINDING_UNPREDICTED_LOSS, VERDICT_REGRESSION },
		{ FINDING_GAIN, VERDICT_IMPROVEMENT }, { FINDING_WITHIN, VERDICT_PASS },
		{ FINDING_NO_CHANGE_WITHIN, VERDICT_PASS }, { FINDING_LOSS_WITHIN, VERDICT_PASS },
		{ FINDING_BLIND, VERDICT_INCONCLUSIVE }, { FINDING_UNSURE, VERDICT_INCONCLUSIVE },
		{ FINDING_SUSPECTED, VERDICT_INCONCLUSIVE },
		{ FINDING_LOSS_NEAR_LIMIT, VERDICT_INCONCLUSIVE },
		{ FINDING_SESSIONS, VERDICT_INCONCLUSIVE },
		{ FINDING_TOO_FEW, VERDICT_INCONCLUSIVE } };
	int kind = r->reason.kind;

	if (kind == FINDING_NONE)
		return "it gives no reason";
	for (size_t i = 0; i < ARRAY_SIZE(only); i++)
		if (kind == only[i].kind && r->verdict != only[i].verdict)
			return "its reason belongs to another verdict";
	if (kind == FINDING_NO_CHANGE_WITHIN && row_has_interval(r) &&
		(r->effect_lo > 0 || r->effect_hi < 0))
		return "no change shows, and the interval contains only changes";
	if (kind == FINDING_SESSIONS)
		return worse >= r->threshold && worse < r->between
			? NULL
			: "sessions explain it, and it is within the threshold or beyond them";
	if ((kind == FINDING_SUSPECTED) != (worse > 0 && worse >= fmax(r->threshold, r->between)) &&
		(kind == FINDING_SUSPECTED || kind == FINDING_UNSURE || kind == FINDING_BLIND ||
			kind == FINDING_LOSS_NEAR_LIMIT))
		return "it suspects a loss, and there is none, or the opposite";
	return NULL;
}

/* What the row contradicts itself in; NULL: nothing. */
static inline const char *row_contradiction(const struct row *r)
{
	double worse = row_loss(r), alpha = 1 - r->confidence + 1e-9;

	if (r->reason.kind == FINDING_POWERLESS && isfinite(r->visible))
		return "its samples can show no change, and it names one that would show";
	if (!row_is_weighed(r))
		return NULL;
	if (!summary_fits(&r->base) || !summary_fits(&r->head))
		return "a median lies outside its interval";
	if (!(fabs(r->base.median) > 0) && (isfinite(r->effect_lo) || isfinite(r->effect_hi)) &&
		!row_has_interval(r) && r->test != TEST_EXACT)
		return "a change from 0 has half an interval";
	if (row_is_loss(r) && !(worse > 0))
		return "it is a loss, and the change is none";
	if (r->verdict == VERDICT_REGRESSION && worse < r->between)
		return "it is a loss, and sessions of unchanged code may differ by more";
	if (fabs(r->base.median) > 0 && r->visible < r->between - 1e-9)
		return "it names a loss that would show, and sessions may differ by more";
	if (!(fabs(r->base.median) > 0) && isfinite(r->visible) && r->visible > 0)
		return "it names a ratio of 0 that would show, and any loss from 0 does";
	if (r->verdict == VERDICT_IMPROVEMENT && !(worse < 0))
		return "it is a gain, and the change is none";
	if (r->verdict == VERDICT_PASS && worse > 0 && worse >= r->threshold)
		return "it passes, and the change reaches the limit";
	if (r->verdict == VERDICT_REGRESSION && isfinite(r->p_worse) && r->p_worse > alpha)
		return "it is a loss, and p does not reach the confidence";
	if (r->verdict == VERDICT_IMPROVEMENT && isfinite(r->p) && r->p > 2 * alpha)
		return "it is a gain, and p does not reach the confidence";
	if (r->verdict == VERDICT_INCONCLUSIVE && r->reason.kind == FINDING_BLIND &&
		fabs(worse) >= r->reason.ratio)
		return "it cannot show less than it shows";
	if (r->verdict == VERDICT_INCONCLUSIVE && worse > 0 &&
		worse >= fmax(r->threshold, r->between) && r->p <= 1 - r->confidence &&
		r->p_worse <= 1 - r->confidence)
		return "it is undecided, and p reaches the confidence";
	if (reason_contradiction(r, worse))
		return reason_contradiction(r, worse);
	return interval_contradiction(r);
}
