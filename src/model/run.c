#include "benchctl/run.h"

#include <stdlib.h>
#include <string.h>

#include "benchctl/arena.h"

const char *const run_status_names[] = { "ok", "failed", "interrupted", "running", NULL };

static int by_id(const void *a, const void *b)
{
	const struct result *x = a, *y = b;

	return strcmp(x->id, y->id);
}

void run_sort(struct run *r)
{
	if (r->n)
		qsort(r->v, r->n, sizeof *r->v, by_id);
}

struct result *run_find(const struct run *r, const char *id)
{
	struct result key = { .id = id };

	return r->n ? bsearch(&key, r->v, r->n, sizeof key, by_id) : NULL;
}

struct series *result_find(const struct result *r, const char *metric)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->v[i].metric.name, metric) == 0)
			return &r->v[i];
	return NULL;
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

void series_add(struct series *s, struct arena *mem, double v)
{
	*ARENA_PUSH(mem, s) = v;
}
