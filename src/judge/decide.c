#include "judge/decide.h"

#include <math.h>

#include "judge/rows.h"
#include "judge/stats/hodges.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

bool series_is_constant(const struct series *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (s->v[i] < s->v[0] || s->v[i] > s->v[0])
			return false;
	return s->n > 0;
}

void decide_verdict(struct sides *s, enum verdict v, enum finding_kind why)
{
	s->row->verdict = (int)v;
	s->row->reason = (struct finding){ .kind = (int)why };
}

double decide_limit(const struct sides *s)
{
	return fmax(s->row->threshold, s->row->between); /* which may be NaN */
}

double decide_gain_error(const struct sides *s)
{
	double alpha = 1 - s->row->confidence;

	return isnan(s->row->between) ? alpha : alpha * CONFIRM_ERROR;
}

bool decide_counts(double change, double least)
{
	return isnan(change) || (change > 0 && change >= least);
}

bool decide_sessions(struct sides *s)
{
	struct row *r = s->row;
	double loss = row_worse(r, r->change);

	if (!(loss >= r->threshold && loss < decide_limit(s)))
		return false;
	decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_SESSIONS);
	r->reason.ratio = r->between;
	return true;
}

/* A metric with two values shows one of them on base and the other, which is worse, on head so
 * often, on average over all shares that they may have: m! n! / (m + n + 1)!. */
static double repeats_by_chance(size_t m, size_t n)
{
	return ranktest_smallest_p(m, n) / (double)(m + n + 1);
}

/* Whether so few samples may repeat by chance. Repeated sizes and counts do not. */
static bool repeats_seldom(const struct sides *s)
{
	const struct metric *m = &s->row->metric;

	return !m->exact && m->dim != DIM_SIZE && m->dim != DIM_COUNT &&
		ranktest_smallest_p(s->m, s->n) > 1 - s->row->confidence;
}

/* Exact figures need no statistics: they are equal or not. */
void decide_exactly(struct sides *s)
{
	struct row *r = s->row;
	double worse;
	bool gains, loses;

	if (!metric_is_clocked(&r->metric) && !repeats_seldom(s))
		r->between = (double)NAN; /* sessions do not change it */
	r->change = stats_change(r->base.median, r->head.median);
	worse = row_worse(r, isnan(r->change) ? r->head.median - r->base.median : r->change);
	loses = worse > 0 && decide_counts(row_worse(r, r->change), r->threshold);
	gains = worse < 0 && decide_counts(-row_worse(r, r->change), row_gain_limit(r));
	r->test = TEST_EXACT;
	r->effect = r->effect_lo = r->effect_hi = r->change;
	r->visible = 0;
	if (!isnan(r->between) && fabs(r->base.median) > 0) /* from 0, any loss counts */
		r->visible = decide_below_0(s)
			? decide_visible_share(s, 0, DF_NORMAL, decide_limit(s))
			: decide_visible(s, 1, 1, decide_limit(s), r->between_sd);
	if (decide_sessions(s))
		return;
	if (loses)
		decide_verdict(s, VERDICT_REGRESSION, FINDING_EXACT_LOSS);
	else if (gains)
		decide_verdict(s, VERDICT_IMPROVEMENT, FINDING_EXACT_GAIN);
	else
		decide_verdict(s, VERDICT_PASS,
			worse > 0 || worse < 0 ? FINDING_EXACT_WITHIN : FINDING_EXACT_SAME);
}

/* The standard deviation of a logarithm, from an interval that excludes `error` at each end. */
static double sd_of(double low, double high, double error)
{
	return log(high / low) / 2 / -special_normal_quantile(error);
}

static double sd_of_median(const struct summary *side)
{
	double sd = sd_of(side->lo, side->hi, (1 - MEDIAN_LEVEL) / 2);

	return isfinite(sd) ? sd : 0;
}

/* The interval of the ratios that the rank test does not exclude at PASS_ERROR per side. The ratio
 * of the medians is the change that the row shows where the interval has it; where values lie in
 * several modes it may not, and then the estimate of the test is. */
static void estimate(struct sides *s)
{
	struct row *r = s->row;
	struct hodges h;

	r->change = stats_change(r->base.median, r->head.median);
	if (!(r->base.median > 0) || /* no change is a ratio of nothing */
		!hodges_ratio(&h, &s->judge->ranks, s->base, s->m, s->head, s->n,
			1 - INTERVAL_LEVEL))
		return;
	r->effect = stats_change(1, h.estimate);
	r->effect_lo = stats_change(1, h.low);
	r->effect_hi = stats_change(1, h.high);
	if (r->change < r->effect_lo || r->change > r->effect_hi)
		r->change = r->effect;
	if (h.k)
		r->visible = decide_visible(s, h.low, h.high, decide_limit(s),
			hypot(r->between_sd,
				hypot(sd_of_median(&r->base), sd_of_median(&r->head))));
}

double decide_visible(const struct sides *s, double low, double high, double least, double sd_shown)
{
	double sd = sd_of(low, high, PASS_ERROR), power = special_normal_quantile(POWER);
	double counted = s->higher ? -log1p(-fmin(least, 1)) : log1p(least);
	double significant = sd * (special_normal_quantile(s->row->confidence) + power), both;

	if (s->higher && least >= 1)
		return (double)INFINITY;
	counted += fmax(sd, sd_shown) * power;
	/* Each is reached in POWER of all cases, and both in fewer if they are about as far. */
	both = sd_shown > 0 ? fmax(0, sd - fabs(counted - significant)) / 4 : 0;
	both += fmax(counted, significant);
	return s->higher ? -expm1(-both) : expm1(both);
}

void decide_agree(struct sides *s, bool within)
{
	struct row *r = s->row;
	double limit = s->higher ? -r->threshold : r->threshold;
	double *worst = s->higher ? &r->effect_lo : &r->effect_hi;
	double *best = s->higher ? &r->effect_hi : &r->effect_lo;
	bool beyond = s->higher ? *worst <= limit : *worst >= limit;

	if (isinf(*best) && isinf(*worst)) /* there is no interval, as from 0 */
		return;
	if (within ? beyond : r->verdict == VERDICT_INCONCLUSIVE && !beyond && isfinite(*worst))
		*worst = limit;
	if (r->verdict == VERDICT_REGRESSION)
		*best = s->higher ? fmin(*best, 0) : fmax(*best, 0);
	else if (r->verdict == VERDICT_IMPROVEMENT)
		*worst = s->higher ? fmax(*worst, 0) : fmin(*worst, 0);
}

bool decide_cannot_lose(const struct sides *s, double least)
{
	if (s->m)
		least = fmin(least, s->base[0]);
	if (s->n)
		least = fmin(least, s->head[0]);
	return stats_cannot_lose(s->higher, s->row->threshold, least);
}

bool decide_below_0(const struct sides *s)
{
	const struct row *r = s->row;

	return r->base.median < 0 || r->head.median < 0 || (s->m && s->base[0] < 0) ||
		(s->n && s->head[0] < 0);
}

double decide_possible(const struct sides *s, double loss)
{
	return s->higher && !decide_below_0(s) && loss > 1 ? (double)INFINITY : loss;
}

/* Whether a loss of the threshold is excluded. */
static bool shown_within(struct sides *s)
{
	double limit = s->higher ? 1 - s->row->threshold : 1 + s->row->threshold;
	double *scaled = arena_array(&s->scratch, s->n, sizeof *scaled);
	struct ranktest t;

	if (decide_cannot_lose(s, (double)INFINITY))
		return true;
	for (size_t i = 0; i < s->n; i++)
		scaled[i] = s->head[i] / limit;
	ranktest_compare(&t, &s->judge->ranks, s->base, s->m, scaled, s->n);
	return (s->higher ? t.p_greater : t.p_less) <= PASS_ERROR;
}

void decide_leave_open(struct sides *s)
{
	struct row *r = s->row;
	double worse = row_loss(r);
	bool blind = isfinite(r->visible) && fabs(worse) < r->visible;

	decide_verdict(s, VERDICT_INCONCLUSIVE,
		!isfinite(r->visible) && fabs(r->base.median) > 0 ? FINDING_TOO_FEW
			: worse > 0 && worse >= r->threshold      ? FINDING_SUSPECTED
			: r->p_worse <= 1 - r->confidence         ? FINDING_LOSS_NEAR_LIMIT
			: blind                                   ? FINDING_BLIND
								  : FINDING_UNSURE);
	r->reason.ratio = blind ? r->visible : 0;
}

/* By Mann-Whitney and the interval of the estimate that belongs to it. */
static void decide_ranks(struct sides *s)
{
	struct row *r = s->row;
	double alpha = 1 - r->confidence, worse, p_better;
	bool within = shown_within(s);
	struct ranktest t;

	ranktest_compare(&t, &s->judge->ranks, s->base, s->m, s->head, s->n);
	r->test = t.exact ? TEST_MANN_WHITNEY : TEST_MANN_WHITNEY_NORMAL;
	r->p = t.p_two;
	r->p_worse = s->higher ? t.p_less : t.p_greater;
	p_better = s->higher ? t.p_greater : t.p_less;
	estimate(s);
	worse = row_worse(r, r->change);
	if (ranktest_smallest_p(s->m, s->n) > alpha) {
		decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_POWERLESS);
		r->visible = (double)INFINITY;
	} else if (decide_sessions(s)) {
		return;
	} else if (r->p_worse <= alpha && decide_counts(worse, r->threshold)) {
		decide_verdict(s, VERDICT_REGRESSION, FINDING_LOSS);
	} else if (p_better <= decide_gain_error(s) && decide_counts(-worse, row_gain_limit(r))) {
		decide_verdict(s, VERDICT_IMPROVEMENT, FINDING_GAIN);
	} else if (within) {
		decide_verdict(s, VERDICT_PASS,
			r->p_worse <= alpha                            ? FINDING_LOSS_WITHIN
				: r->effect_lo > 0 || r->effect_hi < 0 ? FINDING_WITHIN
								       : FINDING_NO_CHANGE_WITHIN);
	} else {
		decide_leave_open(s);
	}
	decide_agree(s, within);
}

static void look_at_shape(struct sides *s, size_t block)
{
	struct row *r = s->row;
	struct psi psi;

	if (s->policy->psi.action == ACTION_OFF || s->base_series->n == 0 || s->head_series->n == 0)
		return;
	if (series_has_shapes(s->base_series) && series_has_shapes(s->head_series))
		psi_compare_groups(&psi, &s->judge->psi, s->base_series->shapes.v->v,
			s->base_series->n, s->head_series->shapes.v->v, s->head_series->n,
			SHAPE_POINTS, block);
	else
		psi_compare(&psi, &s->judge->psi, s->base_series->v, s->base_series->n,
			s->head_series->v, s->head_series->n, block);
	r->psi = psi.psi;
	r->psi_star = psi.adjusted;
	r->psi_p = psi.p;
	r->psi_level = (int)psi.level;
	if (psi.level == PSI_INSUFFICIENT && s->policy->psi.action == ACTION_FAIL &&
		r->verdict == VERDICT_PASS && r->test != TEST_EXACT) {
		decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_SHAPE_FEW);
		r->reason.n = PSI_SMALLEST;
	}
	if (psi.level != PSI_MODERATE && psi.level != PSI_MAJOR)
		return;
	if (psi.adjusted < s->policy->psi.max || r->verdict == VERDICT_REGRESSION ||
		r->verdict == VERDICT_IMPROVEMENT || s->policy->psi.action != ACTION_FAIL)
		return;
	r->test = TEST_SHAPE;
	r->p = psi.p;
	decide_verdict(s, VERDICT_REGRESSION, FINDING_SHAPE);
}

struct sides decide_begin(struct row *r, struct arena *mem, struct judge *judge,
	const struct series *base, const struct series *head, const struct policy *policy)
{
	struct sides s = { .row = r,
		.judge = judge,
		.policy = policy,
		.base_series = base,
		.head_series = head,
		.mem = mem,
		.m = base->n,
		.n = head->n,
		.higher = r->metric.better == BETTER_HIGHER };

	s.base = sort_copy(&s.scratch, base->v, base->n);
	s.head = sort_copy(&s.scratch, head->v, head->n);
	r->base = base->figures ? summary_of_figures(base->figures)
				: summary_of_sorted(s.base, s.m);
	r->head = head->figures ? summary_of_figures(head->figures)
				: summary_of_sorted(s.head, s.n);
	return s;
}

bool decide_constant(struct sides *s)
{
	const struct series *b = s->base_series, *h = s->head_series;
	bool differ = b->n && h->n && (b->v[0] < h->v[0] || b->v[0] > h->v[0]);

	if (!series_is_constant(b) || !series_is_constant(h))
		return false;
	if (!s->row->metric.exact &&
		(b->n < 2 || h->n < 2 ||
			(differ && repeats_by_chance(b->n, h->n) > 1 - s->row->confidence)))
		return false;
	decide_exactly(s);
	return true;
}

bool decide_one_run(struct sides *s)
{
	struct row *r = s->row;

	if (r->metric.exact || (!s->base_series->one_run && !s->head_series->one_run))
		return false;
	r->change = stats_change(r->base.median, r->head.median);
	decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_ONE_RUN);
	return true;
}

void decide_samples(struct sides *s)
{
	if (!decide_one_run(s) && !decide_constant(s) && !decide_coarse(s))
		decide_ranks(s);
}

/* Where no value is below 0, nothing can lose more than all. */
static void end_at_nothing(struct sides *s)
{
	struct row *r = s->row;

	if (s->m && s->n && s->base[0] >= 0 && s->head[0] >= 0 && isfinite(r->effect_lo))
		r->effect_lo = fmax(r->effect_lo, -1);
}

void decide_end(struct sides *s, size_t block)
{
	end_at_nothing(s);
	look_at_shape(s, block);
	decide_budgets(s->row, s->mem, s->policy);
	s->row->consequence = (int)consequence_of((enum verdict)s->row->verdict, s->policy);
	arena_free(&s->scratch);
}

/* Other stored runs show how much one run varies, if they are enough. */
static void note_runs(struct row *r, size_t n)
{
	if (n > 1 && row_is_undecidable(r))
		r->reason.n = n;
}

void decide_stored(struct row *r, struct arena *mem, struct judge *judge, const struct series *base,
	const struct series *head, const struct policy *policy, const double *medians, size_t n)
{
	struct sides s = decide_begin(r, mem, judge, base, head, policy);

	/* A value that repeats within a session may still differ between sessions. */
	if (!(r->metric.exact && (decide_constant(&s) || decide_figures(&s))) &&
		!decide_window(&s, medians, n) && !decide_figures(&s))
		decide_samples(&s);
	note_runs(r, n);
	decide_end(&s, 0);
}

void decide_single(struct row *r, struct arena *mem, const struct series *base,
	const struct series *head, const struct policy *policy)
{
	r->base = summary_of_series(base);
	r->head = summary_of_series(base ? NULL : head);
	r->verdict = base ? VERDICT_MISSING : VERDICT_NEW;
	r->reason = (struct finding){ .kind = base ? FINDING_GONE : FINDING_NEW };
	decide_budgets(r, mem, policy);
	r->consequence = (int)consequence_of((enum verdict)r->verdict, policy);
}
