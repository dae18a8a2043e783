#include "model/run/run.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/json_read.h"
#include "base/text.h"
#include "model/run/run_fields.h"

/* Medians or means of one metric in the runs before the one that holds its samples. */
struct earlier {
	size_t metric; /* index in the result */
	bool means;
	double *v; /* the last one belongs to the previous run; NaN: not measured */
	size_t n, cap;
};

/* A metric that the run of its result lacks, and the last one to measure it does not. */
struct moved {
	size_t metric, run; /* indices in the result and of the run */
};

/* Arrays grow here while they are read, and are copied at their final size. */
struct scratch {
	struct arena mem;
	struct series samples;
	struct result metrics;
	struct ARENA_LIST(struct earlier) earlier;
	struct ARENA_LIST(struct moved) moved;
};

static void read_samples(struct json *j, struct series *s, struct scratch *scratch,
	struct arena *mem)
{
	struct series *grow = &scratch->samples;

	grow->n = 0;
	json_array(j);
	while (json_item(j))
		*ARENA_PUSH(&scratch->mem, grow) = json_number(j);
	s->v = arena_dup(mem, grow->v, grow->n, sizeof *s->v);
	s->n = s->cap = grow->n;
}

static void read_shapes(struct json *j, struct series *s, struct arena *mem)
{
	s->shapes = (struct shapes){ 0 };
	json_array(j);
	while (json_item(j)) {
		struct sample_shape *shape = ARENA_PUSH(mem, &s->shapes);
		size_t n = 0;

		json_array(j);
		for (; json_item(j); n++) {
			double v = json_number(j);

			if (n < SHAPE_POINTS)
				shape->v[n] = v;
			if (n && n < SHAPE_POINTS && v < shape->v[n - 1])
				json_refuse(j, "a shape that does not ascend");
		}
		if (n != SHAPE_POINTS)
			json_refuse(j, "a shape of %zu points instead of %d", n, SHAPE_POINTS);
	}
}

static void read_earlier(struct json *j, struct scratch *scratch, bool means)
{
	struct earlier *e = ARENA_PUSH(&scratch->mem, &scratch->earlier);

	*e = (struct earlier){ .metric = scratch->metrics.n - 1, .means = means };
	json_array(j);
	while (json_item(j))
		*ARENA_PUSH(&scratch->mem, e) = json_null(j) ? (double)NAN : json_number(j);
}

static void values_to_base_unit(struct json *j, const struct metric *m, const struct unit *unit,
	double *v, size_t n)
{
	const double least = unit->dim == DIM_COUNT || unit->dim == DIM_RATIO ? -DBL_MAX : 0;

	for (size_t i = 0; i < n; i++) {
		if (unit->factor != 1) /* for speed alone */
			v[i] = unit_to_base(v[i], unit);
		if (v[i] >= least && v[i] <= DBL_MAX)
			continue;
		if (isinf(v[i]))
			json_refuse(j, "a sample of %s is too large", m->name);
		if (v[i] < least)
			json_refuse(j, "a negative sample of %s: %g %s", m->name, v[i], m->unit);
	}
}

/* Base units inside, whatever a foreign writer used. */
static void to_base_unit(struct json *j, struct series *s, const struct scratch *scratch,
	size_t first)
{
	const struct earlier *earlier = scratch->earlier.v;
	const struct unit *unit = unit_find(s->metric.unit);

	if (!unit)
		return;
	s->metric.dim = unit->dim;
	s->metric.unit = dimension_base(unit->dim);
	values_to_base_unit(j, &s->metric, unit, s->v, s->n);
	for (size_t i = 0; i < s->shapes.n; i++)
		values_to_base_unit(j, &s->metric, unit, s->shapes.v[i].v, SHAPE_POINTS);
	for (size_t i = first; i < scratch->earlier.n; i++)
		values_to_base_unit(j, &s->metric, unit, earlier[i].v, earlier[i].n);
}

static struct figures *read_figures(struct json *j, struct arena *mem)
{
	struct figures *f = arena_alloc(mem, sizeof *f);

	record_read(j, figures_fields, f, mem);
	if (isnan(figures_centre(f)))
		json_refuse(j, "figures with neither a median nor a mean");
	return f;
}

/* What samples must be, too. What was not said is NaN and passes. */
static void check_figures(struct json *j, const struct series *s)
{
	const struct figures *f = s->figures;
	const double all[] = { f->mean, f->median, f->min, f->max, f->lo, f->hi, f->sd };
	bool known = unit_find(s->metric.unit) && s->metric.dim != DIM_COUNT;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (isinf(all[i]))
			json_refuse(j, "a figure of %s is too large", s->metric.name);
	if (f->sd < 0)
		json_refuse(j, "a negative standard deviation of %s", s->metric.name);
	for (size_t i = 0; i < 4 && known; i++)
		if (all[i] < 0)
			json_refuse(j, "a negative figure of %s: %g %s", s->metric.name, all[i],
				s->metric.unit);
	if (f->lo > f->hi || f->level < 0 || f->level > 1)
		json_refuse(j, "an impossible interval of %s", s->metric.name);
}

static void read_series(struct json *j, struct series *s, struct scratch *scratch,
	struct arena *mem)
{
	struct figures *figures = NULL;
	size_t first = scratch->earlier.n;
	const char *key;

	s->metric.unit = "";
	json_object(j);
	while ((key = json_key(j))) {
		if (record_member(j, metric_fields, key, &s->metric, mem))
			continue;
		if (strcmp(key, "one_run") == 0)
			s->one_run = json_bool(j);
		else if (strcmp(key, "unreported") == 0)
			s->unreported = (uint32_t)json_u64(j);
		else if (strcmp(key, "run") == 0)
			*ARENA_PUSH(&scratch->mem, &scratch->moved) = (struct moved){
				scratch->metrics.n - 1, (size_t)json_u64(j)
			};
		else if (strcmp(key, "samples") == 0)
			read_samples(j, s, scratch, mem);
		else if (strcmp(key, "shapes") == 0)
			read_shapes(j, s, mem);
		else if (strcmp(key, "earlier") == 0)
			read_earlier(j, scratch, false);
		else if (strcmp(key, "earlier_means") == 0)
			read_earlier(j, scratch, true);
		else if (strcmp(key, "figures") == 0)
			s->figures = figures = read_figures(j, mem);
		else
			json_skip(j);
	}
	if (s->figures && s->n)
		json_refuse(j, "%s has both samples and figures", s->metric.name);
	if (s->shapes.n && s->shapes.n != s->n)
		json_refuse(j, "%s has %zu shape%s of %zu sample%s", s->metric.name, s->shapes.n,
			text_s(s->shapes.n), s->n, text_s(s->n));
	if (figures && unit_find(s->metric.unit))
		figures_scale(figures, unit_find(s->metric.unit)->factor);
	to_base_unit(j, s, scratch, first);
	if (s->figures)
		check_figures(j, s);
}

static void read_metrics(struct json *j, struct result *r, struct scratch *scratch,
	struct arena *mem)
{
	struct result *grow = &scratch->metrics;
	const char *key;

	grow->n = 0;
	json_object(j);
	while ((key = json_key(j))) {
		struct series *s = ARENA_PUSH(&scratch->mem, grow);

		*s = (struct series){ .metric.name = arena_string(mem, key) };
		if (!*key)
			json_refuse(j, "a metric without a name");
		read_series(j, s, scratch, mem);
	}
	r->v = arena_dup(mem, grow->v, grow->n, sizeof *r->v);
	r->n = r->cap = grow->n;
}

/* run: index of the run that it belongs to, where the file says that. */
static void read_result(struct json *j, struct result *r, size_t *run, struct scratch *scratch,
	struct arena *mem)
{
	const char *key, *why;

	scratch->earlier.n = scratch->moved.n = 0;
	json_object(j);
	while ((key = json_key(j))) {
		if (record_member(j, result_fields, key, r, mem))
			continue;
		if (strcmp(key, "metrics") == 0)
			read_metrics(j, r, scratch, mem);
		else if (strcmp(key, "run") == 0)
			*run = json_u64(j);
		else
			json_skip(j);
	}
	if (!r->id)
		r->id = "";
	why = result_id_fault(r->id);
	if (why)
		json_refuse(j, "the id '%.200s' of a result %s", r->id, why);
}

/* Sorts, and refuses a benchmark that is listed twice. */
static void finish_results(struct json *j, struct run *run)
{
	if (j->failed)
		return;
	run_sort(run);
	for (size_t i = 1; i < run->n; i++)
		if (strcmp(run->v[i - 1].id, run->v[i].id) == 0)
			json_refuse(j, "the benchmark \"%.200s\" is listed twice", run->v[i].id);
}

void run_read_results(struct json *j, struct run *run, struct arena *mem)
{
	struct scratch scratch = { 0 };
	size_t ignored;

	json_array(j);
	while (json_item(j))
		read_result(j, ARENA_PUSH(mem, run), &ignored, &scratch, mem);
	arena_free(&scratch.mem);
	finish_results(j, run);
}

/* The metric in an earlier run, for the result that is being read. */
static struct series *series_in(struct run *run, struct arena *mem, const struct result *r,
	const struct metric *m)
{
	struct result *own;
	struct series *s;

	if (run->n == 0 || strcmp(run->v[run->n - 1].id, r->id) != 0)
		*ARENA_PUSH(mem, run) = (struct result){ .id = r->id };
	own = &run->v[run->n - 1];
	s = own->n ? &own->v[own->n - 1] : NULL;
	if (!s || s->metric.name != m->name) {
		s = ARENA_PUSH(mem, own);
		*s = (struct series){ .metric = *m, .figures = &no_figures };
	}
	return s;
}

/* The run that the metric belongs to; `at`: that of its result. */
static size_t run_of(const struct scratch *scratch, size_t metric, size_t at)
{
	for (size_t i = 0; i < scratch->moved.n; i++)
		if (scratch->moved.v[i].metric == metric)
			return scratch->moved.v[i].run;
	return at;
}

/* Gives the runs before that of each metric the medians and means that they measured. */
static void share_earlier(struct json *j, struct run_set *set, size_t at, const struct result *r,
	const struct scratch *scratch, struct arena *mem)
{
	for (size_t i = 0; i < scratch->earlier.n; i++) {
		const struct earlier *e = &scratch->earlier.v[i];
		size_t run = run_of(scratch, e->metric, at);

		if (e->n > run)
			json_refuse(j,
				"%.200s has %zu earlier %s%s, but there are only %zu runs before",
				r->id, e->n, e->means ? "mean" : "median", text_s(e->n), run);
		for (size_t k = 0; k < e->n && !j->failed; k++) {
			struct figures f;
			struct series *s;

			if (isnan(e->v[k]))
				continue;
			s = series_in(&set->v[run - e->n + k], mem, r, &r->v[e->metric].metric);
			f = *s->figures;
			*(e->means ? &f.mean : &f.median) = e->v[k];
			s->figures = arena_dup(mem, &f, 1, sizeof f);
		}
	}
}

static void check_moved(struct json *j, size_t at, const struct result *r,
	const struct scratch *scratch)
{
	for (size_t i = 0; i < scratch->moved.n; i++)
		if (scratch->moved.v[i].run > at)
			json_refuse(j, "%.200s has run %zu, and its metric %s the later run %zu",
				r->id, at, r->v[scratch->moved.v[i].metric].metric.name,
				scratch->moved.v[i].run);
}

/* Takes the metrics of earlier runs from the result of run `at`, and gives them to those. */
static void move_metrics(struct run_set *set, size_t at, struct result *r,
	const struct scratch *scratch, struct arena *mem)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n; i++) {
		size_t run = run_of(scratch, i, at);

		if (run < at)
			*series_in(&set->v[run], mem, r, &r->v[i].metric) = r->v[i];
		else
			r->v[kept++] = r->v[i];
	}
	r->n = kept;
}

void run_read_shared_results(struct json *j, struct run_set *set, struct arena *mem)
{
	struct scratch scratch = { 0 };

	json_array(j);
	while (json_item(j)) {
		struct result r = { 0 };
		size_t at = set->n ? set->n - 1 : 0;

		read_result(j, &r, &at, &scratch, mem);
		if (at >= set->n)
			json_refuse(j, "a result of run %zu of %zu", at + 1, set->n);
		check_moved(j, at, &r, &scratch);
		if (j->failed)
			break;
		share_earlier(j, set, at, &r, &scratch, mem);
		move_metrics(set, at, &r, &scratch, mem);
		*ARENA_PUSH(mem, &set->v[at]) = r;
	}
	arena_free(&scratch.mem);
	for (size_t i = 0; i < set->n; i++)
		finish_results(j, &set->v[i]);
}
