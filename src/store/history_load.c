/* Reading the history: pages, and records that are not in a page yet. */
#include "base/sort.h"
#include "store/history.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "store/git/git.h"
#include "store/git/repo.h"
#include "store/history_fold.h"
#include "store/history_page.h"

/* The newest run of a version of a baseline, added to the set. */
static int add_run(struct run_set *set, struct repo *repo, struct arena *mem, const char *commit,
	const char *path, struct error *err)
{
	struct run_set one;
	const char *text;
	size_t n;
	int rc = repo_read(&text, &n, repo, commit, path, err);

	if (rc != 0)
		return rc;
	if (history_parse(&one, mem, arena_printf(mem, "%.10s:%s", commit, path), text, n, err) < 0)
		return -1;
	if (one.n)
		*ARENA_PUSH(mem, set) = one.v[one.n - 1];
	return 0;
}

/* What is read. The names begin with the date of the commit. */
struct named {
	const char *name;
	size_t row; /* among the runs */
	size_t at;  /* its commit on the way to HEAD */
};
struct loading {
	struct run_columns *runs;
	const struct run_filter *filter;
	struct words *unread;
	struct arena *scratch;
	struct ARENA_LIST(struct named) all;
	const struct words *names; /* of the records that are read one by one */
};

/* The position of each commit on the way to HEAD. */
struct position {
	const char *commit;
	size_t at;
};

static int by_position(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : strcmp(x->name, y->name);
}

/* Leaves the runs of commits that HEAD comes from, in the order of the commits. A shallow clone
 * does not know, and keeps all in the order of their dates. */
static int follow_head(struct loading *l, struct repo *repo, struct error *err)
{
	struct words commits = { 0 };
	struct position *known;
	size_t n = 0;

	if (l->all.n == 0 || repo_facts(repo)->shallow)
		return 0;
	if (git_lines(&commits, repo_git(repo), l->scratch, err,
		    GIT_ARGS("rev-list", "--topo-order", "--reverse", "HEAD")) < 0)
		return -1;
	known = arena_array(l->scratch, commits.n, sizeof *known);
	for (size_t i = 0; i < commits.n; i++)
		known[i] = (struct position){ commits.v[i], i };
	qsort(known, commits.n, sizeof *known, sort_by_text);
	for (size_t i = 0; i < l->all.n; i++) {
		const char *commit = l->runs->v[l->all.v[i].row].commit;
		const struct position *hit = commit
			? bsearch(&commit, known, commits.n, sizeof *known, sort_by_text)
			: NULL;

		if (!hit)
			continue;
		l->all.v[n] = l->all.v[i];
		l->all.v[n++].at = hit->at;
	}
	l->all.n = n;
	SORT_LIST(&l->all, by_position);
	return 0;
}

/* Keeps a run whose memory is about to end. */
static void keep_run(struct loading *l, const char *name, const struct run *run)
{
	*ARENA_PUSH(l->scratch, &l->all) = (struct named){ .name = arena_string(l->scratch, name),
		.row = l->runs->n };
	run_columns_add(l->runs, run, l->filter);
}

static void leave_out(struct loading *l, const struct error *why)
{
	words_push(l->runs->mem, l->unread, arena_string(l->runs->mem, why->text));
}

int history_parse(struct run_set *one, struct arena *mem, const char *name, const char *data,
	size_t size, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	json_open_text(&j, name, data, size);
	return run_set_read(one, mem, &j, err);
}

static int take_record(void *ctx, size_t i, const char *data, size_t size, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct loading *l = ctx;
	struct run_set one;

	if (history_parse(&one, &scratch, l->names->v[i], data, size, err) < 0)
		leave_out(l, err);
	else if (one.n)
		keep_run(l, l->names->v[i], &one.v[one.n - 1]);
	return 0;
}

static void read_pages(struct loading *l, struct repo *repo, const struct repo_items *pages)
{
	for (size_t i = 0; i < pages->n; i++) {
		FREES_ARENA struct arena scratch = { 0 };
		struct history_page page;
		struct error err;

		if (history_page_read(&page, repo, &scratch, pages->v[i].id, l->filter, &err) < 0) {
			leave_out(l, &err);
			continue;
		}
		for (size_t k = 0; k < page.set.n; k++)
			keep_run(l, page.names.v[k], &page.set.v[k]);
	}
}

/* Each once: two clones may have put a record on a page each, or one of them has not. */
static int arrange(struct loading *l, struct repo *repo, struct error *err)
{
	size_t n = 0, *order;

	SORT_LIST(&l->all, sort_by_text);
	for (size_t i = 0; i < l->all.n; i++)
		if (n == 0 || strcmp(l->all.v[n - 1].name, l->all.v[i].name) != 0)
			l->all.v[n++] = l->all.v[i];
	l->all.n = n;
	if (follow_head(l, repo, err) < 0)
		return -1;
	order = arena_array(l->scratch, l->all.n, sizeof *order);
	for (size_t i = 0; i < l->all.n; i++)
		order[i] = l->all.v[i].row;
	run_columns_arrange(l->runs, order, l->all.n);
	return 0;
}

int history_classes(struct words *classes, struct repo *repo, struct arena *mem, const char *suite,
	struct error *err)
{
	struct repo_items items;
	const char *tip;
	int rc = repo_resolve(&tip, repo, HISTORY_REF, err);

	*classes = (struct words){ 0 };
	if (rc == 0)
		rc = repo_items(&items, repo, mem, tip, suite, err);
	for (size_t i = 0; rc == 0 && i < items.n; i++)
		if (items.v[i].is_folder)
			words_push(mem, classes, items.v[i].name);
	return rc < 0 ? -1 : 0;
}

/* Returns 1 when the class has no records. */
static int read_class(struct loading *l, struct repo *repo, const char *suite, const char *class,
	struct error *err)
{
	struct history_folder folder;
	const char *tip;
	int rc = repo_resolve(&tip, repo, HISTORY_REF, err);

	if (rc == 0)
		rc = history_folder(&folder, repo, l->scratch, tip, suite, class, err);
	if (rc != 0)
		return rc;
	l->names = &folder.names;
	read_pages(l, repo, &folder.pages);
	return repo_read_each(repo, folder.ids.v, folder.ids.n, take_record, l, err);
}

int history_load(struct run_columns *runs, struct repo *repo, struct arena *mem, const char *suite,
	const char *class, const struct run_filter *filter, struct words *unread, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct loading l = {
		.runs = runs, .filter = filter, .unread = unread, .scratch = &scratch
	};
	struct words classes = { 0 };

	*runs = (struct run_columns){ .mem = mem, .recorded = true };
	if (class)
		words_push(&scratch, &classes, class);
	else if (history_classes(&classes, repo, &scratch, suite, err) < 0)
		return -1;
	for (size_t i = 0; i < classes.n; i++)
		if (read_class(&l, repo, suite, classes.v[i], err) < 0)
			return -1;
	return arrange(&l, repo, err);
}

int history_of_baseline(struct run_set *set, struct repo *repo, struct arena *mem, const char *path,
	const char *suite, struct error *err)
{
	struct words commits = { 0 };

	*set = (struct run_set){ .kind = "history", .suite = suite };
	if (!repo_facts(repo)->head)
		return 0;
	if (git_lines(&commits, repo_git(repo), mem, err,
		    GIT_ARGS("log", "--reverse", "--format=%H", "HEAD", "--", path)) < 0)
		return -1;
	for (size_t i = 0; i < commits.n; i++)
		if (add_run(set, repo, mem, commits.v[i], path, err) < 0)
			return -1;
	return 0;
}
