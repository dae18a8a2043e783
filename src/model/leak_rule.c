/* What leak_over: and leak_limit: mean. */
#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/units.h"
#include "model/suite.h"

static const char *const words[] = {
	[LEAK_OVER_TIME] = "time",
	[LEAK_OVER_RUNS] = "runs",
	[LEAK_OVER_REPORTS] = "reports",
	NULL,
};

static bool has_parameter(const struct benchmark *b, const char *name)
{
	return TEXT_FIND(b->parameters.v, b->parameters.n, key, name);
}

enum leak_over leak_over(const struct benchmark *b)
{
	int word = text_choice(words, b->life.process.leak_over);

	/* leak_fault refuses a word that is neither. */
	return word < 0 || has_parameter(b, b->life.process.leak_over) ? LEAK_OVER_PARAMETER
								       : (enum leak_over)word;
}

static bool parse_limit(double *limit, const struct process_options *p, const char **why)
{
	return quantity_parse(limit, p->leak == LEAK_FDS ? DIM_COUNT : DIM_SIZE, p->leak_limit,
		why);
}

double leak_limit(const struct process_options *p)
{
	const char *ignored;
	double limit;

	return parse_limit(&limit, p, &ignored) ? limit : 0;
}

/* The variants must differ in that parameter alone: what else differs may need other memory. */
static const char *parameter_fault(struct arena *mem, const struct benchmark *v, size_t n)
{
	const char *name = v->life.process.leak_over;
	double *x = arena_array(mem, n, sizeof *x);

	if (!has_parameter(v, name))
		return arena_printf(mem,
			"leak_over: '%s' is not time, runs, reports or a parameter of matrix",
			name);
	if (v->parameters.n > 1)
		return arena_printf(mem,
			"leak_over: %s is not the only parameter of matrix; write a separate "
			"benchmark for each combination of the other parameters",
			name);
	if (n < LEAK_VALUES_MIN)
		return arena_printf(mem, "leak_over: %s needs at least %d values, but has %zu",
			name, LEAK_VALUES_MIN, n);
	for (size_t i = 0; i < n; i++) {
		x[i] = benchmark_parameter(&v[i], name);
		if (isnan(x[i]))
			return arena_printf(mem, "leak_over: %s=%s is not a number", name,
				v[i].parameters.v[0].value);
	}
	sort_doubles(x, n);
	for (size_t i = 1; i < n; i++)
		if (x[i] <= x[i - 1])
			return arena_printf(mem,
				"leak_over: two variants have %s=%g; "
				"use distinct values and no cases:",
				name, x[i]);
	return NULL;
}

static const char *runs_fault(struct arena *mem, const struct lifecycle *life, size_t least)
{
	if (life->schedule.runs.min >= least)
		return NULL;
	return arena_printf(mem,
		"leak_over: %s needs %zu runs of each benchmark; set runs: %zu or more",
		life->process.leak_over, least, least);
}

bool leak_samples_wanted(const struct benchmark *b)
{
	enum leak_over over;

	if (b->life.process.leak == LEAK_OFF)
		return false;
	over = leak_over(b);
	return over == LEAK_OVER_TIME ||
		(b->life.process.leak == LEAK_FDS && over != LEAK_OVER_REPORTS);
}

const char *leak_sample_fault(struct arena *mem, const struct benchmark *b)
{
	const double sample = b->life.process.sample, timeout = b->life.schedule.timeout;

	if (!leak_samples_wanted(b))
		return NULL;
	if (!(sample > 0))
		return "leak: needs samples, but sample: is 0; set sample: to a time such as 100ms";
	if (leak_over(b) != LEAK_OVER_TIME || sample * LEAK_SAMPLES_MIN <= timeout)
		return NULL;
	return arena_printf(mem,
		"leak: needs %d samples of a run, but a run with timeout: %s has fewer if sample: "
		"is %s; set sample: to a shorter time",
		LEAK_SAMPLES_MIN, clock_text(mem, timeout), clock_text(mem, sample));
}

const char *leak_fault(struct arena *mem, const struct benchmark *v, size_t n)
{
	const char *why;
	double limit;

	if (v->life.process.leak == LEAK_OFF)
		return NULL;
	if (!parse_limit(&limit, &v->life.process, &why))
		return arena_printf(mem, "leak_limit: '%s' %s", v->life.process.leak_limit, why);
	if (limit < 0)
		return arena_printf(mem, "leak_limit: '%s' is negative",
			v->life.process.leak_limit);
	why = leak_sample_fault(mem, v);
	if (why)
		return why;
	switch (leak_over(v)) {
	case LEAK_OVER_RUNS: return runs_fault(mem, &v->life, LEAK_SAMPLES_MIN);
	case LEAK_OVER_PARAMETER:
		why = parameter_fault(mem, v, n);
		return why ? why : runs_fault(mem, &v->life, LEAK_RUNS_MIN);
	case LEAK_OVER_TIME:
	case LEAK_OVER_REPORTS:
	default: return NULL;
	}
}

void leak_check(const struct suite *suite, struct problems *problems)
{
	const struct benchmark *b;
	const char *why;
	size_t variants;

	for (size_t i = 0; i < suite->n; i += variants) {
		b = &suite->v[i];
		variants = suite_variants(suite, i);
		if ((why = leak_fault(problems->mem, b, variants)))
			problem_at(problems, &b->item, "%s", why);
	}
}
