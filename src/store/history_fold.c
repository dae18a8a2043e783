#include "store/history_fold.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "store/history.h"
#include "store/history_page.h"

enum {
	PAGE = 256,    /* records */
	PAGES_MAX = 4, /* at once, so that recording takes the same time always */
};

#define PAGES "pages" /* the folder beside the records */

int history_folder(struct history_folder *out, struct repo *repo, struct arena *mem,
	const char *commit, const char *suite, const char *class, struct error *err)
{
	struct repo_items items;
	int rc = repo_items(&items, repo, mem, commit, arena_printf(mem, "%s/%s", suite, class),
		err);

	*out = (struct history_folder){ 0 };
	if (rc != 0)
		return rc;
	out->id = items.id;
	for (size_t i = 0; i < items.n && rc == 0; i++) {
		if (!items.v[i].is_folder) {
			words_push(mem, &out->names, items.v[i].name);
			words_push(mem, &out->ids, items.v[i].id);
		} else if (strcmp(items.v[i].name, PAGES) == 0) {
			rc = repo_items_of(&out->pages, repo, mem, items.v[i].id, err);
		}
	}
	return rc;
}

/* Records on their way to a page. */
struct folding {
	struct repo *repo;
	struct arena *mem, *page; /* page: as long as a page is written */
	struct history_folder folder;
	size_t at; /* the first record that is not on a page */
	struct run_set set;
	struct words names;
	struct ARENA_LIST(struct repo_change) removed, pages;
};

/* A record that cannot be read stays where it is. */
static int fold_record(void *ctx, size_t i, const char *data, size_t size, struct error *err)
{
	struct folding *f = ctx;
	const char *name = f->folder.names.v[f->at + i];
	struct run_set one;

	if (history_parse(&one, f->page, name, data, size, err) < 0 || one.n != 1)
		return 0;
	*ARENA_PUSH(f->page, &f->set) = one.v[0];
	words_push(f->mem, &f->names, name);
	*ARENA_PUSH(f->mem, &f->removed) = (struct repo_change){ .path = name };
	return 0;
}

static int fold_page(struct folding *f, const char *suite, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct repo_change page = { .folder = true };

	f->page = &scratch;
	f->set = (struct run_set){ .kind = "history", .suite = suite };
	f->names = (struct words){ 0 };
	if (repo_read_each(f->repo, f->folder.ids.v + f->at, PAGE, fold_record, f, err) < 0)
		return -1;
	f->at += PAGE;
	if (f->set.n == 0)
		return 0;
	if (history_page_write(&page.blob, f->repo, &scratch, &f->set, &f->names, err) < 0)
		return -1;
	page.blob = arena_string(f->mem, page.blob);
	page.path = arena_printf(f->mem, "%.12s-%.12s-%.12s", f->names.v[0],
		f->names.v[f->names.n - 1], page.blob);
	*ARENA_PUSH(f->mem, &f->pages) = page;
	return 0;
}

/* The folder without the records that are on the new pages. */
static int rewrite(const char **tree, struct folding *f, struct error *err)
{
	struct repo_change *pages = ARENA_PUSH(f->mem, &f->removed);

	*pages = (struct repo_change){ .path = PAGES, .folder = true };
	if (repo_make_folder(&pages->blob, f->repo, f->folder.pages.id, f->pages.v, f->pages.n,
		    err) < 0)
		return -1;
	return repo_make_folder(tree, f->repo, f->folder.id, f->removed.v, f->removed.n, err);
}

struct request {
	struct repo *repo;
	struct arena *mem;
	const char *suite, *class;
};

/* Again for each commit that somebody else has been quicker with. */
static int edit(void *ctx, const char *tip, struct repo_change *changes, struct error *err)
{
	const struct request *r = ctx;
	struct folding f = { .repo = r->repo, .mem = r->mem };
	int rc = tip ? history_folder(&f.folder, r->repo, r->mem, tip, r->suite, r->class, err) : 1;

	if (rc != 0)
		return rc < 0 ? -1 : error_set(err, "there is no history");
	for (int i = 0; i < PAGES_MAX && f.at + 2 * PAGE <= f.folder.names.n; i++)
		if (fold_page(&f, r->suite, err) < 0)
			return -1;
	changes->folder = true;
	changes->blob = f.folder.id;
	return f.pages.n ? rewrite(&changes->blob, &f, err) : 0;
}

static bool is_due(const struct request *r)
{
	struct history_folder folder;
	const char *tip;

	return repo_resolve(&tip, r->repo, HISTORY_REF, ERROR_IGNORED) == 0 &&
		history_folder(&folder, r->repo, r->mem, tip, r->suite, r->class, ERROR_IGNORED) ==
		0 &&
		folder.names.n >= 2 * PAGE;
}

void history_fold(struct repo *repo, const char *suite, const char *class)
{
	FREES_ARENA struct arena mem = { 0 };
	struct request r = { repo, &mem, suite, class };
	struct repo_change change = { .path = arena_printf(&mem, "%s/%s", suite, class),
		.folder = true };
	const struct repo_update update = { .ref = HISTORY_REF,
		.message = arena_printf(&mem, "history: pages of %s", suite),
		.edit = edit,
		.ctx = &r,
		.changes = &change,
		.n = 1,
		.tries = 3 };
	const char *commit;

	if (is_due(&r))
		repo_update(&commit, repo, &update, ERROR_IGNORED);
}
