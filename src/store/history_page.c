#include "store/history_page.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/record.h"
#include "base/text.h"
#include "store/git/repo.h"

#define KIND "history-page"

/* Files of a page, until they are objects. */
struct files ARENA_LIST(struct repo_change);

static void begin(struct json_out *o, FILE *f)
{
	*o = json_out_to(f, 2);
	json_out_object(o, NULL);
	json_out_string(o, "benchctl", KIND);
	json_out_u64(o, "schema", HISTORY_PAGE_SCHEMA);
}

static void end(struct files *files, struct arena *mem, struct json_out *o, struct memory_file *m,
	const char *path)
{
	json_out_end(o);
	memory_file_end(m);
	*ARENA_PUSH(mem, files) = (struct repo_change){
		.path = path, .data = arena_copy(mem, m->data, m->n), .n = m->n
	};
}

static void write_index(struct files *files, struct arena *mem, const struct words *names,
	const struct words *ids)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct json_out o;

	begin(&o, m.f);
	json_out_words(&o, "records", names);
	json_out_words(&o, "ids", ids);
	end(files, mem, &o, &m, "index.json");
}

static void write_headers(struct files *files, struct arena *mem, const struct run_set *set)
{
	struct repo_change *file = ARENA_PUSH(mem, files);
	struct run_set bare = { .kind = "history", .suite = set->suite, .n = set->n };

	bare.v = arena_array(mem, set->n, sizeof *bare.v);
	for (size_t i = 0; i < set->n; i++) {
		bare.v[i] = set->v[i];
		bare.v[i].n = 0;
	}
	file->path = "runs.json";
	file->data = run_set_text(mem, &file->n, &bare);
}

/* A column is a metric in one unit: a program may change the unit. */
struct columns ARENA_LIST(struct metric);

static bool same_column(const struct metric *a, const struct metric *b)
{
	return strcmp(a->name, b->name) == 0 && text_equal(a->unit, b->unit) &&
		a->better == b->better && a->exact == b->exact;
}

static size_t column_of(const struct columns *all, const struct metric *m)
{
	size_t i = 0;

	while (i < all->n && !same_column(&all->v[i], m))
		i++;
	return i;
}

static struct columns columns_of(struct arena *mem, const struct run_set *set, const char *id)
{
	struct columns all = { 0 };

	for (size_t i = 0; i < set->n; i++) {
		const struct result *r = run_find(&set->v[i], id);

		for (size_t k = 0; r && k < r->n; k++)
			if (column_of(&all, &r->v[k].metric) == all.n)
				*ARENA_PUSH(mem, &all) = r->v[k].metric;
	}
	return all;
}

static void write_column(struct json_out *o, const struct run_set *set, const char *id,
	const struct metric *metric)
{
	json_out_object(o, NULL);
	json_out_string(o, "metric", metric->name);
	json_out_string(o, "unit", metric->unit);
	json_out_string(o, "better", better_names[metric->better]);
	json_out_bool(o, "exact", metric->exact);
	json_out_array(o, "values");
	for (size_t i = 0; i < set->n; i++) {
		const struct result *r = run_find(&set->v[i], id);
		double v = (double)NAN;

		for (size_t k = 0; r && k < r->n; k++)
			if (same_column(&r->v[k].metric, metric))
				v = series_centre(&r->v[k]);
		json_out_number(o, NULL, v);
	}
	json_out_close(o);
	json_out_close(o);
}

/* "primary": the column of each run's primary metric. */
static void write_benchmark(struct files *files, struct arena *mem, const struct run_set *set,
	const char *id, size_t nth)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct columns all = columns_of(mem, set, id);
	struct json_out o;

	begin(&o, m.f);
	json_out_string(&o, "id", id);
	json_out_array(&o, "primary");
	for (size_t i = 0; i < set->n; i++) {
		const struct result *r = run_find(&set->v[i], id);

		json_out_u64(&o, NULL, r && r->n ? column_of(&all, &r->v[0].metric) : 0);
	}
	json_out_close(&o);
	json_out_array(&o, "columns");
	for (size_t i = 0; i < all.n; i++)
		write_column(&o, set, id, &all.v[i]);
	json_out_close(&o);
	end(files, mem, &o, &m, arena_printf(mem, "%zu.json", nth));
}

static struct words ids_of(struct arena *mem, const struct run_set *set)
{
	struct words ids = { 0 };

	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->v[i].n; k++)
			words_push(mem, &ids, set->v[i].v[k].id);
	words_sort_once(&ids);
	return ids;
}

int history_page_write(const char **tree, struct repo *repo, struct arena *mem,
	const struct run_set *set, const struct words *names, struct error *err)
{
	struct words ids = ids_of(mem, set);
	struct files files = { 0 };

	write_index(&files, mem, names, &ids);
	write_headers(&files, mem, set);
	for (size_t i = 0; i < ids.n; i++)
		write_benchmark(&files, mem, set, ids.v[i], i);
	return repo_make_folder(tree, repo, NULL, files.v, files.n, err);
}
