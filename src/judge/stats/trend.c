#include "judge/stats/trend.h"

#include <math.h>

#include "base/arena.h"
#include "base/sort.h"

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

double trend_slope(const double *v, size_t n)
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
