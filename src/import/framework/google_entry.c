#include "import/framework/google_benchmark.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

/* A counter is a rate if the library appends it, or if its name says so. */
static const char *unit_of(const char *counter, enum better *better)
{
	*better = BETTER_HIGHER;
	if (strcmp(counter, "bytes_per_second") == 0)
		return "B/s";
	if (text_ends(counter, "_per_second"))
		return "1/s";
	*better = BETTER_LOWER;
	if (strcmp(counter, "max_bytes_used") == 0 || strcmp(counter, "total_allocated_bytes") == 0)
		return "B";
	if (strcmp(counter, "allocs_per_iter") != 0)
		*better = BETTER_NONE;
	return "1";
}

/* A user may name a counter like a time. */
static const char *counter_name(struct import *in, const char *name)
{
	return strcmp(name, "real_time") == 0 || strcmp(name, "cpu_time") == 0
		? arena_printf(in->scratch, "%s (counter)", name)
		: name;
}

/* A rate over no time, or a share of nothing: the benchmark's times are still valid. */
static void warn_of_counter(struct import *in, struct result *r, const char *counter)
{
	if (!r->warning)
		r->warning = arena_printf(in->mem,
			"the counter '%s' has values that are not finite numbers; they are skipped",
			counter);
}

static void add_sample(struct google *g, const struct google_entry *e, const char *id)
{
	struct import *in = g->in;
	const char *unit = e->unit ? e->unit : "ns";
	struct result *r;

	if (e->skipped && !e->failed)
		return;
	r = import_result(in, id);
	if (e->failed) {
		import_failure(in, r, e->error ? e->error : "the benchmark reported an error");
		return;
	}
	if (e->has_real)
		import_sample(in, r, "real_time", unit, BETTER_LOWER, e->real);
	if (e->has_cpu)
		import_sample(in, r, "cpu_time", unit, BETTER_LOWER, e->cpu);
	for (size_t i = 0; i < e->counters.n; i++) {
		const struct google_counter *c = &e->counters.v[i];
		enum better better;
		const char *of = unit_of(c->name, &better);

		if (isfinite(c->value))
			import_sample(in, r, counter_name(in, c->name), of, better, c->value);
		else
			warn_of_counter(in, r, c->name);
	}
}

struct google_aggregate {
	const char *id;
	bool old;         /* known by the end of its name only */
	const char *name; /* of its first entry */
	size_t kinds;
	struct {
		struct aggregated {
			const char *metric, *unit;
			enum better better;
			struct figures f;
		} * v;
		size_t n, cap;
	} series;
};

static double *figure_of(struct figures *f, const char *aggregate)
{
	const struct {
		const char *name;
		double *to;
	} rows[] = { { "mean", &f->mean }, { "median", &f->median }, { "stddev", &f->sd },
		{ "min", &f->min }, { "max", &f->max } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].name, aggregate) == 0)
			return rows[i].to;
	return NULL;
}

static void note_value(struct google *g, struct google_aggregate *a, const struct google_entry *e,
	const struct aggregated *value, double v)
{
	struct aggregated *to = TEXT_FIND(a->series.v, a->series.n, metric, value->metric);
	double *figure;

	if (!to) {
		to = ARENA_PUSH(g->in->scratch, &a->series);
		*to = *value;
		to->metric = arena_string(g->in->scratch, value->metric);
		to->unit = arena_string(g->in->scratch, value->unit);
		to->f.n = record_count(e->repetitions);
	}
	figure = figure_of(&to->f, e->aggregate);
	if (figure)
		*figure = v;
}

static void note_aggregate(struct google *g, const struct google_entry *e, const char *id, bool old)
{
	struct google_aggregates *all = &g->aggregates;
	struct google_aggregate *a = all->n ? &all->v[all->n - 1] : NULL;
	struct figures any = no_figures;
	struct aggregated value = { "real_time", e->unit ? e->unit : "ns", BETTER_LOWER, any };

	/* Percentages (cv) also have a time unit; BigO and RMS are not times. */
	if (text_equal(e->aggregate_unit, "percentage") || isnan(e->real) ||
		!figure_of(&any, e->aggregate))
		return;
	if (!a || strcmp(a->id, id) != 0) {
		a = ARENA_PUSH(g->in->scratch, all);
		*a = (struct google_aggregate){ .id = arena_string(g->in->scratch, id),
			.name = arena_string(g->in->scratch, e->name),
			.old = old };
	}
	a->kinds++;
	note_value(g, a, e, &value, e->real);
	value.metric = "cpu_time";
	note_value(g, a, e, &value, e->cpu);
	for (size_t i = 0; i < e->counters.n; i++) {
		value.metric = counter_name(g->in, e->counters.v[i].name);
		value.unit = unit_of(value.metric, &value.better);
		note_value(g, a, e, &value, e->counters.v[i].value);
	}
}

/* Without run_type, before 1.5 and in tables, an aggregate is known by the end of its name. Returns
 * the aggregate and shortens the name to the benchmark's. */
static const char *aggregate_of(char *name)
{
	static const char *const rows[] = { "mean", "median", "stddev", "cv", "BigO", "RMS" };
	char *mark = strrchr(name, '_');

	for (size_t i = 0; mark && mark > name && i < ARRAY_SIZE(rows); i++)
		if (strcmp(mark + 1, rows[i]) == 0) {
			*mark = '\0';
			return rows[i];
		}
	return NULL;
}

/* A real aggregate "_cv" follows its benchmark or its mean; a benchmark of that name does not. */
static bool has_base(struct google *g, const char *id, const char *aggregate)
{
	const struct google_aggregates *all = &g->aggregates;

	return strcmp(aggregate, "cv") != 0 || import_has(g->in, id) ||
		(all->n && strcmp(all->v[all->n - 1].id, id) == 0);
}

void google_add(struct google *g, const struct google_entry *e)
{
	FREES_ARENA struct arena own = { 0 };
	const char *name = e->name ? e->name : "", *id = e->run_name ? e->run_name : name;
	struct google_entry old = *e;
	char *shorter;

	if (text_equal(e->run_type, "aggregate")) {
		if (e->aggregate)
			note_aggregate(g, e, id, false);
		return;
	}
	if (!e->run_type && !e->failed) {
		shorter = arena_string(&own, id);
		old.aggregate = aggregate_of(shorter);
		if (old.aggregate && has_base(g, shorter, old.aggregate)) {
			note_aggregate(g, &old, shorter, true);
			return;
		}
	}
	add_sample(g, e, id);
}

static void add_figures(struct google *g, const struct google_aggregate *a, const char *id)
{
	struct result *r = import_result(g->in, id);

	for (size_t i = 0; i < a->series.n; i++) {
		const struct aggregated *s = &a->series.v[i];

		if (isfinite(figures_centre(&s->f)))
			import_figures(g->in, r, s->metric, s->unit, s->better, &s->f);
	}
}

void google_end(struct google *g)
{
	for (size_t i = 0; i < g->aggregates.n; i++) {
		const struct google_aggregate *a = &g->aggregates.v[i];
		bool has = isfinite(figures_centre(&a->series.v[0].f));

		/* A single kind is not an aggregate but a benchmark with such a name. */
		if (has && !import_has(g->in, a->id))
			add_figures(g, a, a->old && a->kinds == 1 ? a->name : a->id);
	}
}
