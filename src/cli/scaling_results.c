#include "cli/scaling_results.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "judge/scaling.h"
#include "judge/stats/stats.h"
#include "model/run.h"
#include "model/suite.h"

static double parameter(const struct benchmark *b)
{
	return b->scaling == SCALING_OFF ? (double)NAN : benchmark_parameter(b, NULL);
}

static double median_of(struct arena *mem, const struct result *r)
{
	if (r->status != RESULT_OK || !r->n || !r->v[0].n)
		return (double)NAN;
	return stats_median(stats_sorted(mem, r->v[0].v, r->v[0].n), r->v[0].n);
}

static bool is_among(const struct run *added, const char *id)
{
	for (size_t i = 0; i < added->n; i++)
		if (strcmp(added->v[i].id, id) == 0)
			return true;
	return false;
}

static void add(struct run *added, struct arena *mem, const struct benchmark *b, const char *id,
	const struct figures *f)
{
	const struct metric exponent = { .name = "exponent",
		.unit = "",
		.dim = DIM_NONE,
		.better = b->scaling == SCALING_JUDGE ? BETTER_LOWER : BETTER_NONE };
	struct figures *kept = arena_alloc(mem, sizeof *kept);
	struct result *r = ARENA_PUSH(mem, added);

	*kept = *f;
	*r = (struct result){ .id = id };
	result_series(r, mem, &exponent)->figures = kept;
}

/* The variants v[0 .. n) of one entry; whether all of them are in the run. */
static bool fit(struct figures *f, struct arena *mem, const struct run *run,
	const struct benchmark *v, size_t n)
{
	double *x = arena_array(mem, n, sizeof *x), *y = arena_array(mem, n, sizeof *y);
	size_t points = 0;

	for (size_t i = 0; i < n; i++) {
		const struct result *r = run_find(run, v[i].id);

		if (!r)
			return false;
		x[points] = parameter(&v[i]);
		y[points] = median_of(mem, r);
		points += !isnan(x[points]) && !isnan(y[points]);
	}
	return scaling_fit(f, x, y, points);
}

void scaling_results(struct run *run, struct arena *mem, const struct suite *suite)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct run added = { 0 };
	size_t n;

	run_sort(run);
	for (size_t i = 0; i < suite->n; i += n) {
		const struct benchmark *first = &suite->v[i];
		const char *id = arena_printf(mem, "%s/scaling", first->group);
		struct figures f;

		n = suite_variants(suite, i);
		if (n == 1 || isnan(parameter(first)) || run_find(run, id) ||
			is_among(&added, id) || !fit(&f, &scratch, run, first, n))
			continue;
		add(&added, mem, first, id, &f);
	}
	for (size_t i = 0; i < added.n; i++)
		*ARENA_PUSH(mem, run) = added.v[i];
	run_sort(run);
}
