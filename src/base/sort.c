#include "base/sort.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"

void sort_doubles(double *v, size_t n)
{
	enum { SMALL = 40 }; /* insertion is quicker up to here */

	if (n > SMALL) {
		qsort(v, n, sizeof *v, sort_by_double);
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
	qsort(out, n, sizeof *out, sort_by_double); /* v is first */
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

/* Moves values < pivot (or <=) to v[from .. keep - 1], the rest behind; without branches. */
static size_t part(double *v, size_t from, size_t to, double pivot, bool or_equal)
{
	size_t keep = from;

	for (size_t i = from; i < to; i++) {
		double x = v[i];

		v[i] = v[keep];
		v[keep] = x;
		keep += or_equal ? x <= pivot : x < pivot;
	}
	return keep;
}

static double middle_of_three(const double *v, size_t n, struct rng *rng)
{
	double a = v[rng_below(rng, n)], b = v[rng_below(rng, n)], c = v[rng_below(rng, n)];

	return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

double sort_nth(double *v, size_t from, size_t to, size_t k)
{
	/* A series made to be slow is sorted after these passes, and a few values at once. */
	enum { PASSES = 100, FEW = 12 };
	struct rng rng = rng_seeded(k);

	for (int pass = 0; to - from > 1; pass++) {
		double pivot;
		size_t at;

		if (pass == PASSES || to - from <= FEW) {
			sort_doubles(v + from, to - from);
			break;
		}
		pivot = middle_of_three(v + from, to - from, &rng);
		at = part(v, from, to, pivot, false);
		if (at == from) { /* nothing is smaller */
			at = part(v, from, to, pivot, true);
			if (k < at)
				return pivot;
		}
		if (k < at)
			to = at;
		else
			from = at;
	}
	return v[k];
}

double sort_find_median(double *v, size_t n)
{
	double middle = sort_nth(v, 0, n, n / 2);

	return n % 2 ? middle : (sort_nth(v, 0, n / 2, n / 2 - 1) + middle) / 2;
}

int sort_by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int sort_by_double(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return SORT_ORDER(*x, *y);
}
