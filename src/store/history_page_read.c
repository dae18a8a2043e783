/* Reading a page: see history_page.h. */
#include "store/history_page.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/record.h"
#include "base/sort.h"
#include "base/text.h"
#include "model/run/run_fields.h"
#include "store/git/repo.h"

static bool has_twice(struct arena *mem, const struct words *all)
{
	struct words sorted = { 0 };

	words_add(mem, &sorted, all->v);
	words_sort(&sorted);
	for (size_t i = 1; i < sorted.n; i++)
		if (strcmp(sorted.v[i - 1], sorted.v[i]) == 0)
			return true;
	return false;
}

static struct json reader(const char *data, size_t n)
{
	struct json j = { 0 };

	json_open_text(&j, "a page of the history", data, n);
	return j;
}

int history_page_index(struct history_page *p, const char *data, size_t n, struct error *err)
{
	CLOSES_JSON struct json j = reader(data, n);
	const char *key;

	p->names = p->ids = (struct words){ 0 };
	json_object(&j);
	while ((key = json_key(&j))) {
		if (strcmp(key, "schema") == 0)
			record_schema(&j, HISTORY_PAGE_SCHEMA);
		else if (strcmp(key, "records") == 0)
			json_words(&j, &p->names, p->mem);
		else if (strcmp(key, "ids") == 0)
			json_words(&j, &p->ids, p->mem);
		else
			json_skip(&j);
	}
	if (!j.failed && (has_twice(p->mem, &p->ids) || has_twice(p->mem, &p->names)))
		json_refuse(&j, "a name is listed twice");
	for (size_t i = 0; !j.failed && i < p->ids.n; i++)
		if (result_id_fault(p->ids.v[i]))
			json_refuse(&j, "the id of a result %s", result_id_fault(p->ids.v[i]));
	return json_end(&j, err);
}

int history_page_runs(struct history_page *p, const char *data, size_t n, struct error *err)
{
	CLOSES_JSON struct json j = reader(data, n);

	if (run_set_read(&p->set, p->mem, &j, err) < 0)
		return -1;
	if (p->set.n != p->names.n)
		return error_set(err, "a page of the history has %zu run%s with %zu name%s",
			p->set.n, text_s(p->set.n), p->names.n, text_s(p->names.n));
	for (size_t i = 0; i < p->set.n; i++)
		if (p->set.v[i].n)
			return error_set(err, "a page of the history has results in its runs");
	return 0;
}

/* The values of a column, NaN where the run has none. */
static double *read_values(struct history_page *p, struct json *j)
{
	double *v = arena_array(p->mem, p->set.n, sizeof *v);
	size_t n = 0;

	json_array(j);
	while (json_item(j)) {
		double one = json_null(j) ? (double)NAN : json_number(j);

		if (n < p->set.n)
			v[n] = one;
		n++;
	}
	if (n != p->set.n)
		json_refuse(j, "%zu value%s of %zu run%s", n, text_s(n), p->set.n,
			text_s(p->set.n));
	return v;
}

/* Adds the value to the result of that run, whose benchmark is the one that was added last. */
static void add_value(struct history_page *p, struct json *j, size_t run, const char *id,
	const struct metric *m, double v)
{
	struct run *to = &p->set.v[run];

	if (to->n == 0 || to->v[to->n - 1].id != id)
		*ARENA_PUSH(p->mem, to) = (struct result){ .id = id };
	if (result_find(&to->v[to->n - 1], m->name))
		json_refuse(j, "a run has two values of \"%.40s\"", m->name);
	else
		result_add(&to->v[to->n - 1], p->mem, m, v);
}

/* Of a benchmark, while it is read. */
struct benchmark_columns {
	const char *id;
	struct words names;
	size_t *primary; /* of each run; NULL: not known yet */
};

/* Whether the next column is asked for; before its name is known, it may be. */
static bool is_asked_for(const struct history_page *p, const struct benchmark_columns *b,
	const char *name)
{
	bool any = !p->metric || !*name || (!*p->metric && !b->primary);

	if (!any && *p->metric)
		return strcmp(p->metric, name) == 0;
	for (size_t i = 0; !any && i < p->set.n; i++)
		any = b->primary[i] == b->names.n;
	return any;
}

static void read_column(struct history_page *p, struct json *j, struct benchmark_columns *b)
{
	struct metric m = { .unit = "", .name = "" };
	const struct unit *unit;
	double *v = NULL;
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		if (record_member(j, metric_fields, key, &m, p->mem))
			continue;
		if (strcmp(key, "metric") == 0)
			m.name = json_text(j, p->mem);
		else if (strcmp(key, "values") == 0 && is_asked_for(p, b, m.name))
			v = read_values(p, j);
		else
			json_skip(j);
	}
	words_push(p->mem, &b->names, m.name);
	unit = unit_find(m.unit);
	if (unit)
		m.dim = unit->dim;
	for (size_t i = 0; v && !j->failed && *m.name && i < p->set.n; i++)
		if (isfinite(v[i]))
			add_value(p, j, i, b->id, &m, v[i]);
}

/* The column that is the primary metric of a run goes to the front. */
static void lead(struct history_page *p, const struct benchmark_columns *b)
{
	for (size_t i = 0; b->primary && i < p->set.n; i++) {
		struct run *run = &p->set.v[i];

		if (b->primary[i] < b->names.n && run->n && run->v[run->n - 1].id == b->id)
			result_lead(&run->v[run->n - 1], b->names.v[b->primary[i]]);
	}
}

static size_t *read_primary(struct history_page *p, struct json *j)
{
	size_t *primary = arena_array(p->mem, p->set.n, sizeof *primary), n = 0;

	json_array(j);
	while (json_item(j)) {
		size_t one = json_u64(j);

		if (n < p->set.n)
			primary[n++] = one;
	}
	return primary;
}

int history_page_benchmark(struct history_page *p, const char *id, const char *data, size_t n,
	struct error *err)
{
	CLOSES_JSON struct json j = reader(data, n);
	struct benchmark_columns b = { .id = id };
	const char *key;

	json_object(&j);
	while ((key = json_key(&j))) {
		if (strcmp(key, "schema") == 0) {
			record_schema(&j, HISTORY_PAGE_SCHEMA);
		} else if (strcmp(key, "id") == 0) {
			if (strcmp(json_string(&j), id) != 0)
				json_refuse(&j, "the id is not that of the index");
		} else if (strcmp(key, "primary") == 0) {
			b.primary = read_primary(p, &j);
		} else if (strcmp(key, "columns") == 0) {
			json_array(&j);
			while (json_item(&j))
				read_column(p, &j, &b);
		} else {
			json_skip(&j);
		}
	}
	lead(p, &b);
	return json_end(&j, err);
}

static int find_part(const char **blob, const struct repo_items *files, const char *name,
	struct error *err)
{
	const struct repo_item *f = files->n
		? bsearch(&name, files->v, files->n, sizeof *files->v, sort_by_text)
		: NULL;

	*blob = f ? f->id : NULL;
	return f ? 0 : error_set(err, "the page %.12s of the history lacks %s", files->id, name);
}

/* A file of a page, and what reads it. */
struct part {
	struct history_page *page;
	int (*read)(struct history_page *p, const char *data, size_t n, struct error *err);
};

static int take_part(void *ctx, size_t i, const char *data, size_t n, struct error *err)
{
	const struct part *part = ctx;

	(void)i;
	return part->read(part->page, data, n, err);
}

static int read_part(struct history_page *p, struct repo *repo, const struct repo_items *files,
	const char *name,
	int (*read)(struct history_page *p, const char *data, size_t n, struct error *err),
	struct error *err)
{
	struct part part = { p, read };
	const char *blob;

	return find_part(&blob, files, name, err) < 0
		? -1
		: repo_read_each(repo, &blob, 1, take_part, &part, err);
}

/* The chosen benchmarks of the index. */
struct chosen {
	struct history_page *page;
	struct words ids, blobs;
};

static int take_benchmark(void *ctx, size_t i, const char *data, size_t n, struct error *err)
{
	struct chosen *c = ctx;

	return history_page_benchmark(c->page, c->ids.v[i], data, n, err);
}

static int read_chosen(struct history_page *p, struct repo *repo, const struct repo_items *files,
	const struct run_filter *filter, struct error *err)
{
	struct chosen c = { .page = p };
	const char *blob;

	for (size_t i = 0; i < p->ids.n; i++) {
		if (!run_columns_match(filter, p->ids.v[i]))
			continue;
		if (find_part(&blob, files, arena_printf(p->mem, "%zu.json", i), err) < 0)
			return -1;
		words_push(p->mem, &c.ids, p->ids.v[i]);
		words_push(p->mem, &c.blobs, blob);
	}
	return repo_read_each(repo, c.blobs.v, c.blobs.n, take_benchmark, &c, err);
}

int history_page_read(struct history_page *p, struct repo *repo, struct arena *mem,
	const char *tree, const struct run_filter *filter, struct error *err)
{
	struct repo_items files;

	*p = (struct history_page){ .mem = mem, .metric = filter ? filter->metric : NULL };
	if (repo_items_of(&files, repo, mem, tree, err) < 0 ||
		read_part(p, repo, &files, "index.json", history_page_index, err) < 0 ||
		read_part(p, repo, &files, "runs.json", history_page_runs, err) < 0 ||
		read_chosen(p, repo, &files, filter, err) < 0)
		return -1;
	for (size_t i = 0; i < p->set.n; i++)
		run_sort(&p->set.v[i]);
	return 0;
}
