#include "judge/stats/stats.h"

#include <math.h>

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
	if (!(base < 0) && !(base > 0))
		return !(head < 0) && !(head > 0) ? 0 : (double)NAN;
	return (head - base) / fabs(base);
}
