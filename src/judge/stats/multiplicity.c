#include "judge/stats/multiplicity.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

struct ranked {
	double p;
	size_t at;
};

static int ascending(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

static struct ranked *ranked(struct arena *mem, const double *p, size_t n)
{
	struct ranked *r = arena_array(mem, n, sizeof *r);

	for (size_t i = 0; i < n; i++)
		r[i] = (struct ranked){ p[i], i };
	qsort(r, n, sizeof *r, ascending);
	return r;
}

void multiplicity_holm(double *out, const double *p, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct ranked *r = ranked(&mem, p, n);
	double largest = 0;

	for (size_t i = 0; i < n; i++) {
		largest = fmax(largest, fmin(1, r[i].p * (double)(n - i)));
		out[r[i].at] = largest;
	}
}

void multiplicity_bh(double *out, const double *p, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct ranked *r = ranked(&mem, p, n);
	double smallest = 1;

	for (size_t i = n; i-- > 0;) {
		smallest = fmin(smallest, r[i].p * (double)n / (double)(i + 1));
		out[r[i].at] = smallest;
	}
}
