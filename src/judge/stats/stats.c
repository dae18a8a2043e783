#include "judge/stats/stats.h"

#include "base/arena.h"
#include "judge/stats/special.h"

double stats_quantile(const double *sorted, size_t n, double p)
{
	double h = (double)(n - 1) * p;
	size_t i = (size_t)h;

	if (i + 1 >= n)
		return sorted[n - 1];
	return sorted[i] + (h - (double)i) * (sorted[i + 1] - sorted[i]);
}

/* The deviations ascend on both sides of the median: merge them up to the middle one. */
double stats_mad(const double *sorted, size_t n)
{
	double median = sort_median(sorted, n), last = 0, now = 0;
	size_t right = 0, left;

	while (right < n && sorted[right] < median)
		right++;
	left = right;
	for (size_t taken = 0; taken <= n / 2; taken++) {
		last = now;
		if (left == 0 || (right < n && sorted[right] - median < median - sorted[left - 1]))
			now = sorted[right++] - median;
		else
			now = median - sorted[--left];
	}
	return n % 2 ? now : (last + now) / 2;
}

/* The second pass removes the rounding error of the first. */
double stats_mean(const double *v, size_t n)
{
	double sum = 0, rest = 0, mean;

	for (size_t i = 0; i < n; i++)
		sum += v[i];
	mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		rest += v[i] - mean;
	return mean + rest / (double)n;
}

static double squares(const double *v, size_t n, double mean)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (v[i] - mean) * (v[i] - mean);
	return sum;
}

double stats_sd(const double *v, size_t n)
{
	if (n < 2)
		return (double)NAN;
	return sqrt(squares(v, n, stats_mean(v, n)) / (double)(n - 1));
}

double stats_median_variance(const double *sorted, size_t n, size_t k)
{
	double a = ((double)k + 1) / 2, before = 0, sum = 0, squared = 0;

	for (size_t i = 0; i < n; i++) {
		double upto = special_beta(a, a, (double)(i + 1) / (double)n);
		double v = sorted[i] - sorted[n / 2];

		sum += (upto - before) * v;
		squared += (upto - before) * v * v;
		before = upto;
	}
	return fmax(0, squared - sum * sum) * (double)n / (double)(n - 1);
}

double stats_autocorrelation(const double *v, size_t n)
{
	double mean = stats_mean(v, n), all = squares(v, n, mean), lagged = 0;

	if (n < 3 || !(all > 0))
		return (double)NAN;
	for (size_t i = 1; i < n; i++)
		lagged += (v[i] - mean) * (v[i - 1] - mean);
	return lagged / all;
}

size_t stats_median_rank(size_t n, double confidence)
{
	enum { EXACT_MAX = 1000 }; /* 2^-n is a normal double */
	double level = (1 - confidence) / 2, p = ldexp(1, -(int)n), tail = p;
	size_t k = 0;

	if (n > EXACT_MAX) {
		double edge = (double)n / 2 + .5 +
			special_normal_quantile(level) * sqrt((double)n) / 2;

		return edge < 1 ? 0 : (size_t)edge;
	}
	while (k < n && tail <= level) {
		p *= (double)(n - k) / (double)(k + 1);
		tail += p;
		k++;
	}
	return k;
}

double stats_change(double base, double head)
{
	/* 36.7 to 38.535 is +5%, not .04999999999999982, or a loss of the limit would pass. */
	const double digits = 1e13;

	if (fpclassify(base) == FP_ZERO)
		return fpclassify(head) == FP_ZERO ? 0 : (double)NAN;
	return round((head - base) / fabs(base) * digits) / digits;
}

enum { SAMPLES_MIN = 8, BINS = 512 };

/* Sums kernels at the samples or, of many, at the middles of bins. */
static void kernels(double *out, size_t points, const double *at, const double *weight, size_t n,
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

bool stats_density(double *out, size_t points, const double *sorted, size_t n, double lo, double hi)
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
		kernels(out, points, sorted, NULL, n, lo, hi, width);
		return true;
	}
	for (size_t i = 0; i < BINS; i++)
		at[i] = lo + (hi - lo) * ((double)i + .5) / BINS;
	for (size_t i = 0; i < n; i++) {
		double bin = (sorted[i] - lo) / (hi - lo) * BINS;

		if (bin >= 0 && bin <= BINS)
			weight[bin < BINS ? (size_t)bin : BINS - 1]++;
	}
	kernels(out, points, at, weight, BINS, lo, hi, fmax(width, (hi - lo) / BINS));
	return true;
}

enum { POINTS_MAX = 256 }; /* the pairs grow with the square */

/* The logarithms in groups of `size`, each with its median. */
static size_t grouped(double *y, const double *v, size_t n, size_t size)
{
	for (size_t i = 0; i < n; i++)
		y[i] = log(v[i]);
	for (size_t i = 0; size > 1 && i < n / size; i++)
		y[i] = sort_find_median(y + n % size + i * size, size);
	return n / size;
}

double stats_slope(const double *v, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t size = (n + POINTS_MAX - 1) / POINTS_MAX, k = 0;
	double *y, *slope;

	for (size_t i = 0; i < n; i++)
		if (v[i] <= 0)
			return (double)NAN;
	if (n < 2)
		return (double)NAN;
	y = arena_array(&mem, n, sizeof *y);
	n = grouped(y, v, n, size);
	slope = arena_array(&mem, n * (n - 1) / 2, sizeof *slope);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			slope[k++] = (y[j] - y[i]) / (double)((j - i) * size);
	return expm1(sort_find_median(slope, k));
}
