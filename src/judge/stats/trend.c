#include "judge/stats/trend.h"

#include <math.h>

#include "base/arena.h"
#include "judge/stats/stats.h"

double trend_slope(const double *v, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	double *slope;
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i] <= 0)
			return (double)NAN;
	if (n < 2)
		return (double)NAN;
	slope = arena_array(&mem, n * (n - 1) / 2, sizeof *slope);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			slope[k++] = log(v[j] / v[i]) / (double)(j - i);
	sort_doubles(slope, k);
	return expm1(sort_median(slope, k));
}
