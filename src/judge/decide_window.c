/* Stored mode with enough earlier runs: is the new median one that they would have led to expect?
 * The spread between sessions is what counts then, not the one within. */
#include "judge/decide.h"

#include <math.h>

#include "base/text.h"
#include "judge/rows.h"
#include "judge/stats/prediction.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

/* NaN: there is none, as of a stored run whose values did not repeat. */
static double mean_of(const struct series *s)
{
	FREES_ARENA struct arena mem = { 0 };

	if (s->figures)
		return s->figures->mean;
	return s->n ? stats_mean(sort_copy(&mem, s->v, s->n), s->n) : (double)NAN;
}

size_t window_collect(double *medians, size_t max, const struct run_set *base, const struct row *r,
	bool means)
{
	size_t n = 0;

	for (size_t i = base->n; i-- > 0 && n < max;) {
		const struct series *s = run_series(&base->v[i], r->id, r->metric.name);
		double median = !s ? (double)NAN : means ? mean_of(s) : series_centre(s);

		if (!s || isnan(median) || s->metric.dim != r->metric.dim ||
			!text_equal(s->metric.unit, r->metric.unit))
			continue;
		medians[n++] = median;
	}
	for (size_t i = 0; i < n / 2; i++) { /* oldest first */
		double t = medians[i];

		medians[i] = medians[n - 1 - i];
		medians[n - 1 - i] = t;
	}
	return n;
}

size_t window_since_shift(struct judge *judge, const double *medians, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoints found = { 0 };

	changepoint_find(&found, &judge->changepoints, &mem, medians, n);
	return found.n ? found.v[found.n - 1].at : 0;
}

/* Makes the distances those of costs: larger is worse, whatever the metric. */
static void turn(struct prediction *p)
{
	double *const all[] = { &p->at, &p->mean, &p->median, &p->t, &p->z };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		*all[i] = -*all[i];
}

/* A loss in costs as a ratio of the metric, and back. */
static double loss_of(const struct prediction *c, double cost, bool higher)
{
	return higher ? -prediction_change(&c->scale, -cost) : prediction_change(&c->scale, cost);
}

static double cost_of(const struct prediction *c, double loss, bool higher)
{
	return c->scale.linear ? loss : higher ? -log1p(-loss) : log1p(loss);
}

/* The smallest loss that would be called one with POWER: both distances must be far enough, and it
 * must reach the threshold. */
static double visible_loss(const struct prediction *c, double far, double df, double threshold,
	bool higher)
{
	double sd = fmax(c->sd, c->hidden), more = special_t_isf(1 - POWER, df) * sd;
	double by_sd = c->mean - c->median + far * sd, by_mad = far * fmax(c->mad, c->hidden);
	double counted = cost_of(c, threshold, higher);

	return loss_of(c, fmax(fmax(by_sd, by_mad), counted) + more, higher);
}

/* How many deviations exclude a level at PASS_ERROR. */
static double pass_distance(const struct sides *s)
{
	return special_t_isf(PASS_ERROR, (double)(s->row->base.n - 1));
}

/* The changes that neither distance excludes, to either side. */
static void set_interval(struct sides *s, const struct prediction *c)
{
	struct row *r = s->row;
	double far = pass_distance(s);
	double low = c->at - fmax(c->mean + far * c->sd, c->median + far * c->mad);
	double high = c->at - fmin(c->mean - far * c->sd, c->median - far * c->mad);

	if (!(fabs(r->base.median) > 0))
		return; /* no change is a ratio of nothing */
	r->effect_lo = prediction_change(&c->scale, s->higher ? -high : low);
	r->effect_hi = prediction_change(&c->scale, s->higher ? -low : high);
}

/* Whether a level that is worse by the threshold would not have led to so small a cost. */
static bool shown_within(const struct sides *s, const struct prediction *c)
{
	double threshold = s->row->threshold, far = pass_distance(s);
	double limit = cost_of(c, threshold, s->higher);

	if (isinf(row_loss(s->row)) && row_loss(s->row) > 0)
		return false; /* from 0, any loss is more than the threshold */
	return c->mean + limit - c->at >= far * c->sd && c->median + limit - c->at >= far * c->mad;
}

/* worse_p, better_p: of the rank test; 0: it has no say. within: a loss of the threshold is
 * excluded. */
static void conclude(struct sides *s, const struct prediction *c, double worse_p, double better_p,
	bool within)
{
	struct row *r = s->row;
	double worse = row_worse(r, r->change), error = 1 - r->confidence, alpha = error / 2;
	double far = special_t_isf(alpha, (double)(r->base.n - 1));
	/* Fresh data repeat the session, so they make no gain more certain: the first ones have
	 * all of the error that both would have. */
	double far_gain = special_t_isf(alpha * CONFIRM_ERROR, (double)(r->base.n - 1));

	set_interval(s, c);
	if (fabs(r->base.median) > 0)
		r->visible = visible_loss(c, far, (double)(r->base.n - 1), r->threshold, s->higher);
	if (r->test == TEST_PREDICTION_MEANS)
		r->visible = fmax(r->visible, decide_visible_mean(s));
	r->visible = decide_possible(s, r->visible);
	if (c->t > far && c->z > far && worse_p <= error && !(worse < r->threshold))
		decide_verdict(s, VERDICT_REGRESSION, FINDING_UNPREDICTED_LOSS);
	else if (-c->t > far_gain && -c->z > far_gain && better_p <= error &&
		!(-worse < r->threshold))
		decide_verdict(s, VERDICT_IMPROVEMENT, FINDING_UNPREDICTED_GAIN);
	else if (within)
		decide_verdict(s, VERDICT_PASS, FINDING_WITHIN);
	else
		decide_leave_open(s);
	decide_agree(s, within);
}

/* Of the median, or mean, of k samples like these n, as a distance; 0: they do not vary, or are too
 * few to show it. */
static double variance_of(struct sides *s, const struct prediction_scale *scale, bool means,
	const double *sorted, size_t n, size_t k)
{
	double *y, sd;

	if (n < 2 || k == 0)
		return 0;
	y = sort_copy(&s->scratch, sorted, n);
	for (size_t i = 0; i < n; i++)
		y[i] = scale->linear || means || sorted[0] <= 0
			? (y[i] - scale->median) / scale->unit
			: log(y[i] / scale->median);
	sd = stats_sd(y, n);
	return means ? sd * sd / (double)k : stats_median_variance(y, n, k);
}

/* By how much the variance of head's median or mean is larger than that of a stored run, whose
 * samples are more. */
static double more_variance(struct sides *s, const struct prediction_scale *scale, bool means)
{
	double more;

	if (s->n >= s->m)
		return 0;
	more = variance_of(s, scale, means, s->base, s->m, s->n) -
		variance_of(s, scale, means, s->base, s->m, s->m);
	if (!(more > 0))
		return 0;
	return scale->zero ? (double)INFINITY : more; /* 0 has no shares */
}

/* The sd to assume where the stored medians have none: what a clock hides, or what the samples
 * show. */
static double least_sd(struct sides *s, const struct prediction_scale *scale, bool means,
	const double *medians, size_t k)
{
	const struct series *sides[] = { s->base_series, s->head_series };
	double hidden = sessions_hidden_spread(&s->row->metric, sides, medians, k);
	double base = variance_of(s, scale, means, s->base, s->m, s->n);
	double head = variance_of(s, scale, means, s->head, s->n, s->n);

	if (decide_apart(s))
		head = 0; /* they may differ because head has changed */
	return scale->zero ? hidden : fmax(hidden, sqrt(fmax(base, head)));
}

bool decide_window(struct sides *s, const double *medians, size_t k)
{
	struct row *r = s->row;
	double df = (double)k - 1, worse, better;
	struct prediction c;
	struct prediction_scale scale;
	bool means = decide_is_coarse(r, s->base_series, s->head_series);
	struct ranktest ranks = { 0 };
	const double *sorted;

	if (k < WINDOW_MIN)
		return false;
	if (means)
		decide_means(s);
	sorted = sort_copy(&s->scratch, medians, k);
	scale = prediction_scale_of(sorted, k, r->head.median);
	if (!prediction_of(&c, medians, k, r->head.median, least_sd(s, &scale, means, medians, k),
		    more_variance(s, &scale, means)))
		return false;
	if (s->higher)
		turn(&c);
	r->test = means ? TEST_PREDICTION_MEANS : TEST_PREDICTION;
	r->base = summary_of_sorted(sorted, k);
	r->change = r->effect = stats_change(r->base.median, r->head.median);
	if (means) /* one far value moves a mean, but few ranks */
		ranktest_compare(&ranks, &s->judge->ranks, s->base, s->m, s->head, s->n);
	worse = s->higher ? ranks.p_less : ranks.p_greater;
	better = s->higher ? ranks.p_greater : ranks.p_less;
	/* Both distances must be so far. */
	r->p_worse = fmax(worse, fmax(special_t_sf(c.t, df), special_t_sf(c.z, df)));
	r->p = fmax(better, fmax(special_t_sf(-c.t, df), special_t_sf(-c.z, df)));
	r->p = fmin(1, 2 * fmin(r->p_worse, r->p));
	conclude(s, &c, worse, better, decide_cannot_lose(s, sorted[0]) || shown_within(s, &c));
	return true;
}
