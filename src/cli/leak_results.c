#include "leak_results.h"

#include <math.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/leak.h"
#include "benchctl/stats.h"
#include "benchctl/suite.h"

static const struct watched {
	struct metric metric;
	enum dimension dim; /* of what leaks */
	const char *what;   /* behind an amount without a unit */
	double least; /* growth that may be chance: the kernel's own counting is that coarse */
} kinds[] = {
	[LEAK_RSS] = { { "leak.rss", "B/s", DIM_BANDWIDTH, BETTER_LOWER, false }, DIM_SIZE, "",
		512 << 10 },
	[LEAK_FDS] = { { "leak.fds", "1/s", DIM_RATE, BETTER_LOWER, false }, DIM_COUNT,
		" open files", 3 },
};

static struct result *find(struct run *run, const char *id)
{
	for (size_t i = 0; i < run->n; i++)
		if (strcmp(run->v[i].id, id) == 0)
			return &run->v[i];
	return NULL;
}

static void refuse(struct run *run, struct result *r, const char *reason)
{
	r->status = RESULT_ERROR;
	r->reason = reason;
	if (run->status == RUN_OK)
		run->status = RUN_FAILED;
}

/* All three in one unit. */
static const char *sentence(struct arena *mem, const struct watched *k, double slope, double lo,
	double hi)
{
	const struct unit *unit = unit_for(slope, k->dim);
	char a[QUANTITY_MAX], b[QUANTITY_MAX], c[QUANTITY_MAX];

	return arena_printf(mem, "leaks %s%s%s%s per s (%s to %s)", quantity_digits(a, slope, unit),
		*unit->symbol ? " " : "", unit->symbol, k->what, quantity_digits(b, lo, unit),
		quantity_digits(c, hi, unit));
}

static double median(struct arena *mem, const double *v, size_t n)
{
	return stats_median(stats_sorted(mem, v, n), n);
}

static void look(struct run *run, struct result *r, struct arena *mem, const struct watched *k,
	bool judge)
{
	FREES_ARENA struct arena scratch = { 0 };
	size_t n = r->growth.n, grow = 0;
	double *slope = arena_array(&scratch, n + 1, sizeof *slope);
	double *lo = arena_array(&scratch, n + 1, sizeof *lo);
	double *hi = arena_array(&scratch, n + 1, sizeof *hi);

	for (size_t i = 0; i < n; i++) {
		const struct trace *t = &r->growth.v[i];
		struct leak leak;

		if (t->n < LEAK_SAMPLES_MIN) {
			if (judge)
				refuse(run, r,
					arena_printf(mem,
						"leak: %zu samples of a run are too few to tell, "
						"%d are needed; set sample: to a shorter time",
						t->n, LEAK_SAMPLES_MIN));
			return;
		}
		leak_find(&leak, t, k->least);
		slope[i] = leak.slope;
		lo[i] = leak.lo;
		hi[i] = leak.hi;
		grow += leak.grows;
		series_add(result_series(r, mem, &k->metric), mem, fmax(0, leak.slope));
	}
	if (judge && 2 * grow > n)
		refuse(run, r,
			sentence(mem, k, median(&scratch, slope, n), median(&scratch, lo, n),
				median(&scratch, hi, n)));
}

void leak_results(struct run *run, struct arena *mem, const struct suite *suite, bool judge)
{
	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark *b = &suite->v[i];
		struct result *r = b->life.leak == LEAK_OFF ? NULL : find(run, b->id);

		if (r && r->status == RESULT_OK)
			look(run, r, mem, &kinds[b->life.leak], judge);
	}
}
