#include "measure/kind/account.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/sort.h"
#include "measure/sink.h"

/* The kernel counts processor time in ticks of 10 ms; shorter spans would only show its steps. */
#define CPU_SPAN 0.1 /* s */

#define AT(member) offsetof(struct tree_sample, member)
static const struct {
	size_t offset;
	struct metric metric;
} rows[] = {
	{ AT(rss), { "rss", "B", DIM_SIZE, BETTER_LOWER } },
	{ AT(cpu), { "cpu", "ratio", DIM_RATIO, BETTER_NONE } },
	{ AT(threads), { "threads", "1", DIM_COUNT, BETTER_LOWER } },
	{ AT(fds), { "fds", "1", DIM_COUNT, BETTER_LOWER } },
};
static const struct metric cost = { "cost", "ratio", DIM_RATIO, BETTER_NONE };

/* "tree.rss.avg": the metric under that prefix. */
static void emit(struct sink *sink, const char *prefix, const struct metric *metric,
	const char *which, double value)
{
	struct metric m = *metric;
	char name[200];

	snprintf(name, sizeof name, "%s.%s%s", prefix, metric->name, which);
	m.name = name;
	sink_emit(sink, &m, value);
}

/* p95 is the smallest value that 95% do not exceed. */
static void emit_three(struct sink *sink, const char *prefix, const struct metric *metric,
	double *v, size_t n, double at_least)
{
	double sum = 0;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		sum += v[i];
	sort_doubles(v, n);
	emit(sink, prefix, metric, ".avg", sum / (double)n);
	emit(sink, prefix, metric, ".p95", v[(size_t)ceil(0.95 * (double)n) - 1]);
	emit(sink, prefix, metric, ".peak", fmax(v[n - 1], at_least));
}

/* Processors in use in each span; the first begins with the process, and the last goes to the end,
 * so it may be nearly twice as long. */
static size_t utilisation(double *v, const struct tree_sample *s, size_t n)
{
	struct tree_sample from = { 0 };
	const double end = n ? s[n - 1].at : 0;
	size_t spans = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i].at - from.at < CPU_SPAN || (i + 1 < n && end - s[i].at < CPU_SPAN))
			continue;
		v[spans++] = fmax(0, (s[i].cpu - from.cpu) / (s[i].at - from.at));
		from = s[i];
	}
	return spans;
}

void tree_metrics_emit(struct sink *sink, const char *prefix, const struct outcome *o)
{
	FREES_ARENA struct arena scratch = { 0 };
	double *v = arena_array(&scratch, o->samples_n + 1, sizeof *v);
	/* The peak is at least that of its largest process. */
	const double largest = (double)o->usage.ru_maxrss * 1024;

	if (o->samples_n == 0)
		return;
	for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
		size_t n = o->samples_n;

		if (rows[k].offset == AT(cpu))
			n = utilisation(v, o->samples, n);
		for (size_t i = 0; rows[k].offset != AT(cpu) && i < n; i++)
			v[i] = *(const double *)(const void *)((const char *)&o->samples[i] +
				rows[k].offset);
		emit_three(sink, prefix, &rows[k].metric, v, n,
			rows[k].offset == AT(rss) ? largest : 0);
	}
	emit(sink, prefix, &cost, "", o->sampling / o->wall);
}
