#include <math.h>

#include "base/arena.h"
#include "judge/derive.h"
#include "judge/scaling.h"
#include "model/run/run.h"
#include "model/suite.h"

static double centre_of(const struct result *r)
{
	return r->status == RESULT_OK && r->n && r->v[0].n ? series_centre(&r->v[0]) : (double)NAN;
}

bool derive_group_scaling(struct result *out, const char **why, struct arena *mem,
	const struct run *run, const struct benchmark *v, size_t n)
{
	const struct metric exponent = { .name = "exponent",
		.unit = "",
		.dim = DIM_NONE,
		.better = v->scaling == SCALING_JUDGE ? BETTER_LOWER : BETTER_NONE };
	double *x = arena_array(mem, n, sizeof *x), *y = arena_array(mem, n, sizeof *y);
	struct figures *f = arena_alloc(mem, sizeof *f);
	size_t points = 0;

	(void)why;
	if (v->scaling == SCALING_OFF || isnan(benchmark_parameter(v, NULL)))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct result *r = run_find(run, v[i].id);

		if (!r)
			return false;
		x[points] = benchmark_parameter(&v[i], NULL);
		y[points] = centre_of(r);
		points += !isnan(x[points]) && !isnan(y[points]);
	}
	if (!scaling_fit(f, x, y, points))
		return false;
	result_series(out, mem, &exponent)->figures = f;
	return true;
}
