#include "measure/sub_benchmarks.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "measure/engine.h"
#include "measure/module.h"

double subs_injected(const struct task *t, const struct metric *metric, double value)
{
	switch (metric->better) {
	case BETTER_LOWER: return value * (1 + t->inject);
	case BETTER_HIGHER: return value / (1 + t->inject);
	case BETTER_NONE:
	default: return value;
	}
}

/* The part's series of that metric; what has been reported does not live as long as the part. */
static struct series *series_of(struct result *part, struct arena *mem, const struct metric *metric)
{
	struct series *s = result_find(part, metric->name);

	if (s)
		return s;
	s = result_series(part, mem, metric);
	s->metric.name = arena_string(mem, metric->name);
	s->metric.unit = arena_string(mem, metric->unit);
	return s;
}

static int add_series(struct task *t, struct result *part, const struct series *from, bool each,
	struct error *err)
{
	struct arena *mem = t->context->mem;
	struct series *to = series_of(part, mem, &from->metric);
	const struct metric *m = &to->metric;

	if (m->dim != from->metric.dim || !text_equal(m->unit, from->metric.unit))
		return error_set(err, "%s of %s is in '%s' now and was in '%s' before", m->name,
			part->id, from->metric.unit, m->unit);
	for (size_t i = 0; each && i < from->n; i++)
		series_add(to, mem, subs_injected(t, m, from->v[i]));
	if (each && from->n)
		return 0;
	series_add(to, mem, subs_injected(t, m, series_centre(from)));
	return 0;
}

/* The part of that name; those up to `known` are sorted. */
static struct result *part_of(struct task *t, size_t known, const char *name, struct error *err)
{
	struct arena *mem = t->context->mem;
	const struct run sorted = { .v = t->result->subs->v, .n = known };
	const char *id = arena_printf(mem, "%s/%s", t->result->id, name);
	const char *why = result_id_fault(id);
	struct result *part = run_find(&sorted, id);

	if (why) {
		error_set(err, "the name '%.200s' %s", id, why);
		return NULL;
	}
	if (!part) {
		part = ARENA_PUSH(mem, t->result->subs);
		part->id = id;
		part->command = t->result->command;
	}
	return part;
}

int subs_add(struct task *t, const struct run *reported, bool each, struct error *err)
{
	struct arena *mem = t->context->mem;
	size_t known;

	if (!t->result->subs)
		t->result->subs = arena_alloc(mem, sizeof *t->result->subs);
	known = t->result->subs->n;
	for (size_t i = 0; i < reported->n; i++) {
		const struct result *from = &reported->v[i];
		struct result *part = part_of(t, known, from->id, err);

		if (!part)
			return -1;
		if (from->status != RESULT_OK) {
			part->status = from->status;
			part->reason = arena_string(mem, from->reason);
		}
		for (size_t k = 0; part->status == RESULT_OK && k < from->n; k++)
			if ((from->v[k].n || from->v[k].figures) &&
				add_series(t, part, &from->v[k], each, err) < 0)
				return -1;
	}
	run_sort(t->result->subs);
	return 0;
}

/* All parts of benchmark i that any side knows, without samples. */
static struct run names_of(const struct measurement *m, size_t i, struct arena *mem)
{
	struct run all = { 0 };

	for (size_t k = 0; k < m->sides; k++) {
		const struct run *parts = m->side[k].run->v[i].subs;
		const struct run sorted = all;

		for (size_t j = 0; parts && j < parts->n; j++)
			if (!run_find(&sorted, parts->v[j].id))
				*ARENA_PUSH(mem, &all) = (struct result){ .id = parts->v[j].id };
		run_sort(&all);
	}
	return all;
}

static void put_subs(struct run *out, struct arena *mem, const struct result *whole,
	const struct run *names)
{
	static const struct run none = { 0 };
	const struct run *parts = whole->subs ? whole->subs : &none;

	for (size_t j = 0; j < names->n; j++) {
		const struct result *known = run_find(parts, names->v[j].id);
		struct result *r;

		if (!known && whole->status == RESULT_OK)
			continue;
		r = ARENA_PUSH(mem, out);
		*r = known ? *known : names->v[j];
		r->command = whole->command;
		r->warning = whole->warning;
		if (r->status == RESULT_OK && whole->status != RESULT_OK) {
			r->status = whole->status;
			r->reason = whole->reason;
		}
	}
}

/* A part may be called what another benchmark is called. */
static void refuse_duplicates(struct run *run)
{
	size_t kept = 0;

	run_sort(run);
	for (size_t i = 0; i < run->n; i++) {
		if (!kept || strcmp(run->v[kept - 1].id, run->v[i].id) != 0) {
			run->v[kept++] = run->v[i];
			continue;
		}
		run->v[kept - 1].n = 0;
		run->v[kept - 1].status = RESULT_ERROR;
		run->v[kept - 1].reason = "two benchmarks of the suite have a result of this "
					  "name; rename one of them";
	}
	run->n = kept;
}

void subs_flatten(const struct measurement *m, struct arena *mem)
{
	struct run *names = arena_array(mem, m->suite->n, sizeof *names);
	bool any = false;

	for (size_t i = 0; i < m->suite->n; i++) {
		names[i] = names_of(m, i, mem);
		any = any || names[i].n;
	}
	for (size_t k = 0; any && k < m->sides; k++) {
		struct run *run = m->side[k].run;
		struct run flat = { 0 };

		for (size_t i = 0; i < m->suite->n; i++)
			if (names[i].n)
				put_subs(&flat, mem, &run->v[i], &names[i]);
			else
				*ARENA_PUSH(mem, &flat) = run->v[i];
		refuse_duplicates(&flat);
		run->v = flat.v;
		run->n = flat.n;
		run->cap = flat.cap;
	}
}

int subs_lead(const struct task *t, bool last, struct error *err)
{
	const char *metric = t->benchmark->metric, *list = "";
	struct result *whole = t->result;
	struct result *r = whole->subs ? whole->subs->v : whole;
	size_t n = whole->subs ? whole->subs->n : 1;
	bool found = false;

	for (size_t i = 0; metric && i < n; i++) {
		if (!result_lead(&r[i], metric))
			continue;
		found = true;
		if (r[i].v[0].metric.better == BETTER_NONE)
			return error_set(err,
				"metric: neither more nor less of %s is better, so it "
				"cannot be the primary one",
				metric);
	}
	if (!metric || found || !last)
		return 0;
	for (size_t i = 0; n && i < r->n; i++)
		list = arena_printf(t->context->mem, "%s%s%s", list, i ? ", " : "",
			r->v[i].metric.name);
	return error_set(err, "metric: '%s' is not among what it yields: %s", metric, list);
}
