#include <math.h>

#include "base/arena.h"
#include "base/sort.h"
#include "base/text.h"
#include "judge/derive.h"
#include "judge/leak.h"
#include "model/suite.h"

static const struct watched {
	const char *name, *reported;
	const char *peak;   /* the metric with the maximum of a run */
	enum dimension dim; /* of what leaks */
	struct metric rate; /* over time */
	const char *what;   /* printed after an amount without a unit */
	double least;       /* smaller growth may be chance: the kernel counts that coarsely */
} kinds[] = {
	[LEAK_RSS] = { "leak.rss", "rss VALUE B", "peak_rss", DIM_SIZE,
		{ "leak.rss", "B/s", DIM_BANDWIDTH, BETTER_LOWER }, "", 512 << 10 },
	[LEAK_FDS] = { "leak.fds", "fds N 1", "tree.fds.peak", DIM_COUNT,
		{ "leak.fds", "1/s", DIM_RATE, BETTER_LOWER }, " open files", 3 },
};

/* The unit that the growth rate is per. */
static const char *step_of(const struct benchmark *b)
{
	switch (leak_over(b)) {
	case LEAK_OVER_RUNS: return "run";
	case LEAK_OVER_REPORTS: return "report";
	case LEAK_OVER_PARAMETER: return b->life.process.leak_over;
	case LEAK_OVER_TIME:
	default: return "s";
	}
}

static struct metric metric_of(struct arena *mem, const struct benchmark *b)
{
	const struct watched *k = &kinds[b->life.process.leak];

	if (leak_over(b) == LEAK_OVER_TIME)
		return k->rate;
	return (struct metric){ .name = arena_printf(mem, "%s.%s", k->name, step_of(b)),
		.unit = dimension_base(k->dim),
		.dim = k->dim,
		.better = BETTER_LOWER };
}

/* Slope and interval are in one unit. */
static const char *sentence(struct arena *mem, const struct benchmark *b, const struct leak *leak)
{
	const struct watched *k = &kinds[b->life.process.leak];
	const struct unit *unit = unit_for(leak->slope, k->dim);
	char v[3][QUANTITY_MAX];

	return arena_printf(mem, "leaks %s%s%s%s per %s (%s to %s)",
		quantity_digits(v[0], leak->slope, unit), *unit->symbol ? " " : "", unit->symbol,
		k->what, step_of(b), quantity_digits(v[1], leak->lo, unit),
		quantity_digits(v[2], leak->hi, unit));
}

static const char *too_few(struct arena *mem, const struct benchmark *b, size_t n)
{
	const struct watched *k = &kinds[b->life.process.leak];
	const char *advice = "set sample: to a shorter time", *what = "samples of a run";

	if (leak_over(b) == LEAK_OVER_RUNS) {
		what = "runs";
		advice = arena_printf(mem, "set runs: %d", LEAK_SAMPLES_MIN);
	} else if (leak_over(b) == LEAK_OVER_REPORTS) {
		what = "reports of a run";
		advice = arena_printf(mem, "write '%s' to $BENCHCTL_METRICS after each iteration",
			k->reported);
	}
	return arena_printf(mem, "leak: %zu %s are too few, a decision needs %d; %s", n, what,
		LEAK_SAMPLES_MIN, advice);
}

/* The maximum of each run, or NULL where some run ended before it was sampled. */
static const struct series *peaks(const struct result *r, const struct benchmark *b)
{
	const struct series *s = result_find(r, kinds[b->life.process.leak].peak);
	const struct series *every = result_find(r, "wall");

	return s && every && s->n == every->n ? s : NULL;
}

static const char *unseen(struct arena *mem, const struct result *r)
{
	return arena_printf(mem,
		"leak: a run of %s ended before its open files were counted; "
		"set sample: to a shorter time",
		r->id);
}

/* The runs as one trace, by their number. -1 where some have no maximum. */
static int take_runs(struct traces *out, struct arena *mem, const struct result *r,
	const struct benchmark *b)
{
	const struct series *s = peaks(r, b);
	double *at;

	if (!s)
		return -1;
	at = arena_array(mem, s->n, sizeof *at);
	for (size_t i = 0; i < s->n; i++)
		at[i] = (double)i + 1;
	*ARENA_PUSH(mem, out) = (struct trace){ at, s->v, s->n };
	return 0;
}

static struct leak middle_of(struct arena *mem, const struct leak *v, size_t n)
{
	struct leak middle = { 0 };
	double *const to[] = { &middle.slope, &middle.lo, &middle.hi };
	double *one = arena_array(mem, n, sizeof *one);

	for (size_t k = 0; k < ARRAY_SIZE(to); k++) {
		for (size_t i = 0; i < n; i++)
			one[i] = k == 0 ? v[i].slope : k == 1 ? v[i].lo : v[i].hi;
		*to[k] = sort_find_median(one, n);
	}
	return middle;
}

void derive_leak(struct result *r, const char **why, struct arena *mem, const struct benchmark *b)
{
	FREES_ARENA struct arena scratch = { 0 };
	const struct leak_allowance allowed = { kinds[b->life.process.leak].least,
		leak_limit(&b->life.process) };
	const struct metric metric = metric_of(mem, b);
	struct traces traces = r->leak_samples;
	struct leak *leaks, middle;
	size_t growing = 0;

	if (result_find(r, metric.name))
		return;
	if (leak_over(b) == LEAK_OVER_RUNS && take_runs(&traces, &scratch, r, b) < 0) {
		*why = unseen(mem, r);
		return;
	}
	leaks = arena_array(&scratch, traces.n + 1, sizeof *leaks);
	for (size_t i = 0; i < traces.n; i++) {
		if (traces.v[i].n < LEAK_SAMPLES_MIN) {
			*why = too_few(mem, b, traces.v[i].n);
			return;
		}
		leak_find(&leaks[i], &traces.v[i], &allowed);
		growing += leaks[i].grows;
		series_add(result_series(r, mem, &metric), mem, fmax(0, leaks[i].slope));
	}
	if (2 * growing <= traces.n)
		return;
	middle = middle_of(&scratch, leaks, traces.n);
	*why = sentence(mem, b, &middle);
}

/* All runs of the n variants v as points over the parameter. False where one was not measured.
 * *why: why they are too few, or unchanged. */
static bool take_variants(struct trace *out, const char **why, struct arena *mem,
	const struct run *run, const struct benchmark *v, size_t n)
{
	struct series at = { 0 }, peak = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct result *r = run_find(run, v[i].id);
		const struct series *s;

		if (!r || r->status != RESULT_OK)
			return false;
		s = peaks(r, &v[i]);
		if (!s || s->n < LEAK_RUNS_MIN)
			*why = !s
				? unseen(mem, r)
				: arena_printf(mem,
					  "leak: %s has only %zu run%s, a decision needs "
					  "%d; set runs: %d",
					  r->id, s->n, text_s(s->n), LEAK_RUNS_MIN, LEAK_RUNS_MIN);
		for (size_t k = 0; s && k < s->n; k++) {
			series_add(&at, mem, benchmark_parameter(&v[i], v->life.process.leak_over));
			series_add(&peak, mem, s->v[k]);
		}
	}
	*out = (struct trace){ at.v, peak.v, at.n };
	return true;
}

/* A negative slope is not a leak. */
static const struct figures *figures_of(struct arena *mem, const struct leak *leak, size_t n)
{
	struct figures *f = arena_alloc(mem, sizeof *f);

	*f = no_figures;
	f->n = n;
	f->median = fmax(0, leak->slope);
	f->lo = fmax(0, leak->lo);
	f->hi = fmax(0, leak->hi);
	f->level = 0.95;
	return f;
}

bool derive_group_leak(struct result *out, const char **why, struct arena *mem,
	const struct run *run, const struct benchmark *v, size_t n)
{
	const struct leak_allowance allowed = { kinds[v->life.process.leak].least,
		leak_limit(&v->life.process) };
	struct metric metric;
	struct trace points;
	struct leak leak;

	if (v->life.process.leak == LEAK_OFF || leak_over(v) != LEAK_OVER_PARAMETER ||
		n < LEAK_VALUES_MIN || !take_variants(&points, why, mem, run, v, n))
		return false;
	if (*why)
		return true;
	leak_find_over(&leak, &points, &allowed);
	metric = metric_of(mem, v);
	/* A leak is an error. Two slopes near 0 must not be compared. */
	metric.better = BETTER_NONE;
	result_series(out, mem, &metric)->figures = figures_of(mem, &leak, points.n);
	if (leak.grows)
		*why = sentence(mem, v, &leak);
	return true;
}
