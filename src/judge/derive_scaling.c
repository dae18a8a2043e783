#include <math.h>

#include "base/arena.h"
#include "judge/derive.h"
#include "judge/stats/special.h"
#include "model/run/run.h"
#include "model/suite.h"

enum { POINTS_MIN = 3 };

static size_t distinct(const double *x, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		bool new = true;

		for (size_t k = 0; k < i && new; k++)
			new = x[k] < x[i] || x[k] > x[i];
		found += new;
	}
	return found;
}

bool derive_exponent(struct figures *f, const double *x, const double *y, size_t n)
{
	double mx = 0, my = 0, sxx = 0, sxy = 0, rest = 0, slope, error, t;

	for (size_t i = 0; i < n; i++)
		if (x[i] <= 0 || y[i] <= 0)
			return false;
	if (distinct(x, n) < POINTS_MIN)
		return false;
	for (size_t i = 0; i < n; i++) {
		mx += log(x[i]) / (double)n;
		my += log(y[i]) / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		sxx += (log(x[i]) - mx) * (log(x[i]) - mx);
		sxy += (log(x[i]) - mx) * (log(y[i]) - my);
	}
	slope = sxy / sxx;
	for (size_t i = 0; i < n; i++) {
		double d = log(y[i]) - my - slope * (log(x[i]) - mx);

		rest += d * d;
	}
	error = sqrt(rest / (double)(n - 2) / sxx);
	t = special_t_isf(0.025, (double)(n - 2));
	*f = no_figures;
	/* The judge takes figures for a mean. A mean of one value less has the error of the slope
	 * and its n - 2 degrees of freedom. */
	f->n = n - 1;
	f->mean = f->median = slope;
	f->sd = error * sqrt((double)(n - 1));
	f->lo = slope - t * error;
	f->hi = slope + t * error;
	f->level = 0.95;
	return true;
}

static double centre_of(const struct result *r)
{
	return r->status == RESULT_OK && r->n && r->v[0].n ? series_centre(&r->v[0]) : (double)NAN;
}

bool derive_group_scaling(struct result *out, const char **why, struct arena *mem,
	const struct run *run, const struct benchmark *v, size_t n)
{
	struct metric exponent = {
		.name = "exponent", .unit = "", .dim = DIM_NONE, .better = BETTER_NONE
	};
	double *x = arena_array(mem, n, sizeof *x), *y = arena_array(mem, n, sizeof *y);
	struct figures *f = arena_alloc(mem, sizeof *f);
	size_t points = 0;

	(void)why;
	if (v->scaling == SCALING_OFF || isnan(benchmark_parameter(v, NULL)))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct result *r = run_find(run, v[i].id);

		if (!r)
			return false;
		x[points] = benchmark_parameter(&v[i], NULL);
		y[points] = centre_of(r);
		if (v->scaling == SCALING_JUDGE && r->n)
			exponent.better = r->v[0].metric.better;
		points += !isnan(x[points]) && !isnan(y[points]);
	}
	if (!derive_exponent(f, x, y, points))
		return false;
	if (v->scaling == SCALING_REPORT)
		out->reason = "scaling: report does not judge the exponent; set scaling: judge";
	result_series(out, mem, &exponent)->figures = f;
	return true;
}
