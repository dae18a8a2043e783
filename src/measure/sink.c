#include "measure/sink.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_write.h"
#include "base/text.h"
#include "benchctl/plugin.h"
#include "measure/task.h"

/* More than anybody reads. */
enum { METRICS_MAX = 1000, SUBS_MAX = 100000 };

void sink_begin(struct sink *s, struct task *t, bool counts)
{
	*s = (struct sink){ .task = t, .result = counts ? t->result : NULL, .sub = s->sub };
}

int sink_end(const struct sink *s, struct error *err)
{
	return s->fault ? error_set(err, "%s", s->fault) : 0;
}

static struct arena *arena_of(const struct sink *s)
{
	return s->task->context->mem;
}

void sink_fail(struct sink *s, const char *format, ...)
{
	struct result *r = s->result;
	char text[2048];

	TEXT_FORMAT(text, format);
	if (s->is_sub && r) {
		r->status = RESULT_ERROR;
		r->reason = arena_string(arena_of(s), text);
	} else if (!s->is_sub && !s->fault) {
		s->fault = arena_string(arena_of(s), text);
	}
}

double sink_injected(const struct task *t, const struct metric *metric, double value)
{
	bool grows = (metric->better == BETTER_LOWER) == (value > 0);

	if (metric->better == BETTER_NONE)
		return value;
	return grows ? value * (1 + t->inject) : value / (1 + t->inject);
}

/* What is timed outside takes longer as it is. */
static double injected(const struct sink *s, const struct metric *metric, double value)
{
	const struct task *t = s->task;

	if (!s->is_sub && t->benchmark->kind->timed_outside && text_starts(metric->name, "wall"))
		return value;
	return sink_injected(t, metric, value);
}

/* The primary metric is the first, whatever is emitted before it. NULL after sink_fail. */
static struct series *series_of(struct sink *s, const struct metric *metric)
{
	const struct kind *kind = s->task->benchmark->kind;
	struct series *series = result_find(s->result, metric->name);
	struct arena *mem = arena_of(s);

	if (series)
		return series;
	if (s->result->n >= METRICS_MAX) {
		sink_fail(&s->task->sink, "%s has more than %d metrics", s->result->id,
			METRICS_MAX);
		return NULL;
	}
	if (!s->is_sub && s->result->n == 0 && kind->metrics_n)
		result_series(s->result, mem, &kind->metrics[0]);
	series = result_series(s->result, mem, metric);
	if (!kind->metrics_n || metric < kind->metrics ||
		metric >= kind->metrics + kind->metrics_n) {
		series->metric.name = arena_string(mem, metric->name);
		series->metric.unit = arena_string(mem, metric->unit);
	}
	return series;
}

void sink_emit(struct sink *s, const struct metric *metric, double value)
{
	struct sink *root = &s->task->sink;
	struct series *series;

	if (!s->result || (s->is_sub && s->result->status != RESULT_OK))
		return;
	if (!isfinite(value)) {
		sink_fail(root, "%s of %s is not a finite number", metric->name, s->result->id);
		return;
	}
	series = series_of(s, metric);
	if (!series)
		return;
	if (series->metric.dim != metric->dim || !text_equal(series->metric.unit, metric->unit))
		sink_fail(root, "%s of %s has the unit '%s' now, but had the unit '%s' before",
			metric->name, s->result->id, metric->unit, series->metric.unit);
	else
		series_add(series, arena_of(s), injected(s, &series->metric, value));
}

/* The smallest value that a share q of all does not exceed. */
static double quantile(const struct benchctl_bucket *v, size_t n, uint64_t all, double q)
{
	uint64_t rank = (uint64_t)ceil(q * (double)all), seen = 0;
	size_t i;

	for (i = 0; i + 1 < n; i++) {
		seen += v[i].count;
		if (seen >= rank && seen > 0)
			break;
	}
	return v[i].value;
}

/* The quantiles of the sample that was added last; too few values have none. */
static void add_shape(struct sink *s, const struct metric *metric, const struct benchctl_bucket *v,
	size_t n, uint64_t all)
{
	struct series *series = s->result ? result_find(s->result, metric->name) : NULL;
	struct sample_shape *shape;

	if (!series || series->shapes.n + 1 != series->n || all < SHAPE_POINTS)
		return;
	shape = ARENA_PUSH(arena_of(s), &series->shapes);
	for (size_t i = 0; i < SHAPE_POINTS; i++) {
		double value = injected(s, &series->metric,
			quantile(v, n, all, ((double)i + .5) / SHAPE_POINTS));
		double digits = floor(log10(fabs(value))) + 1 - SHAPE_DIGITS;

		shape->v[i] = isfinite(digits) ? number_rounded(value, pow(10, digits)) : value;
	}
}

void sink_histogram(struct sink *s, const struct metric *metric, const struct benchctl_bucket *v,
	size_t n)
{
	static const struct {
		const char *suffix;
		double q;
	} points[] = { { "", 0.5 }, { ".p90", 0.9 }, { ".p95", 0.95 }, { ".p99", 0.99 },
		{ ".p99.9", 0.999 }, { ".max", 1 } };
	uint64_t all = 0;

	while (n && !v[n - 1].count)
		n--;
	for (size_t i = 0; i < n; i++) {
		if ((i && v[i].value < v[i - 1].value) || v[i].count > UINT64_MAX - all) {
			sink_fail(&s->task->sink,
				"the histogram %s of %s has buckets that do not ascend, "
				"or more than 2^64 values",
				metric->name, s->task->result->id);
			return;
		}
		all += v[i].count;
	}
	for (size_t i = 0; all && i < ARRAY_SIZE(points); i++) {
		struct metric m = *metric;
		char name[200];

		snprintf(name, sizeof name, "%s%s", metric->name, points[i].suffix);
		m.name = name;
		sink_emit(s, &m, quantile(v, n, all, points[i].q));
	}
	if (all)
		add_shape(s, metric, v, n, all);
}

/* The result of that name among the sorted sub-benchmarks, put in where it is new. NULL: there are
 * too many. */
static struct result *sub_result(struct task *t, const char *id)
{
	struct arena *mem = t->context->mem;
	struct run *subs = t->result->subs;
	struct result *found;
	size_t at;

	if (!subs)
		subs = t->result->subs = arena_alloc(mem, sizeof *subs);
	found = run_find(subs, id);
	if (found || subs->n >= SUBS_MAX)
		return found;
	ARENA_PUSH(mem, subs);
	for (at = subs->n - 1; at > 0 && strcmp(subs->v[at - 1].id, id) > 0; at--)
		subs->v[at] = subs->v[at - 1];
	subs->v[at] = (struct result){ .id = arena_string(mem, id), .command = t->result->command };
	return &subs->v[at];
}

struct sink *sink_sub(struct sink *s, const char *name)
{
	struct task *t = s->task;
	const char *id, *why;

	if (!s->sub)
		s->sub = arena_alloc(arena_of(s), sizeof *s->sub);
	*s->sub = (struct sink){ .task = t, .is_sub = true };
	if (!s->result)
		return s->sub;
	id = arena_printf(arena_of(s), "%s/%s", t->result->id, name);
	if ((why = result_id_fault(id)))
		sink_fail(s, "the name '%.200s' %s", id, why);
	else if (!(s->sub->result = sub_result(t, id)))
		sink_fail(s, "%s has more than %d sub-benchmarks", t->result->id, SUBS_MAX);
	return s->sub;
}
