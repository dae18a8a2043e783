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

size_t run_set_owner(const struct run_set *set, const char *id)
{
	size_t newest = set->n;

	for (size_t i = set->n; i-- > 0;) {
		const struct result *r = run_find(&set->v[i], id);

		if (r && r->status == RESULT_OK)
			return i;
		if (r && newest == set->n)
			newest = i;
	}
	return newest;
}

/* The largest power of ten that is not above v. */
static double power_below(double v)
{
	return pow(10, floor(log10(v)));
}

/* How finely numbers of the series are kept: with DIGITS digits where that is a hundredth of their
 * range or finer, but in no more than 10 * `fine` steps over the range; else in FINE steps or more.
 * 0: every digit. */
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
	if (step > (max - min) / 100)
		return power_below((max - min) / FINE);
	return fmax(step, power_below((max - min) / fine));
}

/* Integers are exact counts, and stay. */
static double rounded(double v, double step)
{
	return step > 0 && v != trunc(v) ? number_rounded(v, step) : v;
}

static void round_samples(struct series *s, struct arena *mem)
{
	double *v = arena_array(mem, s->n, sizeof *v), step = step_of(s, FINE);

	for (size_t i = 0; i < s->n; i++)
		v[i] = rounded(s->v[i], step);
	s->v = v;
	s->cap = s->n;
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

/* Whether the judge may find the values coarse beside those of another run: some are
 * not positive, or are equal while few differ or others are far apart. */
static bool may_be_coarse(const double *sorted, size_t n)
{
	enum { FEW = 16 };
	const double least_step = .001; /* ratio */
	double step = (double)INFINITY;
	size_t distinct = 1;

	for (size_t i = 1; i < n; i++)
		if (sorted[i] > sorted[i - 1]) {
			distinct++;
			step = fmin(step, sorted[i] - sorted[i - 1]);
		}
	return sorted[0] <= 0 ||
		(distinct < n &&
			(n < FEW || distinct <= n * 3 / 4 || step > least_step * sorted[n / 2]));
}

/* The mean of coarse values, whose median often stays when they change; NaN: they are not. */
static double mean_of(const struct series *s)
{
	FREES_ARENA struct arena mem = { 0 };
	const double *sorted = sort_copy(&mem, s->v, s->n);
	double sum = 0;

	for (size_t i = 1; i < s->n; i++)
		sum += sorted[i] - sorted[0];
	return may_be_coarse(sorted, s->n) ? sorted[0] + sum / (double)s->n : (double)NAN;
}

static void to_figures(struct series *s, struct arena *mem, bool with_spread)
{
	struct figures *f;
	double sd = sd_of(s), step = step_of(s, with_spread ? COARSE : (double)INFINITY);

	if (s->figures || s->n == 0)
		return;
	f = arena_dup(mem, &no_figures, 1, sizeof no_figures);
	f->median = rounded(series_centre(s), step);
	if (with_spread) {
		f->n = s->n;
		f->sd = sd > 0 ? number_rounded(sd, power_below(sd) / 10) : sd;
	} else {
		f->mean = rounded(mean_of(s), step);
	}
	s->figures = f;
	s->shapes = (struct shapes){ 0 };
	s->v = NULL;
	s->n = s->cap = 0;
}

static void reduce_result(struct result *r, struct arena *mem, const struct gate_policy *gate,
	bool owner)
{
	r->v = arena_dup(mem, r->v, r->n, sizeof *r->v);
	r->cap = r->n;
	r->checks = NULL; /* of that measurement alone */
	for (size_t i = 0; i < r->n; i++) {
		struct series *s = &r->v[i];
		bool judged = i == 0 ||
			(s->metric.better != BETTER_NONE &&
				policy_for(gate, r->id, s->metric.name, false).action !=
					ACTION_OFF);

		if (!owner || !judged)
			to_figures(s, mem, owner);
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
			reduce_result(&run->v[k], mem, gate, run_set_owner(set, run->v[k].id) == i);
	}
}
