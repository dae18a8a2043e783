#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void sort_doubles(double *v, size_t n)
{
	enum { SMALL = 48 }; /* insertion is quicker up to here */

	if (n > SMALL) {
		qsort(v, n, sizeof *v, ascending);
		return;
	}
	for (size_t i = 1, j; i < n; i++) {
		double x = v[i];

		for (j = i; j > 0 && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

double *sort_copy(struct arena *mem, const double *v, size_t n)
{
	double *copy = arena_array(mem, n, sizeof *copy);

	if (n)
		memcpy(copy, v, n * sizeof *copy);
	sort_doubles(copy, n);
	return copy;
}

double sort_median(const double *sorted, size_t n)
{
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}
