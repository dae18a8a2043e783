#include "measure/benchmark_state.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"

/* The ids of all sub-benchmarks of benchmark i on any side. */
static struct run names_of(const struct measurement *m, size_t i, struct arena *mem)
{
	struct run all = { 0 };

	for (size_t k = 0; k < m->sides; k++) {
		const struct run *subs = m->side[k].run->v[i].subs;
		const struct run sorted = all;

		for (size_t j = 0; subs && j < subs->n; j++)
			if (!run_find(&sorted, subs->v[j].id))
				*ARENA_PUSH(mem, &all) = (struct result){ .id = subs->v[j].id };
		run_sort(&all);
	}
	return all;
}

static void put_subs(struct run *out, struct arena *mem, const struct result *whole,
	const struct run *names)
{
	static const struct run none = { 0 };
	const struct run *subs = whole->subs ? whole->subs : &none;

	for (size_t j = 0; j < names->n; j++) {
		const struct result *known = run_find(subs, names->v[j].id);
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

/* A sub-benchmark may have the id of another benchmark. */
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
		run->v[kept - 1].reason =
			"two benchmarks of the suite report a result with this name; rename one";
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

int subs_put_primary_first(const struct task *t, bool last, struct error *err)
{
	const char *wanted = t->benchmark->metric, *metric = wanted ? wanted : t->primary;
	struct result *whole = t->result;
	struct result *r = whole->subs ? whole->subs->v : whole;
	size_t n = whole->subs ? whole->subs->n : 1;
	struct words names = { 0 };
	bool found = false;

	for (size_t i = 0; metric && i < n; i++) {
		if (!result_lead(&r[i], metric))
			continue;
		found = true;
		if (wanted && r[i].v[0].metric.better == BETTER_NONE)
			return error_set(err,
				"metric: %s is neither lower-is-better nor "
				"higher-is-better, so it cannot be the primary metric",
				metric);
	}
	if (!wanted || found || !last)
		return 0;
	for (size_t i = 0; n && i < r->n; i++)
		words_push(t->context->mem, &names, r->v[i].metric.name);
	return error_set(err, "metric: the benchmark does not report '%s'; it reports: %s", metric,
		words_list(t->context->mem, &names));
}
