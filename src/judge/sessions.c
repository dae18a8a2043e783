/* Few stored runs: how far the level of an unchanged benchmark moves from session to session. */
#include <math.h>

#include "base/text.h"
#include "judge/decide.h"
#include "judge/stats/meantest.h"
#include "judge/stats/prediction.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

/* What is assumed before any session shows it, and how many it counts for: without stored runs, a
 * loss of up to 35% may be the session's. So few, because levels have heavy tails. */
#define PRIOR_LIMIT 0.35
enum { PRIOR_DF = 3 };

#define SESSION_ERROR 0.005 /* of an unchanged benchmark beyond the limit */

#define HALF_PI 1.5707963267948966 /* the variance of a median over that of a mean */

/* A copy of so few values, at least one, as distances; linear: as shares even if all are > 0. */
static double *distances_of(struct arena *mem, const double *v, size_t n, bool linear)
{
	double *y = sort_copy(mem, v, n);
	struct prediction_scale scale = prediction_scale_of(y, n, y[0]);

	scale.linear = scale.linear || linear;
	for (size_t i = 0; i < n; i++)
		y[i] = prediction_distance(&scale, y[i]);
	return y;
}

/* What is assumed of the spread before any session shows it: an sd of distances. */
static double assumed(void)
{
	return log1p(PRIOR_LIMIT) / special_t_isf(SESSION_ERROR, PRIOR_DF);
}

/* The largest step that both are multiples of, as nearly as `least` (Euclid). */
static double common_step(double a, double b, double least)
{
	while (b > least) {
		double rest = fmod(a, b);

		a = b;
		b = b - rest > least ? rest : 0;
	}
	return a;
}

static double step_of(const struct series *s, double step, double least)
{
	if (s->figures)
		return common_step(step, fabs(series_centre(s)), least);
	for (size_t i = 0; i < s->n; i++)
		step = common_step(step, fabs(s->v[i]), least);
	return step;
}

double sessions_hidden_spread(const struct metric *m, const struct series *const sides[2],
	const double *medians, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	double unit, step = 0;

	if (!metric_is_clocked(m))
		return 0;
	unit = prediction_scale_of(sort_copy(&mem, medians, n), n, medians[0]).unit;
	for (size_t i = 0; i < 2; i++)
		step = step_of(sides[i], step, 1e-6 * unit);
	return fmin(step / unit / 2, assumed());
}

/* The variance of the distances between so few medians; 0 without two. */
static double variance_of(struct arena *mem, const double *medians, size_t n, bool linear)
{
	double sd;

	if (n < 2)
		return 0;
	sd = stats_sd(distances_of(mem, medians, n, linear), n);
	return sd * sd;
}

/* The median of a chi-square variable over its degrees of freedom (Wilson, Hilferty 1931). */
static double median_share(size_t df)
{
	double root = 1 - 2 / (9 * (double)df);

	return root * root * root;
}

/* What the runs would be judged by: means of coarse values, because their medians jump. Fewer than
 * two: the runs have no means. */
static size_t collect(double *levels, const struct run_set *base, const struct row *r)
{
	const struct series *s = run_series(&base->v[base->n - 1], r->id, r->metric.name);
	size_t n = 0;

	/* Not beside itself, where all values repeat. */
	if (s && s->n >= 2 && meantest_fits(s->v, s->n, s->v, 0, r->threshold))
		n = window_collect(levels, WINDOW_MIN, base, r, true);
	return n >= 2 ? n : window_collect(levels, WINDOW_MIN, base, r, false);
}

/* Of all benchmarks with the metric: the median of their variances, which a benchmark that has
 * really changed does not move. */
static double pooled(struct arena *mem, const struct run_set *base, const struct row *like)
{
	const struct run *newest = &base->v[base->n - 1];
	double *variance = arena_array(mem, newest->n ? newest->n : 1, sizeof *variance);
	size_t n = 0;

	for (size_t i = 0; i < newest->n; i++) {
		double levels[WINDOW_MIN];
		struct row r = *like;
		size_t k;

		r.id = newest->v[i].id;
		k = collect(levels, base, &r);
		if (k >= 2)
			variance[n++] = variance_of(mem, levels, k, false) / median_share(k - 1);
	}
	if (n == 0)
		return 0;
	sort_doubles(variance, n);
	return sort_median(variance, n);
}

static double pooled_once(struct judge *judge, const struct run_set *base, const struct row *r)
{
	struct session_spreads *spreads = &judge->spreads;
	FREES_ARENA struct arena mem = { 0 };
	struct session_spread *s;

	for (size_t i = 0; i < spreads->n; i++)
		if (spreads->v[i].of == base->v && text_equal(spreads->v[i].metric, r->metric.name))
			return spreads->v[i].variance;
	s = ARENA_PUSH(judge->mem, spreads);
	*s = (struct session_spread){ base->v, r->metric.name, pooled(&mem, base, r) };
	return s->variance;
}

/* What shares of the samples are of; 0: there are none. */
static double unit_of(struct arena *mem, const struct series *s)
{
	const double *sorted = sort_copy(mem, s->v, s->n);

	return s->n ? prediction_scale_of(sorted, s->n, sorted[0]).unit : 0;
}

/* The variance of the median of so few samples, as a distance. Shares are of `other`, the unit of
 * base, where that is larger: noise is a share of the level, but not near 0. */
static double variance_within(struct arena *mem, const struct series *s, bool linear, double other)
{
	double *y, sd, unit;

	if (s->figures || s->n < 2)
		return 0;
	y = distances_of(mem, s->v, s->n, linear);
	sort_doubles(y, s->n);
	sd = STATS_MAD_SD * stats_mad(y, s->n);
	if (linear) {
		unit = unit_of(mem, s);
		sd *= unit / fmax(unit, other);
	}
	return HALF_PI * sd * sd / (double)s->n;
}

static double smallest(double least, const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		least = fmin(least, v[i]);
	return least;
}

/* The loss that such a distance is. least: of all values that are compared. */
static double loss_of(const struct row *r, double far, double least)
{
	bool higher = r->metric.better == BETTER_HIGHER;

	if (higher && least >= 0)
		return -expm1(-far); /* at most all */
	return least > 0 ? expm1(far)
			 : far * PRIOR_LIMIT / log1p(PRIOR_LIMIT); /* the same if assumed */
}

/* Of ratios and of values that end at 0, the inverse. */
static double gain_of(const struct row *r, double loss, double least)
{
	return least < 0 ? loss : loss / (r->metric.better == BETTER_HIGHER ? 1 - loss : 1 + loss);
}

struct session_limit sessions_limit(struct judge *judge, const struct run_set *base,
	const struct row *r, const struct series *const sides[2], const double *medians, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	double df = n > 1 ? (double)(n - 1) : 0, all = PRIOR_DF + df, own, seen, prior, within;
	double levels, far, loss, unit, least = smallest((double)INFINITY, medians, n);
	bool linear; /* shares, and not logarithms, of all that is compared */

	if (n >= WINDOW_MIN)
		return (struct session_limit){ .limit = (double)NAN };
	for (size_t i = 0; i < 2; i++)
		least = smallest(least, sides[i]->v, sides[i]->n);
	linear = !(least > 0);
	/* Sessions are what is counted: their benchmarks move together. */
	own = variance_of(&mem, medians, n, linear);
	if (n > 0 && !(sqrt(own) > PREDICTION_SAME))
		own = pow(sessions_hidden_spread(&r->metric, sides, medians, n), 2);
	seen = fmax(own, pooled_once(judge, base, r));
	prior = assumed();
	/* What is assumed is about levels; medians of samples miss them. What was seen is about
	 * medians. */
	unit = least < 0 ? unit_of(&mem, sides[0]) : 0; /* levels may pass 0 */
	within = (variance_within(&mem, sides[0], linear, 0) +
			 variance_within(&mem, sides[1], linear, unit)) *
		pow(special_normal_quantile(1 - SESSION_ERROR) /
				special_t_isf(SESSION_ERROR, PRIOR_DF),
			2);
	levels = (PRIOR_DF * prior * prior + df * 2 * seen) / all;
	far = special_t_isf(SESSION_ERROR, all) * sqrt(levels + PRIOR_DF * within / all);
	loss = loss_of(r, far, least);
	return (struct session_limit){
		.limit = loss, .gain = gain_of(r, loss, least), .sd = sqrt(levels)
	};
}
