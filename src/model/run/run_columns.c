#include "model/run/run_columns.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"

bool run_columns_match(const struct run_filter *filter, const char *id)
{
	return !filter || !filter->matches || filter->matches(filter->ctx, id);
}

static bool is_asked_for(const struct run_filter *filter, const struct result *r, size_t i)
{
	const char *metric = filter ? filter->metric : NULL;

	return !metric || (*metric ? text_equal(metric, r->v[i].metric.name) : i == 0);
}

static bool is_of(const struct run_column *c, const char *id, const struct metric *m)
{
	return strcmp(c->id, id) == 0 && strcmp(c->metric.name, m->name) == 0 &&
		text_equal(c->metric.unit, m->unit);
}

/* Most runs have the columns of the run before, in the same order. */
static struct run_column *column_of(struct run_columns *p, const char *id, const struct metric *m,
	const struct run_filter *filter)
{
	size_t n = p->columns.n;
	struct run_column *c;

	for (size_t i = 0; i < n; i++) {
		c = &p->columns.v[p->next++ % n];
		if (is_of(c, id, m))
			return c;
	}
	c = ARENA_PUSH(p->mem, &p->columns);
	*c = (struct run_column){ .id = arena_string(p->mem, id),
		.metric = *m,
		.left_out = !run_columns_match(filter, id) };
	c->metric.name = arena_string(p->mem, m->name);
	c->metric.unit = arena_string(p->mem, m->unit);
	return c;
}

static const char *shared(struct arena *mem, const char *text, const char *before)
{
	return text_equal(text, before) ? before : arena_string(mem, text);
}

static void add_value(struct run_columns *p, struct run_column *c, double v)
{
	while (c->n + 1 < p->n)
		*ARENA_PUSH(p->mem, c) = (double)NAN;
	*ARENA_PUSH(p->mem, c) = v;
}

void run_columns_add(struct run_columns *p, const struct run *run, const struct run_filter *filter)
{
	struct run_origin *own = ARENA_PUSH(p->mem, p);
	const struct run_origin last = p->n > 1 ? own[-1] : (struct run_origin){ 0 };

	own->commit = shared(p->mem, run->commit, last.commit);
	own->started = shared(p->mem, run->started, last.started);
	own->class = shared(p->mem, run->host.class, last.class);
	for (size_t i = 0; i < run->n; i++) {
		const struct result *r = &run->v[i];

		for (size_t k = 0; k < r->n; k++) {
			double v = is_asked_for(filter, r, k) ? series_centre(&r->v[k])
							      : (double)NAN;
			struct run_column *c = isnan(v)
				? NULL
				: column_of(p, r->id, &r->v[k].metric, filter);

			if (c && !c->left_out && c->n < p->n)
				add_value(p, c, v);
		}
	}
}

void run_columns_arrange(struct run_columns *p, const size_t *order, size_t n)
{
	struct run_origin *runs = arena_array(p->mem, n, sizeof *runs);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		runs[i] = p->v[order[i]];
	p->v = runs;
	p->n = p->cap = n;
	for (size_t i = 0; i < p->columns.n; i++) {
		struct run_column c = p->columns.v[i];
		const double *before = c.v;

		if (c.left_out)
			continue;
		c.v = arena_array(p->mem, n, sizeof *c.v);
		for (size_t k = 0; k < n; k++)
			c.v[k] = order[k] < c.n ? before[order[k]] : (double)NAN;
		c.n = c.cap = n;
		p->columns.v[kept++] = c;
	}
	p->columns.n = kept;
	SORT_LIST(&p->columns, sort_by_text);
}

struct run_columns run_columns_of(struct arena *mem, const struct run_set *set,
	const struct run_filter *filter)
{
	size_t *order = arena_array(mem, set->n, sizeof *order);
	struct run_columns p = { .mem = mem };

	for (size_t i = 0; i < set->n; i++) {
		run_columns_add(&p, &set->v[i], filter);
		order[i] = i;
	}
	run_columns_arrange(&p, order, set->n);
	return p;
}

/* 1 + the number of the newest run that has a value. */
static size_t newest(const struct run_column *c)
{
	size_t n = c->n;

	while (n && isnan(c->v[n - 1]))
		n--;
	return n;
}

const struct run_column *run_columns_find(const struct run_columns *p, const char *id,
	const char *metric)
{
	const struct run_column *all = p->columns.v, *end, *found = NULL, *c;

	if (!p->columns.n)
		return NULL;
	end = all + p->columns.n;
	c = bsearch(&id, all, p->columns.n, sizeof *all, sort_by_text);
	while (c && c > all && strcmp(c[-1].id, id) == 0)
		c--;
	for (; c && c < end && strcmp(c->id, id) == 0; c++)
		if ((!metric || strcmp(c->metric.name, metric) == 0) &&
			(!found || newest(c) > newest(found)))
			found = c;
	return found;
}
