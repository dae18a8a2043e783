#include "base/sort.h"

#include <string.h>

#include "base/arena.h"

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void sort_doubles(double *v, size_t n)
{
	enum { SMALL = 40 }; /* insertion is quicker up to here */

	if (n > SMALL) {
		qsort(v, n, sizeof *v, ascending);
		return;
	}
	/* Without a branch that depends on a value: each would be guessed, and often wrongly. */
	for (size_t i = 1; i < n; i++) {
		double x = v[i];

		for (size_t j = 0; j < i; j++) {
			double held = v[j];

			v[j] = x < held ? x : held;
			x = x < held ? held : x;
		}
		v[i] = x;
	}
}

void sort_ranks(struct sort_rank *out, const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (struct sort_rank){ v[i], i };
	qsort(out, n, sizeof *out, ascending); /* v is first */
}

double *sort_copy(struct arena *mem, const double *v, size_t n)
{
	double *copy = arena_dup(mem, v, n, sizeof *copy);

	sort_doubles(copy, n);
	return copy;
}

double sort_median(const double *sorted, size_t n)
{
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* Puts the k-th smallest at v[k] and only smaller or equal ones before it (Hoare 1961). */
static void find(double *v, size_t n, size_t k)
{
	enum { ROUNDS = 100 }; /* a series made to be slow is sorted after these */
	ptrdiff_t at = (ptrdiff_t)k, low = 0, high = (ptrdiff_t)n - 1;

	for (int round = 0; low < high; round++) {
		const double pivot = v[low + (high - low) / 2];
		ptrdiff_t i = low, j = high;

		if (round == ROUNDS) {
			sort_doubles(v + low, (size_t)(high - low + 1));
			return;
		}
		while (i <= j) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i <= j) {
				const double held = v[i];

				v[i++] = v[j];
				v[j--] = held;
			}
		}
		low = j < at ? i : low;
		high = at < i ? j : high;
	}
}

double sort_find_median(double *v, size_t n)
{
	double below;

	find(v, n, n / 2);
	if (n % 2)
		return v[n / 2];
	below = v[0];
	for (size_t i = 1; i < n / 2; i++)
		below = v[i] > below ? v[i] : below;
	return (below + v[n / 2]) / 2;
}

int sort_by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}
