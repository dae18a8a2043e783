/* Reading the history: pages, and records that are not in a page yet. */
#include "base/sort.h"
#include "store/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/record.h"
#include "base/text.h"
#include "model/run/run_fields.h"
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

/* The position of each commit on the way to HEAD. */
struct position {
	const char *commit;
	size_t at;
};

struct at_commit {
	struct run run;
	size_t at, nth;
};

static int by_position(const void *a, const void *b)
{
	const struct at_commit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->nth > y->nth) - (x->nth < y->nth);
}

/* Leaves the runs of commits that HEAD comes from, in the order of the commits. A shallow clone
 * does not know, and keeps all in the order of their dates. */
static int follow_head(struct run_set *set, struct repo *repo, struct arena *mem, struct error *err)
{
	struct words commits = { 0 };
	struct position *known;
	struct at_commit *placed = arena_array(mem, set->n, sizeof *placed);
	size_t n = 0;

	if (repo_facts(repo)->shallow)
		return 0;
	if (git_lines(&commits, repo_git(repo), mem, err,
		    GIT_ARGS("rev-list", "--topo-order", "--reverse", "HEAD")) < 0)
		return -1;
	known = arena_array(mem, commits.n, sizeof *known);
	for (size_t i = 0; i < commits.n; i++)
		known[i] = (struct position){ commits.v[i], i };
	qsort(known, commits.n, sizeof *known, sort_by_text);
	for (size_t i = 0; i < set->n; i++) {
		const char *commit = set->v[i].commit ? set->v[i].commit : "";
		const struct position *hit = bsearch(&commit, known, commits.n, sizeof *known,
			sort_by_text);

		if (hit)
			placed[n++] = (struct at_commit){ set->v[i], hit->at, i };
	}
	qsort(placed, n, sizeof *placed, by_position);
	for (size_t i = 0; i < n; i++)
		set->v[i] = placed[i].run;
	set->n = n;
	return 0;
}

/* What is read, in the order of the names, which begin with the date of the commit. */
struct named {
	const char *name;
	struct run run;
};
struct loading {
	struct arena *mem;
	const struct history_wish *wish;
	struct words *unread, words; /* names and units, each once */
	struct ARENA_LIST(struct named) all;
	const struct words *names; /* of the records that are read one by one */
};

static bool is_chosen(const struct loading *l, const char *id)
{
	return !l->wish || l->wish->wants(l->wish->ctx, id);
}

/* There are few, and each record has all of them. */
static const char *shared(struct loading *l, const char *text)
{
	enum { WORDS_MAX = 64 };

	for (size_t i = 0; i < l->words.n; i++)
		if (strcmp(l->words.v[i], text) == 0)
			return l->words.v[i];
	text = arena_string(l->mem, text);
	if (l->words.n < WORDS_MAX)
		words_push(l->mem, &l->words, text);
	return text;
}

static bool is_asked_for(const struct loading *l, const struct result *r, size_t i)
{
	const char *metric = l->wish ? l->wish->metric : NULL;

	return !metric || (*metric ? text_equal(metric, r->v[i].metric.name) : i == 0);
}

/* same: the result of the run before that may have the same id, or NULL. */
static struct result own_result(struct loading *l, const struct result *r,
	const struct result *same)
{
	struct result own = {
		.id = same && text_equal(same->id, r->id) ? same->id : arena_string(l->mem, r->id)
	};

	for (size_t i = 0; i < r->n; i++)
		own.cap += is_asked_for(l, r, i);
	own.v = arena_array(l->mem, own.cap, sizeof *own.v);
	for (size_t i = 0; i < r->n; i++) {
		double *v = is_asked_for(l, r, i) ? arena_alloc(l->mem, sizeof *v) : NULL;
		struct series *s = &own.v[own.n];

		if (!v)
			continue;
		*v = series_centre(&r->v[i]);
		*s = (struct series){ .metric = r->v[i].metric, .v = v, .n = 1, .cap = 1 };
		s->metric.name = shared(l, r->v[i].metric.name);
		s->metric.unit = shared(l, r->v[i].metric.unit);
		own.n++;
	}
	return own;
}

/* Keeps a run whose memory is about to end, with its chosen results. */
static void keep(struct loading *l, const char *name, const struct run *run)
{
	const struct run *last = l->all.n ? &l->all.v[l->all.n - 1].run : NULL;
	struct run own = *run;
	size_t n = 0;

	record_own(run_fields, &own, last, l->mem);
	for (size_t i = 0; i < run->n; i++)
		n += is_chosen(l, run->v[i].id);
	own.v = arena_array(l->mem, n, sizeof *own.v);
	own.n = own.cap = 0;
	for (size_t i = 0; i < run->n; i++)
		if (is_chosen(l, run->v[i].id)) {
			own.v[own.n] = own_result(l, &run->v[i],
				last && own.n < last->n ? &last->v[own.n] : NULL);
			own.n++;
		}
	*ARENA_PUSH(l->mem, &l->all) = (struct named){ arena_string(l->mem, name), own };
}

static void leave_out(struct loading *l, const struct error *why)
{
	words_push(l->mem, l->unread, arena_string(l->mem, why->text));
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
		keep(l, l->names->v[i], &one.v[one.n - 1]);
	return 0;
}

static int read_pages(struct loading *l, struct repo *repo, const struct repo_items *pages)
{
	for (size_t i = 0; i < pages->n; i++) {
		FREES_ARENA struct arena scratch = { 0 };
		struct history_page page;
		struct error err;

		if (history_page_read(&page, repo, &scratch, pages->v[i].id, l->wish, &err) < 0) {
			leave_out(l, &err);
			continue;
		}
		for (size_t k = 0; k < page.set.n; k++)
			keep(l, page.names.v[k], &page.set.v[k]);
	}
	return 0;
}

/* Each once: two clones may have put a record on a page each, or one of them has not. */
static void take_all(struct run_set *set, struct loading *l)
{
	SORT_LIST(&l->all, sort_by_text);
	set->v = arena_array(l->mem, l->all.n, sizeof *set->v);
	set->cap = l->all.n;
	for (size_t i = 0; i < l->all.n; i++)
		if (i == 0 || strcmp(l->all.v[i - 1].name, l->all.v[i].name) != 0)
			set->v[set->n++] = l->all.v[i].run;
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
static int read_class(struct loading *l, struct repo *repo, struct arena *scratch,
	const char *suite, const char *class, struct error *err)
{
	struct history_folder folder;
	const char *tip;
	int rc = repo_resolve(&tip, repo, HISTORY_REF, err);

	if (rc == 0)
		rc = history_folder(&folder, repo, scratch, tip, suite, class, err);
	if (rc != 0)
		return rc;
	l->names = &folder.names;
	read_pages(l, repo, &folder.pages);
	return repo_read_each(repo, folder.ids.v, folder.ids.n, take_record, l, err);
}

int history_load(struct run_set *set, struct repo *repo, struct arena *mem, const char *suite,
	const char *class, const struct history_wish *wish, struct words *unread, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct loading l = { .mem = mem, .wish = wish, .unread = unread };
	struct words classes = { 0 };

	*set = (struct run_set){ .kind = "history", .suite = suite };
	if (class)
		words_push(&scratch, &classes, class);
	else if (history_classes(&classes, repo, &scratch, suite, err) < 0)
		return -1;
	for (size_t i = 0; i < classes.n; i++)
		if (read_class(&l, repo, &scratch, suite, classes.v[i], err) < 0)
			return -1;
	take_all(set, &l);
	return set->n ? follow_head(set, repo, mem, err) : 0;
}

int history_of_baseline(struct run_set *set, struct repo *repo, struct arena *mem, const char *path,
	const char *suite, struct error *err)
{
	struct words commits = { 0 };

	*set = (struct run_set){ .kind = "history", .suite = suite };
	if (git_lines(&commits, repo_git(repo), mem, err,
		    GIT_ARGS("log", "--reverse", "--format=%H", "HEAD", "--", path)) < 0)
		return -1;
	for (size_t i = 0; i < commits.n; i++)
		if (add_run(set, repo, mem, commits.v[i], path, err) < 0)
			return -1;
	return 0;
}
