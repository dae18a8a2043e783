#include "judge/stats/density.h"

#include <math.h>

#include "judge/stats/stats.h"

enum { SAMPLES_MIN = 8, BINS = 512 };

/* Sums kernels at the samples or, of many, at the middles of bins. */
static void sum(double *out, size_t points, const double *at, const double *weight, size_t n,
	double lo, double hi, double width)
{
	double top = 0;

	for (size_t i = 0; i < points; i++) {
		double here = lo + (hi - lo) * (double)i / (double)(points - 1);

		out[i] = 0;
		for (size_t k = 0; k < n; k++) {
			double z = (here - at[k]) / width;

			out[i] += (weight ? weight[k] : 1) * exp(-z * z / 2);
		}
		top = fmax(top, out[i]);
	}
	for (size_t i = 0; i < points && top > 0; i++)
		out[i] /= top;
}

bool density_of(double *out, size_t points, const double *sorted, size_t n, double lo, double hi)
{
	double at[BINS], weight[BINS] = { 0 }, sd, quartiles, width;

	if (n < SAMPLES_MIN)
		return false;
	sd = stats_sd(sorted, n);
	quartiles = stats_quantile(sorted, n, .75) - stats_quantile(sorted, n, .25);
	if (quartiles > 0)
		sd = fmin(sd, quartiles / 1.34);
	width = 0.9 * sd * pow((double)n, -0.2);
	if (!(width > 0) || !(hi > lo))
		return false;
	if (n <= BINS) {
		sum(out, points, sorted, NULL, n, lo, hi, width);
		return true;
	}
	for (size_t i = 0; i < BINS; i++)
		at[i] = lo + (hi - lo) * ((double)i + .5) / BINS;
	for (size_t i = 0; i < n; i++) {
		double bin = (sorted[i] - lo) / (hi - lo) * BINS;

		if (bin >= 0 && bin <= BINS)
			weight[bin < BINS ? (size_t)bin : BINS - 1]++;
	}
	sum(out, points, at, weight, BINS, lo, hi, fmax(width, (hi - lo) / BINS));
	return true;
}
