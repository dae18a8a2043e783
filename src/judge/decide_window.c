/* Stored mode with enough earlier runs: is the new median one that they would have led to expect?
 * The spread between sessions is what counts then, not the one within. */
#include "decide.h"

#include <math.h>
#include <string.h>

#include "benchctl/changepoint.h"
#include "benchctl/prediction.h"
#include "benchctl/special.h"
#include "benchctl/stats.h"
#include "benchctl/text.h"

size_t window_collect(double *medians, size_t max, struct arena *scratch,
	const struct run_set *base, const struct row *r)
{
	size_t n = 0;

	for (size_t i = base->n; i-- > 0 && n < max;) {
		const struct result *result = run_find(&base->v[i], r->id);
		const struct series *s = result ? result_find(result, r->metric.name) : NULL;

		if (!s || s->n == 0 || s->metric.dim != r->metric.dim ||
			!text_equal(s->metric.unit, r->metric.unit))
			continue;
		medians[n++] = stats_median(stats_sorted(scratch, s->v, s->n), s->n);
	}
	for (size_t i = 0; i < n / 2; i++) { /* oldest first */
		double t = medians[i];

		medians[i] = medians[n - 1 - i];
		medians[n - 1 - i] = t;
	}
	return n;
}

/* What lies before the last shift of the level says nothing about the level now. */
static size_t since_last_shift(struct sides *s, const double *medians, size_t n)
{
	struct changepoint_tables *t = &s->judge->changepoints;
	struct changepoints found = { 0 };

	changepoint_find(&found, t, &s->scratch, medians, n);
	return found.n ? found.v[found.n - 1].at : 0;
}

/* The smallest loss that would have been called one, from both distances that must be far enough.
 */
static double visible_loss(const double *log, size_t k, double far)
{
	FREES_ARENA struct arena mem = { 0 };
	double *sorted = stats_sorted(&mem, log, k);
	double wide = sqrt(1 + 1 / (double)k);
	double by_sd = stats_mean(log, k) - stats_median(sorted, k) + far * stats_sd(log, k) * wide;
	double by_mad = far * STATS_MAD_SD * stats_mad(sorted, k) * wide;

	return expm1(by_sd > by_mad ? by_sd : by_mad);
}

static void conclude(struct sides *s, const struct prediction *p, double far, bool better)
{
	struct row *r = s->row;
	double worse = s->higher ? -r->change : r->change;
	const char *limit = decide_percent(s, r->threshold);

	if (p->t > far && p->z > far && worse >= r->threshold)
		decide_verdict(s, VERDICT_REGRESSION,
			"outside what the earlier runs lead to expect, by the limit or more");
	else if (better && -worse >= r->threshold)
		decide_verdict(s, VERDICT_IMPROVEMENT,
			"better than the earlier runs lead to expect");
	else if (r->visible <= r->threshold || worse < 0)
		decide_verdict(s, VERDICT_PASS,
			arena_printf(s->mem,
				"within what the earlier runs lead to expect, and %s would "
				"have been seen",
				limit));
	else
		decide_verdict(s, VERDICT_INCONCLUSIVE,
			arena_printf(s->mem, "could not see less than %s",
				decide_percent(s, r->visible)));
}

bool decide_window(struct sides *s, const double *medians, size_t n)
{
	struct row *r = s->row;
	size_t from = since_last_shift(s, medians, n), k = n - from;
	double *log_cost = arena_array(&s->scratch, n ? n : 1, sizeof *log_cost), far;
	struct prediction p, mirror;

	if (k < WINDOW_MIN)
		return false;
	/* As costs, so that larger is worse whatever the metric. */
	for (size_t i = 0; i < k; i++) {
		double v = medians[from + i];

		if (v <= 0 || r->head.median <= 0)
			return false;
		log_cost[i] = s->higher ? -log(v) : log(v);
	}
	if (!prediction_of(&p, medians + from, k, r->head.median))
		return false;
	mirror = p;
	mirror.t = -p.t;
	mirror.z = -p.z;
	far = special_t_isf((1 - r->confidence) / 2, (double)(k - 1));
	r->test = arena_printf(s->mem, WINDOW_TEST " from %zu runs", k);
	r->base.median = stats_median(stats_sorted(&s->scratch, medians + from, k), k);
	r->base.n = k;
	r->change = r->effect = stats_change(r->base.median, r->head.median);
	r->p = special_t_two(p.t, (double)(k - 1));
	r->p_worse = s->higher ? special_t_sf(-p.t, (double)(k - 1)) : p.p_greater;
	r->visible = visible_loss(log_cost, k, far);
	conclude(s, s->higher ? &mirror : &p, far,
		s->higher ? p.t > far && p.z > far : mirror.t > far && mirror.z > far);
	return true;
}
