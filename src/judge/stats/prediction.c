#include "judge/stats/prediction.h"

#include <math.h>

#include "base/arena.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

static double over(double distance, double spread)
{
	if (spread > 0)
		return distance / spread;
	return distance < 0 ? -(double)INFINITY : distance > 0 ? (double)INFINITY : 0;
}

struct prediction_scale prediction_scale_of(const double *sorted, size_t k, double x)
{
	struct prediction_scale scale = { .median = sort_median(sorted, k),
		.linear = !(sorted[0] > 0 && x > 0) };
	double size = fabs(scale.median);

	for (size_t i = 0; i < k && !(fabs(scale.median) > 0); i++)
		size += fabs(sorted[i]) / (double)k;
	scale.zero = !(size > 0);
	scale.unit = scale.zero ? 1 : size;
	return scale;
}

double prediction_distance(const struct prediction_scale *scale, double v)
{
	return scale->linear ? (v - scale->median) / scale->unit : log(v / scale->median);
}

double prediction_change(const struct prediction_scale *scale, double distance)
{
	return scale->linear ? distance : expm1(distance);
}

bool prediction_of(struct prediction *out, const double *history, size_t k, double x, double least,
	double more)
{
	FREES_ARENA struct arena mem = { 0 };
	double *y, wide = sqrt(1 + 1 / (double)k), sd, mad;
	struct prediction p = { 0 };

	if (k < 2)
		return false;
	y = sort_copy(&mem, history, k);
	p.scale = prediction_scale_of(y, k, x);
	for (size_t i = 0; i < k; i++)
		y[i] = prediction_distance(&p.scale, y[i]);
	p.at = prediction_distance(&p.scale, x);
	p.mean = stats_mean(y, k);
	p.median = sort_median(y, k);
	sd = stats_sd(y, k);
	mad = STATS_MAD_SD * stats_mad(y, k);
	if (!(sd > PREDICTION_SAME && mad > PREDICTION_SAME)) {
		p.hidden = wide * least;
		if (fabs(p.at - p.median) > PREDICTION_SAME) {
			sd = fmax(sd, least);
			mad = fmax(mad, least);
		}
	}
	p.sd = hypot(wide * sd, sqrt(more));
	p.mad = hypot(wide * mad, sqrt(more));
	p.t = over(p.at - p.mean, p.sd);
	p.z = over(p.at - p.median, p.mad);
	*out = p;
	return true;
}

bool prediction_band(double *lo, double *hi, const double *history, size_t k, double level)
{
	FREES_ARENA struct arena mem = { 0 };
	const double *sorted = sort_copy(&mem, history, k);
	struct prediction p;
	double far;

	if (k < 2 || !(sorted[0] > 0) ||
		!prediction_of(&p, history, k, sort_median(sorted, k), 0, 0))
		return false;
	far = special_t_isf((1 - level) / 2, (double)(k - 1));
	*lo = p.scale.median * exp(fmin(p.mean - far * p.sd, p.median - far * p.mad));
	*hi = p.scale.median * exp(fmax(p.mean + far * p.sd, p.median + far * p.mad));
	return true;
}
