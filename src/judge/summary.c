#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "judge/decide.h"
#include "judge/stats/stats.h"

struct summary summary_of_sorted(const double *sorted, size_t n)
{
	size_t k = stats_median_rank(n, MEDIAN_LEVEL);

	return (struct summary){ .n = n,
		.median = sort_median(sorted, n),
		.lo = k ? sorted[k - 1] : -(double)INFINITY,
		.hi = k ? sorted[n - k] : (double)INFINITY };
}

struct summary summary_of_figures(const struct figures *f)
{
	return (struct summary){ .n = f->n, .median = figures_centre(f), .lo = f->lo, .hi = f->hi };
}

static const struct summary nothing = {
	.median = (double)NAN, .lo = (double)NAN, .hi = (double)NAN
};

/* Few are sorted on the stack: an arena for each of many series takes as long as the sorting. */
static struct summary summary_of_samples(const double *v, size_t n)
{
	enum { FEW = 64 };
	FREES_ARENA struct arena mem = { 0 };
	double few[FEW];

	if (n > FEW)
		return summary_of_sorted(sort_copy(&mem, v, n), n);
	memcpy(few, v, n * sizeof *few);
	sort_doubles(few, n);
	return summary_of_sorted(few, n);
}

struct summary summary_of_series(const struct series *s)
{
	struct summary sum = nothing;

	if (s && s->n && !s->figures)
		return summary_of_samples(s->v, s->n);
	if (s && s->figures)
		sum.median = figures_centre(s->figures);
	return sum;
}
