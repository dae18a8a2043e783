#include "judge/scaling.h"

#include <math.h>

#include "judge/stats/special.h"
#include "model/run/run.h"

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

bool scaling_fit(struct figures *f, const double *x, const double *y, size_t n)
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
	f->n = n;
	f->mean = f->median = slope;
	f->sd = error;
	f->lo = slope - t * error;
	f->hi = slope + t * error;
	f->level = 0.95;
	return true;
}
