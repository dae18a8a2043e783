/* Several inputs as one run, and the machines that they name. */
#include "import/importer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

struct item { /* a result and the run that has it */
	const struct result *r;
	size_t run;
};

static int by_id(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = strcmp(x->r->id, y->r->id);

	return order ? order : (x->run > y->run) - (x->run < y->run);
}

/* Each input is one sample: what varies within it says nothing about the next. */
static int add_sample(struct result *to, struct arena *mem, const struct series *from,
	struct error *err)
{
	struct series *s = result_series(to, mem, &from->metric);

	if (!text_equal(s->metric.unit, from->metric.unit) ||
		s->metric.better != from->metric.better)
		return error_set(err,
			"%s of '%.200s' differs in unit or direction between the files",
			s->metric.name, to->id);
	series_add(s, mem, series_centre(from));
	s->closed = s->n;
	return 0;
}

/* Where other benchmarks are in more inputs, this one may have failed in some. */
static void warn_of_gaps(struct result *to, struct arena *mem, size_t most)
{
	const char *text = arena_printf(mem,
		"only %zu file%s %s this benchmark; others are in %zu files", to->processes,
		text_s(to->processes), to->processes == 1 ? "has" : "have", most);

	to->warning = text_also(mem, text, "; ", to->warning);
}

/* One result of n inputs; most: inputs that have the same benchmark. */
static int join(struct result *to, struct arena *mem, const struct item *all, size_t n, size_t most,
	struct error *err)
{
	*to = *all[0].r;
	if (most == 1)
		return 0;
	to->v = NULL;
	to->n = to->cap = 0;
	to->processes = n;
	for (size_t i = 0; i < n; i++) {
		const struct result *r = all[i].r;

		to->warning = to->warning ? to->warning : r->warning;
		to->doubt = to->doubt ? to->doubt : r->doubt;
		if (r->status != RESULT_OK) {
			*to = *r;
			return 0;
		}
		for (size_t k = 0; k < r->n; k++)
			if (add_sample(to, mem, &r->v[k], err) < 0)
				return -1;
	}
	if (n < most)
		warn_of_gaps(to, mem, most);
	return 0;
}

/* The first item of another benchmark behind `from`. */
static size_t end_of(const struct item *all, size_t n, size_t from)
{
	size_t to = from + 1;

	while (to < n && strcmp(all[to].r->id, all[from].r->id) == 0)
		to++;
	return to;
}

int import_join(struct run *out, struct arena *mem, const struct run *const *runs, size_t n,
	struct error *err)
{
	FREES_ARENA struct arena own = { 0 };
	struct item *all;
	size_t total = 0, most = 0, to;

	for (size_t i = 0; i < n; i++)
		total += runs[i]->n;
	all = arena_array(&own, total, sizeof *all);
	total = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < runs[i]->n; k++)
			all[total++] = (struct item){ &runs[i]->v[k], i };
	if (total)
		qsort(all, total, sizeof *all, by_id);
	out->v = NULL;
	out->n = out->cap = 0;
	for (size_t i = 0; i < total; i = to) {
		to = end_of(all, total, i);
		most = to - i > most ? to - i : most;
	}
	for (size_t i = 0; i < total; i = to) {
		to = end_of(all, total, i);
		if (join(ARENA_PUSH(mem, out), mem, all + i, to - i, most, err) < 0)
			return -1;
	}
	return 0;
}

bool import_same_machine(const struct import_machine *a, const struct import_machine *b)
{
	return import_same_hardware(a, b) && (!a->name || !b->name || text_equal(a->name, b->name));
}

bool import_same_hardware(const struct import_machine *a, const struct import_machine *b)
{
	return (!a->cpu || !b->cpu || text_equal(a->cpu, b->cpu)) &&
		(!a->cores || !b->cores || a->cores == b->cores);
}

const char *import_machine_text(struct arena *mem, const struct import_machine *m)
{
	const char *text = text_also(mem, m->name ? m->name : "", ", ", m->cpu);

	if (m->cores)
		text = text_also(mem, text, ", ",
			arena_printf(mem, "%zu processor%s", m->cores, text_s(m->cores)));
	return import_name(mem, text);
}
