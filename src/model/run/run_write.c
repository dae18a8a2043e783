#include "base/sort.h"
#include "model/run/run.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/text.h"
#include "model/run/run_fields.h"

/* The medians or means of the metric in the runs before `owner`, oldest first. */
static void write_earlier(struct json_out *o, const char *key, const struct run_set *set,
	size_t owner, const char *id, const struct metric *metric)
{
	bool begun = false;

	for (size_t i = 0; i < owner; i++) {
		const struct series *s = run_series(&set->v[i], id, metric->name);
		bool same = s && s->metric.dim == metric->dim &&
			text_equal(s->metric.unit, metric->unit);
		double v = !same                      ? (double)NAN
			: strcmp(key, "earlier") == 0 ? series_centre(s)
			: s->figures                  ? s->figures->mean
						      : (double)NAN;

		if (!begun && !isfinite(v))
			continue;
		if (!begun)
			json_out_array(o, key);
		begun = true;
		json_out_number(o, NULL, v);
	}
	if (begun)
		json_out_close(o);
}

static void write_shapes(struct json_out *o, const struct shapes *shapes)
{
	json_out_array(o, "shapes");
	for (size_t i = 0; i < shapes->n; i++)
		json_out_numbers(o, NULL, shapes->v[i].v, SHAPE_POINTS);
	json_out_close(o);
}

/* set: of the baseline that run `owner` of the metric belongs to; NULL: not in a baseline. moved:
 * the benchmark belongs to another run. */
static void write_series(struct json_out *o, const struct series *s, const struct result *r,
	const struct run_set *set, size_t owner, bool moved)
{
	json_out_object(o, s->metric.name);
	record_write(o, metric_fields, &s->metric);
	if (moved)
		json_out_u64(o, "run", owner);
	if (s->one_run)
		json_out_bool(o, "one_run", true);
	if (result_lacks(r, s))
		json_out_u64(o, "unreported", result_lacks(r, s));
	/* A metric that the gate does not judge needs no earlier medians. */
	if (set && !(s->figures && figures_reduced(s->figures)))
		write_earlier(o, "earlier", set, owner, r->id, &s->metric);
	if (s->figures) {
		record_write_object(o, "figures", figures_fields, s->figures);
		json_out_close(o);
		return;
	}
	if (set)
		write_earlier(o, "earlier_means", set, owner, r->id, &s->metric);
	json_out_numbers(o, "samples", s->v, s->n);
	if (series_has_shapes(s))
		write_shapes(o, &s->shapes);
	json_out_close(o);
}

/* The metrics that runs before `owner` were the last to measure. */
static void write_lost(struct json_out *o, const struct result *r, const struct run_set *set,
	size_t owner)
{
	for (size_t i = owner; i-- > 0;) {
		const struct result *old = run_find(&set->v[i], r->id);

		for (size_t k = 0; old && k < old->n; k++) {
			const char *metric = old->v[k].metric.name;

			if (!result_has(r, metric) && run_set_owner(set, owner, r->id, metric) == i)
				write_series(o, &old->v[k], old, set, i, true);
		}
	}
}

static void write_result(struct json_out *o, const struct result *r, const struct run_set *set,
	size_t owner)
{
	json_out_object(o, NULL);
	record_write(o, result_fields, r);
	if (set && owner + 1 < set->n)
		json_out_u64(o, "run", owner);
	json_out_object(o, "metrics");
	for (size_t i = 0; i < r->n; i++)
		if (!set || !series_is_empty(&r->v[i]) ||
			run_set_owner(set, owner, r->id, r->v[i].metric.name) == set->n)
			write_series(o, &r->v[i], r, set, owner, false);
	if (set)
		write_lost(o, r, set, owner);
	json_out_close(o);
	json_out_close(o);
}

static void write_schema(struct json_out *o, const char *kind, unsigned schema)
{
	json_out_string(o, "benchctl", kind);
	json_out_u64(o, "schema", schema);
}

static void write_runs(struct json_out *o, const struct run_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		json_out_object(o, NULL);
		record_write(o, run_fields, &set->v[i]);
		record_write(o, run_list_fields, &set->v[i]);
		json_out_array(o, "results");
		for (size_t k = 0; k < set->v[i].n; k++)
			write_result(o, &set->v[i].v[k], NULL, 0);
		json_out_close(o);
		json_out_close(o);
	}
	json_out_close(o);
}

/* Of older runs, only the fields that distinguish them. */
static void write_headers(struct json_out *o, const struct run_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		json_out_object(o, NULL);
		record_write(o, i + 1 < set->n ? run_key_fields : run_fields, &set->v[i]);
		if (i + 1 == set->n)
			record_write(o, run_canary_fields, &set->v[i]);
		json_out_close(o);
	}
	json_out_close(o);
}

/* A result and the index of its run. */
struct owned {
	const struct result *r;
	size_t run;
};

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct owned *)a)->r->id, ((const struct owned *)b)->r->id);
}

/* Each benchmark of any run once, sorted. */
static void write_shared_results(struct json_out *o, const struct run_set *set)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ARENA_LIST(struct owned) all = { 0 };

	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->v[i].n; k++)
			if (run_set_owner(set, set->n, set->v[i].v[k].id, NULL) == i)
				*ARENA_PUSH(&mem, &all) = (struct owned){ &set->v[i].v[k], i };
	SORT_LIST(&all, by_id);
	json_out_array(o, "results");
	for (size_t i = 0; i < all.n; i++)
		write_result(o, all.v[i].r, set, all.v[i].run);
	json_out_close(o);
}

void run_set_write(FILE *f, const struct run_set *set)
{
	bool baseline = text_equal(set->kind, "baseline");
	/* A line for each run of a baseline, and for each metric: its depth is file, runs, run,
	 * results, result, metrics, or file, results, result, metrics in a baseline. */
	struct json_out o = json_out_to(f, baseline ? 2 : 6);

	json_out_object(&o, NULL);
	write_schema(&o, set->kind, baseline ? BASELINE_SCHEMA : RUN_SCHEMA);
	if (set->suite)
		json_out_string(&o, "suite", set->suite);
	json_out_array(&o, "runs");
	if (baseline) {
		write_headers(&o, set);
		o.open_depth = 4;
		write_shared_results(&o, set);
	} else {
		write_runs(&o, set);
	}
	json_out_end(&o);
}

char *run_set_text(struct arena *mem, size_t *n, const struct run_set *set)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	char *text;

	run_set_write(m.f, set);
	text = memory_file_copy(mem, &m);
	*n = m.n;
	return text;
}

void run_metadata_write(FILE *f, const struct run *run)
{
	struct json_out o = json_out_to(f, 2);

	json_out_object(&o, NULL);
	write_schema(&o, "metadata", RUN_SCHEMA);
	record_write(&o, run_fields, run);
	record_write(&o, run_list_fields, run);
	json_out_end(&o);
}
