#include "model/run/run.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"

const char *const result_status_names[] = { "ok", "error", "unfinished", NULL };
const char *const run_status_names[] = { "ok", "failed", "interrupted", "running", "planned",
	NULL };

void run_sort(struct run *r)
{
	size_t n = 1;

	while (n < r->n && strcmp(r->v[n - 1].id, r->v[n].id) <= 0)
		n++;
	if (n < r->n) /* a baseline is sorted already */
		SORT_LIST(r, sort_by_text);
}

size_t run_seek(const struct run *r, const char *id)
{
	size_t from = 0, to = r->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(r->v[middle].id, id) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool run_same(const struct run *a, const struct run *b)
{
	return text_equal(a->started, b->started) && text_equal(a->commit, b->commit) &&
		a->seed == b->seed;
}

struct result *run_find(const struct run *r, const char *id)
{
	size_t i = run_seek(r, id);

	return i < r->n && strcmp(r->v[i].id, id) == 0 ? &r->v[i] : NULL;
}

const struct result *result_subs(const struct result *r, size_t *n)
{
	*n = r->subs ? r->subs->n : 1;
	return r->subs ? r->subs->v : r;
}

struct series *result_find(const struct result *r, const char *metric)
{
	return TEXT_FIND(r->v, r->n, metric.name, metric);
}

struct series *run_series(const struct run *r, const char *id, const char *metric)
{
	const struct result *found = r ? run_find(r, id) : NULL;

	if (!found || !found->n)
		return NULL;
	return metric ? result_find(found, metric) : found->v;
}

bool result_has(const struct result *r, const char *metric)
{
	const struct series *s = result_find(r, metric);

	return s && !series_is_empty(s);
}

struct series *result_series(struct result *r, struct arena *mem, const struct metric *metric)
{
	struct series *s = result_find(r, metric->name);

	if (!s) {
		s = ARENA_PUSH(mem, r);
		s->metric = *metric;
	}
	return s;
}

bool result_lead(struct result *r, const char *metric)
{
	struct series *found = result_find(r, metric), lead;

	if (!found)
		return false;
	lead = *found;
	memmove(r->v + 1, r->v, (size_t)(found - r->v) * sizeof *r->v);
	r->v[0] = lead;
	return true;
}

void series_add(struct series *s, struct arena *mem, double v)
{
	*ARENA_PUSH(mem, s) = v;
}

bool series_has_shapes(const struct series *s)
{
	return s->n && s->shapes.n == s->n;
}

void result_add(struct result *r, struct arena *mem, const struct metric *metric, double v)
{
	series_add(result_series(r, mem, metric), mem, v);
}

static void close_series(struct series *s, bool one)
{
	if (s->apart)
		return;
	if (one && s->n > s->closed + 1) {
		sort_doubles(s->v + s->closed, s->n - s->closed);
		s->v[s->closed] = sort_median(s->v + s->closed, s->n - s->closed);
		s->n = s->closed + 1;
	}
	s->closed = s->n;
}

void result_close(struct result *r, size_t processes)
{
	r->processes += processes;
	for (size_t i = 0; i < r->n; i++)
		close_series(&r->v[i], processes == 1);
	for (size_t i = 0; r->subs && i < r->subs->n; i++) {
		struct result *sub = &r->subs->v[i];

		sub->processes = r->processes;
		for (size_t k = 0; k < sub->n; k++)
			close_series(&sub->v[k], processes == 1);
	}
}

void series_end_run(struct series *s)
{
	const struct series latest = { .v = s->v ? s->v + s->closed : NULL, .n = s->n - s->closed };
	bool first = !s->closed && !s->one_run;

	if (latest.n == 0 && !s->figures)
		return;
	if (first || s->figures) {
		s->one_run = true;
		s->closed = s->n;
		return;
	}
	if (s->one_run && s->closed) {
		const struct series before = { .v = s->v, .n = s->closed };
		double after = series_centre(&latest);

		s->v[0] = series_centre(&before);
		s->v[1] = after;
		s->n = 2;
	} else if (s->closed) {
		s->v[s->closed] = series_centre(&latest);
		s->n = s->closed + 1;
	}
	s->one_run = false;
	s->closed = s->n;
}

bool series_is_empty(const struct series *s)
{
	return s->n == 0 && !s->figures;
}

size_t series_count(const struct series *s)
{
	return s->figures ? s->figures->n : s->n;
}

size_t result_lacks(const struct result *r, const struct series *s)
{
	size_t n = series_count(s);
	bool known = s->closed && !s->metric.exact && n < r->processes;

	return known ? r->processes - n : s->unreported;
}

double series_centre(const struct series *s)
{
	FREES_ARENA struct arena mem = { 0 };

	if (s->figures)
		return figures_centre(s->figures);
	if (s->n == 1) /* as in all records of the history */
		return s->v[0];
	return s->n ? sort_median(sort_copy(&mem, s->v, s->n), s->n) : (double)NAN;
}

const struct figures no_figures = NO_FIGURES;

bool figures_reduced(const struct figures *f)
{
	return isnan(f->mean) && isfinite(f->median) && isfinite(f->sd);
}

double figures_centre(const struct figures *f)
{
	return isnan(f->median) ? f->mean : f->median;
}

void figures_scale(struct figures *f, double factor)
{
	double *const all[] = { &f->mean, &f->median, &f->sd, &f->min, &f->max, &f->lo, &f->hi };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		*all[i] *= factor;
}

const char *result_id_fault(const char *id)
{
	size_t n = strlen(id);
	uint32_t cp;

	if (n == 0)
		return "is empty";
	if (n > 1000)
		return "is longer than 1000 bytes";
	for (size_t len; n; id += len, n -= len) {
		len = utf8_next(id, n, &cp);
		if (len == 0)
			return "is not valid UTF-8";
		if (cp < 0x20 || cp == 0x7f)
			return "has control characters";
	}
	return NULL;
}

struct run run_bare(const struct run *r)
{
	struct run copy = *r;

	memset(&copy.services, 0, sizeof copy.services);
	memset(&copy.loads, 0, sizeof copy.loads);
	memset(&copy.stages, 0, sizeof copy.stages);
	memset(&copy.outputs, 0, sizeof copy.outputs);
	memset(&copy.machines, 0, sizeof copy.machines);
	return copy;
}
