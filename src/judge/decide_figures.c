/* Sides that have only figures. They are judged as what they are: a difference of means
 * with its error, or of intervals; a single figure decides nothing. */
#include "judge/decide.h"

#include <math.h>

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

static struct summary summary_of(const struct figures *f)
{
	return (struct summary){ .n = f->n, .median = figures_centre(f), .lo = f->lo, .hi = f->hi };
}

static bool has_error(const struct figures *f)
{
	return f->n >= 2 && isfinite(f->mean) && isfinite(f->sd);
}

static bool has_interval(const struct figures *f)
{
	return isfinite(f->lo) && isfinite(f->hi) && f->level >= 0.9;
}

/* What a baseline keeps of a metric that was not judged: run_set_reduce. */
static bool is_reduced(const struct figures *f)
{
	return isnan(f->mean) && isfinite(f->median) && isfinite(f->sd);
}

/* P of a difference of means so far above 0 (Welch 1947): of head less base times `scale`; of the
 * opposite where `less`. The small one of both has no digits left when it is taken from 1. */
static double welch(const struct figures *base, const struct figures *head, double scale, bool less)
{
	double vb = base->sd * base->sd * scale * scale / (double)base->n;
	double vh = head->sd * head->sd / (double)head->n, v = vb + vh;
	double d = (less ? -1 : 1) * (head->mean - scale * base->mean), df;

	if (v <= 0)
		return d > 0 ? 0 : d < 0 ? 1 : 0.5;
	df = v * v / (vb * vb / (double)(base->n - 1) + vh * vh / (double)(head->n - 1));
	return special_t_sf(d / sqrt(v), df);
}

static void conclude(struct sides *s, bool worse, bool better, bool within)
{
	struct row *r = s->row;
	double loss = row_worse(r, r->change);

	if (worse && loss >= r->threshold)
		decide_verdict(s, VERDICT_REGRESSION, FINDING_STATED_LOSS);
	else if (better && -loss >= r->threshold)
		decide_verdict(s, VERDICT_IMPROVEMENT, FINDING_STATED_GAIN);
	else if (within)
		decide_verdict(s, VERDICT_PASS, FINDING_WITHIN);
	else
		decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_STATED_UNSURE);
}

static void by_means(struct sides *s, const struct figures *base, const struct figures *head)
{
	struct row *r = s->row;
	double alpha = 1 - r->confidence, better = welch(base, head, 1, !s->higher);
	double limit = s->higher ? 1 - r->threshold : 1 + r->threshold;

	r->test = TEST_WELCH;
	r->p_worse = welch(base, head, 1, s->higher);
	r->p = fmin(1, 2 * fmin(r->p_worse, better));
	conclude(s, r->p_worse <= alpha, better <= alpha,
		welch(base, head, limit, !s->higher) <= PASS_ERROR);
}

static void by_intervals(struct sides *s, const struct figures *base, const struct figures *head)
{
	struct row *r = s->row;
	bool above = head->lo > base->hi, below = head->hi < base->lo;
	double farthest = s->higher ? 1 - head->lo / base->hi : head->hi / base->lo - 1;

	r->test = TEST_INTERVALS;
	conclude(s, s->higher ? below : above, s->higher ? above : below,
		base->lo > 0 && farthest < r->threshold);
}

void decide_figures(struct sides *s)
{
	struct figures base = figures_of(s->base_series), head = figures_of(s->head_series);
	struct row *r = s->row;

	s->higher = r->metric.better == BETTER_HIGHER;
	r->base = summary_of(&base);
	r->head = summary_of(&head);
	r->change = stats_change(r->base.median, r->head.median);
	if (decide_one_run(s))
		return;
	if (has_error(&base) && has_error(&head))
		by_means(s, &base, &head);
	else if (has_interval(&base) && has_interval(&head))
		by_intervals(s, &base, &head);
	else if (r->metric.exact)
		decide_exactly(s);
	else if (is_reduced(&base) || is_reduced(&head))
		decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_NO_SAMPLES_KEPT);
	else
		decide_verdict(s, VERDICT_INCONCLUSIVE, FINDING_SINGLE_FIGURE);
}
