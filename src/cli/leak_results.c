#include "cli/leak_results.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "judge/leak.h"
#include "judge/stats/stats.h"
#include "model/suite.h"

static const struct watched {
	const char *name, *reported;
	const char *peak;   /* the metric that has the most of a run */
	enum dimension dim; /* of what leaks */
	struct metric rate; /* over the time */
	const char *what;   /* behind an amount without a unit */
	double least; /* growth that may be chance: the kernel's own counting is that coarse */
} kinds[] = {
	[LEAK_RSS] = { "leak.rss", "rss VALUE B", "peak_rss", DIM_SIZE,
		{ "leak.rss", "B/s", DIM_BANDWIDTH, BETTER_LOWER, false }, "", 512 << 10 },
	[LEAK_FDS] = { "leak.fds", "fds N 1", "tree.fds.peak", DIM_COUNT,
		{ "leak.fds", "1/s", DIM_RATE, BETTER_LOWER, false }, " open files", 3 },
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

/* What one step of the growth is. */
static const char *step_of(const struct benchmark *b)
{
	switch (leak_over(b)) {
	case LEAK_OVER_RUNS: return "run";
	case LEAK_OVER_REPORTS: return "report";
	case LEAK_OVER_PARAMETER: return b->life.leak_over;
	case LEAK_OVER_TIME:
	default: return "s";
	}
}

static struct metric metric_of(struct arena *mem, const struct benchmark *b)
{
	const struct watched *k = &kinds[b->life.leak];

	if (leak_over(b) == LEAK_OVER_TIME)
		return k->rate;
	return (struct metric){ .name = arena_printf(mem, "%s.%s", k->name, step_of(b)),
		.unit = dimension_base(k->dim),
		.dim = k->dim,
		.better = BETTER_LOWER };
}

/* All three in one unit. */
static const char *sentence(struct arena *mem, const struct benchmark *b, const struct leak *leak)
{
	const struct watched *k = &kinds[b->life.leak];
	const struct unit *unit = unit_for(leak->slope, k->dim);
	char v[3][QUANTITY_MAX];

	return arena_printf(mem, "leaks %s%s%s%s per %s (%s to %s)",
		quantity_digits(v[0], leak->slope, unit), *unit->symbol ? " " : "", unit->symbol,
		k->what, step_of(b), quantity_digits(v[1], leak->lo, unit),
		quantity_digits(v[2], leak->hi, unit));
}

static const char *too_few(struct arena *mem, const struct benchmark *b, size_t n)
{
	const struct watched *k = &kinds[b->life.leak];
	const char *advice = "set sample: to a shorter time", *what = "samples of a run";

	if (leak_over(b) == LEAK_OVER_RUNS) {
		what = "runs";
		advice = arena_printf(mem, "set runs: %d", LEAK_SAMPLES_MIN);
	} else if (leak_over(b) == LEAK_OVER_REPORTS) {
		what = "reports of a run";
		advice = arena_printf(mem, "write '%s' to $BENCHCTL_METRICS after each iteration",
			k->reported);
	}
	return arena_printf(mem, "leak: %zu %s are too few to tell, %d are needed; %s", n, what,
		LEAK_SAMPLES_MIN, advice);
}

/* The most of each run, or NULL where not every run had the time to be looked at. */
static const struct series *peaks(const struct result *r, const struct benchmark *b)
{
	const struct series *s = result_find(r, kinds[b->life.leak].peak);
	const struct series *every = result_find(r, "wall");

	return s && every && s->n == every->n ? s : NULL;
}

static const char *unseen(struct arena *mem, const struct result *r)
{
	return arena_printf(mem,
		"leak: a run of %s was over before its open files were looked at; "
		"set sample: to a shorter time",
		r->id);
}

/* The runs as one trace, by their number. -1 where they cannot be. */
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
	double *all[3];
	struct leak middle = { 0 };

	for (size_t k = 0; k < ARRAY_SIZE(all); k++)
		all[k] = arena_array(mem, n, sizeof *all[k]);
	for (size_t i = 0; i < n; i++) {
		all[0][i] = v[i].slope;
		all[1][i] = v[i].lo;
		all[2][i] = v[i].hi;
	}
	middle.slope = stats_median(stats_sorted(mem, all[0], n), n);
	middle.lo = stats_median(stats_sorted(mem, all[1], n), n);
	middle.hi = stats_median(stats_sorted(mem, all[2], n), n);
	return middle;
}

/* NULL, or why the benchmark fails. */
static const char *look(struct result *r, struct arena *mem, const struct benchmark *b)
{
	FREES_ARENA struct arena scratch = { 0 };
	const struct leak_allowance allowed = { kinds[b->life.leak].least, leak_limit(&b->life) };
	const struct metric metric = metric_of(mem, b);
	struct traces traces = r->leak_samples;
	struct leak *leaks, middle;
	size_t grow = 0;

	if (leak_over(b) == LEAK_OVER_RUNS && take_runs(&traces, &scratch, r, b) < 0)
		return unseen(mem, r);
	leaks = arena_array(&scratch, traces.n + 1, sizeof *leaks);
	for (size_t i = 0; i < traces.n; i++) {
		if (traces.v[i].n < LEAK_SAMPLES_MIN)
			return too_few(mem, b, traces.v[i].n);
		leak_find(&leaks[i], &traces.v[i], &allowed);
		grow += leaks[i].grows;
		series_add(result_series(r, mem, &metric), mem, fmax(0, leaks[i].slope));
	}
	if (2 * grow <= traces.n)
		return NULL;
	middle = middle_of(&scratch, leaks, traces.n);
	return sentence(mem, b, &middle);
}

void leak_results(struct run *run, struct arena *mem, const struct suite *suite, bool judge)
{
	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark *b = &suite->v[i];
		struct result *r = b->life.leak == LEAK_OFF ? NULL : find(run, b->id);
		const char *why;

		if (!r || r->status != RESULT_OK || leak_over(b) == LEAK_OVER_PARAMETER)
			continue;
		why = look(r, mem, b);
		if (why && judge)
			refuse(run, r, why);
	}
}

/* All runs of the n variants v as points over the parameter. False where one was not measured.
 * *why: why they cannot tell, or NULL. */
static bool take_variants(struct trace *out, const char **why, struct arena *mem,
	const struct run *run, const struct benchmark *v, size_t n)
{
	struct series at = { 0 }, peak = { 0 };

	*why = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct result *r = run_find(run, v[i].id);
		const struct series *s;

		if (!r || r->status != RESULT_OK)
			return false;
		s = peaks(r, &v[i]);
		if (!s || s->n < LEAK_RUNS_MIN)
			*why = !s ? unseen(mem, r)
				  : arena_printf(mem,
					    "leak: %zu runs of %s are too few to tell, %d are "
					    "needed; set runs: %d",
					    s->n, r->id, LEAK_RUNS_MIN, LEAK_RUNS_MIN);
		for (size_t k = 0; s && k < s->n; k++) {
			series_add(&at, mem, benchmark_parameter(&v[i], v->life.leak_over));
			series_add(&peak, mem, s->v[k]);
		}
	}
	*out = (struct trace){ at.v, peak.v, at.n };
	return true;
}

/* Less than nothing does not leak. */
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

static void add_group(struct run *added, struct arena *mem, const struct benchmark *b,
	const char *id, const struct trace *points, const char **why)
{
	const struct leak_allowance allowed = { kinds[b->life.leak].least, leak_limit(&b->life) };
	struct metric metric = metric_of(mem, b);
	struct result *r = ARENA_PUSH(mem, added);
	struct leak leak;

	*r = (struct result){ .id = id };
	if (*why)
		return;
	leak_find_over(&leak, points, &allowed);
	metric.better =
		BETTER_NONE; /* the error says it; two slopes near 0 are not to be compared */
	result_series(r, mem, &metric)->figures = figures_of(mem, &leak, points->n);
	if (leak.grows)
		*why = sentence(mem, b, &leak);
}

void leak_results_over(struct run *run, struct arena *mem, const struct suite *suite, bool judge)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct run added = { .status = run->status };
	size_t n;

	run_sort(run);
	for (size_t i = 0; i < suite->n; i += n) {
		const struct benchmark *b = &suite->v[i];
		const char *why, *id;
		struct trace points;

		n = suite_variants(suite, i);
		if (b->life.leak == LEAK_OFF || leak_over(b) != LEAK_OVER_PARAMETER ||
			n < LEAK_VALUES_MIN)
			continue;
		id = arena_printf(mem, "%s/leak", b->group);
		if (run_find(run, id) || find(&added, id) ||
			!take_variants(&points, &why, &scratch, run, b, n))
			continue;
		if (why && !judge)
			continue;
		add_group(&added, mem, b, id, &points, &why);
		if (why && judge)
			refuse(&added, &added.v[added.n - 1], why);
	}
	for (size_t i = 0; i < added.n; i++)
		*ARENA_PUSH(mem, run) = added.v[i];
	run->status = added.status;
	run_sort(run);
}
