#include "judge/stats/multiplicity.h"

#include <math.h>

#include "base/arena.h"
#include "base/sort.h"

static struct sort_rank *ranked(struct arena *mem, const double *p, size_t n)
{
	struct sort_rank *r = arena_array(mem, n, sizeof *r);

	sort_ranks(r, p, n);
	return r;
}

void multiplicity_holm(double *out, const double *p, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct sort_rank *r = ranked(&mem, p, n);
	double largest = 0;

	for (size_t i = 0; i < n; i++) {
		largest = fmax(largest, fmin(1, r[i].v * (double)(n - i)));
		out[r[i].at] = largest;
	}
}

void multiplicity_bh(double *out, const double *p, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct sort_rank *r = ranked(&mem, p, n);
	double smallest = 1;

	for (size_t i = n; i-- > 0;) {
		smallest = fmin(smallest, r[i].v * (double)n / (double)(i + 1));
		out[r[i].at] = smallest;
	}
}
