#include <math.h>

#include "base/arena.h"
#include "base/json_write.h"
#include "base/sort.h"
#include "model/policy.h"
#include "model/run/run.h"

enum { DIGITS = 6 };
/* How many steps the range of samples has at least, and that of a metric nobody judges. */
#define FINE   5000
#define COARSE 1000

size_t run_set_owner(const struct run_set *set, size_t n, const char *id, const char *metric)
{
	size_t newest = set->n;

	for (size_t i = n; i-- > 0;) {
		const struct result *r = run_find(&set->v[i], id);

		if (r && r->status == RESULT_OK && (!metric || result_has(r, metric)))
			return i;
		if (r && !metric && newest == set->n)
			newest = i;
	}
	return newest;
}

/* The largest power of ten that is not above v. */
static double power_below(double v)
{
	return pow(10, floor(log10(v)));
}

/* The smallest distance between values that differ, of the first ones, among which the judge looks
 * for equal ones; INFINITY: there is none. */
static double gap_of(const struct series *s)
{
	enum { FIRST = 8 };
	FREES_ARENA struct arena mem = { 0 };
	size_t n = s->n < FIRST ? s->n : FIRST;
	const double *sorted = sort_copy(&mem, s->v, n);
	double gap = (double)INFINITY;

	for (size_t i = 1; i < n; i++)
		if (sorted[i] > sorted[i - 1])
			gap = fmin(gap, sorted[i] - sorted[i - 1]);
	return gap;
}

/* How finely numbers of the series are kept: with DIGITS digits where that is a hundredth of their
 * range or finer, but in no more than 10 * `fine` steps over the range; else in FINE steps or more;
 * and always so finely that equal numbers were equal. 0: every digit. */
static double step_of(const struct series *s, double fine)
{
	double min = (double)INFINITY, max = -(double)INFINITY, step;

	for (size_t i = 0; i < s->n; i++) {
		min = fmin(min, s->v[i]);
		max = fmax(max, s->v[i]);
	}
	if (s->metric.exact || !(max > min))
		return 0;
	step = power_below(fmax(fabs(min), fabs(max))) * pow(10, 1 - DIGITS);
	step = step > (max - min) / 100 ? power_below((max - min) / FINE)
					: fmax(step, power_below((max - min) / fine));
	return fmin(step, power_below(gap_of(s) / 2));
}

/* Integers are exact counts, and stay. */
static double rounded(double v, double step)
{
	return step > 0 && v != trunc(v) ? number_rounded(v, step) : v;
}

/* Until nothing is left to round, so that a second reduction changes nothing. */
static void round_samples(struct series *s, struct arena *mem)
{
	double *v = arena_dup(mem, s->v, s->n, sizeof *v), last = 0, step;

	s->v = v;
	s->cap = s->n;
	while ((step = step_of(s, FINE)) > last) {
		for (size_t i = 0; i < s->n; i++)
			v[i] = rounded(v[i], step);
		last = step;
	}
}

/* Exactly 0 where all are the same, hence the differences to the first. */
static double sd_of(const struct series *s)
{
	double n = (double)s->n, sum = 0, squares = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->v[i] - s->v[0];
	for (size_t i = 0; i < s->n; i++) {
		double d = s->v[i] - s->v[0] - sum / n;

		squares += d * d;
	}
	return s->n > 1 ? sqrt(squares / (n - 1)) : (double)NAN;
}

/* Whether the judge may find the values coarse beside those of another run: some are not positive,
 * or are equal while few differ or others are far apart. Counts that are so far apart may be
 * equal to those of the other run, where scores without a unit may be below 0. */
static bool may_be_coarse(const struct series *s)
{
	FREES_ARENA struct arena mem = { 0 };
	const double *sorted = sort_copy(&mem, s->v, s->n);
	enum { FEW = 16 };
	const double least_step = .001; /* ratio */
	size_t distinct = 1, n = s->n;
	double step = (double)INFINITY;
	bool repeats;

	if (n == 0 || s->metric.dim == DIM_NONE)
		return n > 0;
	for (size_t i = 1; i < n; i++)
		if (sorted[i] > sorted[i - 1]) {
			distinct++;
			step = fmin(step, sorted[i] - sorted[i - 1]);
		}
	repeats = distinct < n;
	return sorted[0] <= 0 || (repeats && (n < FEW || distinct <= n * 3 / 4)) ||
		((repeats || !metric_is_clocked(&s->metric)) && step > least_step * sorted[n / 2]);
}

static double mean_of(const struct series *s)
{
	FREES_ARENA struct arena mem = { 0 };
	const double *sorted = sort_copy(&mem, s->v, s->n);
	double sum = 0;

	for (size_t i = 1; i < s->n; i++)
		sum += sorted[i] - sorted[0];
	return sorted[0] + sum / (double)s->n;
}

/* newest: the metric in the run that keeps its samples, if it has it. Coarse values are judged by
 * their mean, because their median often stays when they change. */
static void to_figures(struct series *s, struct arena *mem, const struct series *newest)
{
	bool with_spread = s == newest;
	struct figures *f;
	double sd = sd_of(s), step = step_of(s, with_spread ? COARSE : (double)INFINITY);

	if (s->figures || s->n == 0)
		return;
	f = arena_dup(mem, &no_figures, 1, sizeof no_figures);
	f->median = rounded(series_centre(s), step);
	if (with_spread) {
		f->n = s->n;
		f->sd = sd > 0 ? number_rounded(sd, power_below(sd) / 10) : sd;
	} else if (may_be_coarse(s) || (newest && may_be_coarse(newest))) {
		f->mean = rounded(mean_of(s), step);
	}
	s->figures = f;
	s->shapes = (struct shapes){ 0 };
	s->v = NULL;
	s->n = s->cap = 0;
}

/* Of run `at`. What the newest run of the benchmark lacks was reduced when it was the newest. */
static void reduce_result(struct result *r, struct arena *mem, const struct gate_policy *gate,
	const struct run_set *set, size_t at)
{
	bool newest = at == run_set_owner(set, set->n, r->id, NULL);

	r->v = arena_dup(mem, r->v, r->n, sizeof *r->v);
	r->cap = r->n;
	r->checks = NULL; /* of that measurement alone */
	for (size_t i = 0; i < r->n; i++) {
		struct series *s = &r->v[i];
		const char *metric = s->metric.name;
		size_t owner = run_set_owner(set, set->n, r->id, metric);
		bool judged = i == 0 || !newest ||
			(s->metric.better != BETTER_NONE &&
				policy_for(gate, r->id, metric, false).action != ACTION_OFF);

		if (owner != at || !judged)
			to_figures(s, mem,
				owner < set->n ? run_series(&set->v[owner], r->id, metric) : NULL);
		else
			round_samples(s, mem);
	}
}

static void reduce_canary(struct run *run, struct arena *mem)
{
	run->canary.v = arena_dup(mem, run->canary.v, run->canary.n, sizeof *run->canary.v);
	run->canary.cap = run->canary.n;
	for (size_t i = 0; i < run->canary.n; i++)
		run->canary.v[i].samples = (struct numbers){ 0 };
}

void run_set_reduce(struct run_set *set, struct arena *mem, const struct gate_policy *gate)
{
	for (size_t i = 0; i < set->n; i++) {
		struct run *run = &set->v[i];

		run->v = arena_dup(mem, run->v, run->n, sizeof *run->v);
		run->cap = run->n;
		reduce_canary(run, mem);
		for (size_t k = 0; k < run->n; k++)
			reduce_result(&run->v[k], mem, gate, set, i);
	}
}
