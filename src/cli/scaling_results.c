#include "scaling_results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/run.h"
#include "benchctl/scaling.h"
#include "benchctl/stats.h"
#include "benchctl/suite.h"

/* The value of the one parameter, or NaN. */
static double parameter(const struct benchmark *b)
{
	char *end;
	double v;

	if (b->parameters.n != 1 || b->scaling == SCALING_OFF)
		return (double)NAN;
	v = strtod(b->parameters.v[0].value, &end);
	return *end ? (double)NAN : v;
}

static double median_of(struct arena *mem, const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct result *r = &run->v[i];

		if (strcmp(r->id, id) == 0 && r->status == RESULT_OK && r->n && r->v[0].n)
			return stats_median(stats_sorted(mem, r->v[0].v, r->v[0].n), r->v[0].n);
	}
	return (double)NAN;
}

static void add(struct run *run, struct arena *mem, const struct benchmark *b,
	const struct figures *f)
{
	const struct metric exponent = { .name = "exponent",
		.unit = "",
		.dim = DIM_NONE,
		.better = b->scaling == SCALING_JUDGE ? BETTER_LOWER : BETTER_NONE };
	struct figures *kept = arena_alloc(mem, sizeof *kept);
	struct result *r = ARENA_PUSH(mem, run);

	*kept = *f;
	*r = (struct result){ .id = arena_printf(mem, "%s/scaling", b->group) };
	result_series(r, mem, &exponent)->figures = kept;
}

static bool seen_before(const struct suite *suite, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(suite->v[k].group, suite->v[i].group) == 0)
			return true;
	return false;
}

void scaling_results(struct run *run, struct arena *mem, const struct suite *suite)
{
	FREES_ARENA struct arena scratch = { 0 };
	double *x = arena_array(&scratch, suite->n, sizeof *x);
	double *y = arena_array(&scratch, suite->n, sizeof *y);

	for (size_t i = 0; i < suite->n; i++) {
		const char *group = suite->v[i].group;
		struct figures f;
		size_t n = 0;

		if (isnan(parameter(&suite->v[i])) || seen_before(suite, i))
			continue;
		for (size_t k = i; k < suite->n; k++) {
			if (strcmp(suite->v[k].group, group) != 0)
				continue;
			x[n] = parameter(&suite->v[k]);
			y[n] = median_of(&scratch, run, suite->v[k].id);
			n += !isnan(x[n]) && !isnan(y[n]);
		}
		if (scaling_fit(&f, x, y, n))
			add(run, mem, &suite->v[i], &f);
	}
}
