/* Sides that have only figures. They are judged as what they are: a difference of means
 * with its error, or of intervals; a single figure decides nothing. */
#include "judge/decide.h"

#include <math.h>

#include "judge/stats/meantest.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

/* The side as figures, also where it has samples. */
static struct figures figures_of(const struct series *s)
{
	FREES_ARENA struct arena mem = { 0 };
	struct figures f = no_figures;

	if (s->figures)
		return *s->figures;
	f.n = s->n;
	f.mean = stats_mean(s->v, s->n);
	f.median = sort_median(sort_copy(&mem, s->v, s->n), s->n);
	f.sd = stats_sd(s->v, s->n);
	return f;
}

static bool has_error(const struct figures *f)
{
	return f->n >= 2 && isfinite(f->mean) && isfinite(f->sd);
}

static bool has_interval(const struct figures *f)
{
	return isfinite(f->lo) && isfinite(f->hi) && f->level >= 0.9;
}

/* The standard error of head's mean less base's times `scale`; degrees of freedom: Welch 1947. */
static double welch_error(double *df, const struct figures *base, const struct figures *head,
	double scale)
{
	double vb = base->sd * base->sd * scale * scale / (double)base->n;
	double vh = head->sd * head->sd / (double)head->n, v = vb + vh;

	*df = v * v / (vb * vb / (double)(base->n - 1) + vh * vh / (double)(head->n - 1));
	return sqrt(v);
}

/* P of a difference so far above 0; of the opposite where `less`. The small one of both has no
 * digits left when it is taken from 1. */
static double welch(const struct figures *base, const struct figures *head, double scale, bool less)
{
	double df, error = welch_error(&df, base, head, scale);
	double d = (less ? -1 : 1) * (head->mean - scale * base->mean);

	if (error <= 0)
		return d > 0 ? 0 : d < 0 ? 1 : 0.5;
	return special_t_sf(d / error, df);
}

/* Equal means of values that all are equal; those of 0 have no ratio. */
static bool is_same(const struct figures *base, const struct figures *head)
{
	return !(base->sd > 0 || head->sd > 0 || base->mean < head->mean ||
		base->mean > head->mean);
}

static void conclude(struct sides *s, bool worse, bool better, bool within)
{
	struct row *r = s->row;
	double loss = row_worse(r, r->change);

	if (decide_sessions(s))
		return;
	if (worse && decide_counts(loss, r->threshold))
		decide_verdict(s, VERDICT_REGRESSION, FINDING_STATED_LOSS);
	else if (better && decide_counts(-loss, row_gain_limit(r)))
		decide_verdict(s, VERDICT_IMPROVEMENT, FINDING_STATED_GAIN);
	else if (within)
		decide_verdict(s, VERDICT_PASS, FINDING_WITHIN);
	else
		decide_verdict(s, VERDICT_INCONCLUSIVE,
			loss > 0 && loss >= r->threshold ? FINDING_SUSPECTED
							 : FINDING_STATED_UNSURE);
	decide_agree(s, within);
}

double decide_visible_share(const struct sides *s, double error, double df, double limit)
{
	enum { STEPS = 100 };
	double loss = limit, last = 0, significant, powerful;
	bool signs = decide_below_0(s);

	significant = special_t_isf(1 - s->row->confidence, df);
	powerful = special_t_isf(1 - POWER, df);
	for (int i = 0; i < STEPS && fabs(loss - last) > last * 1e-6; i++) {
		double level = signs ? 1 : s->higher ? fmax(0, 1 - loss) : 1 + loss;
		double more = error * sqrt((1 + level) / 2);

		last = loss;
		loss = fmax(limit, more * significant) +
			hypot(more, s->row->between_sd * fmax(1, level)) * powerful;
	}
	return fabs(loss - last) > last * 1e-3 ? (double)INFINITY : loss;
}

/* The interval of the difference of means, and the smallest visible change. */
static void weigh_means(struct sides *s, const struct figures *base, const struct figures *head)
{
	struct row *r = s->row;
	double df, error = welch_error(&df, base, head, 1) / fabs(base->mean), far = 0;

	r->effect = stats_change(base->mean, head->mean);
	if (!isfinite(error))
		return;
	if (error > 0)
		far = error * special_t_isf(PASS_ERROR, df);
	r->effect_lo = r->effect - far;
	r->effect_hi = r->effect + far;
	if (r->change < r->effect_lo || r->change > r->effect_hi)
		r->change = r->effect;
	r->visible = decide_possible(s, decide_visible_share(s, error, df, decide_limit(s)));
}

/* ranks: of the samples, which must be as improbable; NULL: there are only figures. */
static void by_means(struct sides *s, const struct figures *base, const struct figures *head,
	const struct ranktest *ranks)
{
	struct row *r = s->row;
	double alpha = 1 - r->confidence, better = welch(base, head, 1, !s->higher);
	double limit = 1 + (s->higher == (base->mean < 0) ? 1 : -1) * r->threshold;

	weigh_means(s, base, head);
	r->test = TEST_WELCH;
	r->p_worse = welch(base, head, 1, s->higher);
	if (ranks) {
		r->p_worse = fmax(r->p_worse, s->higher ? ranks->p_less : ranks->p_greater);
		better = fmax(better, s->higher ? ranks->p_greater : ranks->p_less);
	}
	r->p = fmin(1, 2 * fmin(r->p_worse, better));
	conclude(s, r->p_worse <= alpha, better <= decide_gain_error(s),
		is_same(base, head) || (ranks && decide_cannot_lose(s, (double)INFINITY)) ||
			welch(base, head, limit, !s->higher) <= PASS_ERROR);
}

static void by_intervals(struct sides *s, const struct figures *base, const struct figures *head)
{
	struct row *r = s->row;
	bool above = head->lo > base->hi, below = head->hi < base->lo;
	double farthest = s->higher ? 1 - head->lo / base->hi : head->hi / base->lo - 1;

	r->test = TEST_INTERVALS;
	if (base->lo > 0) {
		r->effect = r->change;
		r->effect_lo = head->lo / base->hi - 1;
		r->effect_hi = head->hi / base->lo - 1;
		r->level = fmin(base->level, head->level);
	}
	conclude(s, s->higher ? below : above, s->higher ? above : below,
		base->lo > 0 && farthest < r->threshold);
}

bool decide_figures(struct sides *s)
{
	struct figures base = figures_of(s->base_series), head = figures_of(s->head_series);
	struct row *r = s->row;

	if (!s->base_series->figures && !s->head_series->figures)
		return false;
	r->change = stats_change(r->base.median, r->head.median);
	if (decide_one_run(s))
		return true;
	if (has_error(&base) && has_error(&head))
		by_means(s, &base, &head, NULL);
	else if (has_interval(&base) && has_interval(&head))
		by_intervals(s, &base, &head);
	else if (r->metric.exact)
		decide_exactly(s);
	else if (figures_reduced(&base) || figures_reduced(&head))
		decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_NO_SAMPLES_KEPT);
	else
		decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_SINGLE_FIGURE);
	return true;
}

static struct summary mean_of(const double *v, size_t n)
{
	double mean = stats_mean(v, n), far = (double)INFINITY;

	if (n > 1)
		far = special_t_isf((1 - INTERVAL_LEVEL) / 2, (double)(n - 1)) * stats_sd(v, n) /
			sqrt((double)n);
	return (struct summary){ .n = n, .median = mean, .lo = mean - far, .hi = mean + far };
}

void decide_means(struct sides *s)
{
	struct row *r = s->row;

	r->base = mean_of(s->base, s->m);
	r->head = mean_of(s->head, s->n);
	r->change = r->effect = stats_change(r->base.median, r->head.median);
}

bool decide_apart(const struct sides *s)
{
	return s->m && s->n &&
		(stats_upto(s->base[s->m - 1]) < s->head[0] ||
			stats_upto(s->head[s->n - 1]) < s->base[0]);
}

/* Whether the sides are apart, and ranks would prove that with half of the error. A mean proves
 * little then: values of 1 and then 1, 2 and 90 have means within two standard errors. Ranks know
 * no limit of values below 0. */
static bool ranks_prove(const struct sides *s)
{
	return decide_apart(s) && s->base[0] >= 0 && s->head[0] >= 0 &&
		ranktest_smallest_p(s->m, s->n) <= (1 - s->row->confidence) / 2;
}

bool decide_is_coarse(const struct row *r, const struct series *base, const struct series *head)
{
	return base->n >= 2 && head->n >= 2 &&
		ranktest_smallest_p(base->n, head->n) <= 1 - r->confidence &&
		meantest_fits(base->v, base->n, head->v, head->n, r->threshold);
}

/* A few equal values do not vary, and the next ones may: both sides have the sd of both. */
static void pool_sd(struct figures *base, struct figures *head)
{
	double m = (double)base->n - 1, n = (double)head->n - 1;

	base->sd = head->sd = sqrt((m * base->sd * base->sd + n * head->sd * head->sd) / (m + n));
}

double decide_visible_mean(const struct sides *s)
{
	struct figures base = figures_of(s->base_series), head = figures_of(s->head_series);
	double df, error;

	pool_sd(&base, &head);
	error = welch_error(&df, &base, &head, 1) / fabs(base.mean);
	return isfinite(error) ? decide_visible_share(s, error, df, decide_limit(s)) : 0;
}

bool decide_coarse(struct sides *s)
{
	static const enum finding_kind of_samples[FINDINGS] = {
		[FINDING_STATED_LOSS] = FINDING_LOSS,
		[FINDING_STATED_GAIN] = FINDING_GAIN,
		[FINDING_WITHIN] = FINDING_WITHIN,
		[FINDING_STATED_UNSURE] = FINDING_UNSURE,
		[FINDING_SUSPECTED] = FINDING_SUSPECTED,
	};
	struct figures base = figures_of(s->base_series), head = figures_of(s->head_series);
	struct ranktest ranks;

	if (!decide_is_coarse(s->row, s->base_series, s->head_series) || ranks_prove(s))
		return false;
	decide_means(s);
	pool_sd(&base, &head);
	ranktest_compare(&ranks, &s->judge->ranks, s->base, s->m, s->head, s->n);
	by_means(s, &base, &head, &ranks);
	if (s->row->reason.kind == FINDING_SESSIONS)
		return true;
	s->row->reason.kind = (int)of_samples[s->row->reason.kind];
	if (s->row->verdict == VERDICT_INCONCLUSIVE)
		decide_leave_open(s);
	return true;
}
