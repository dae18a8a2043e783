/* Files and folders in the tree of a commit. */
#include "store/git/repo_internal.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "store/git/repo_tree.h"

/* What to say of an object that git does not give; name: what in the repository refers to it. */
static int without(struct repo *repo, int rc, const char *id, const char *name, struct error *err)
{
	if (rc > 0)
		return repo_lacks(err, repo_facts(repo)->shallow, "the object %s of %s", id, name);
	if (rc == 0 || !strstr(err->text, "promisor"))
		return rc;
	return error_set(err,
		"this partial clone lacks %.500s, and it cannot be fetched\n"
		"  reach the remote, or clone without --filter:  git fetch --refetch --no-filter",
		name);
}

/* asked: under which name it was asked for already, or NULL. tree: NULL for a folder that may not
 * exist, which then returns 1. */
static int entries_of(struct repo_entries *out, struct repo *repo, struct arena *mem,
	const char *asked, const char *tree, const char *name, struct error *err)
{
	struct repo_object o;
	int rc = asked ? repo_batch_receive(&o, &repo->batch, mem, asked, err)
		       : repo_batch_ask(&o, &repo->batch, mem, tree, err);

	if (!tree && (rc > 0 || (rc == 0 && strcmp(o.type, "tree") != 0)))
		return REPO_NONE;
	if (without(repo, rc, tree, name, err) < 0)
		return -1;
	if (strcmp(o.type, "tree") != 0 ||
		repo_tree_entries(out, mem, o.data, o.n, strlen(o.id) / 2) < 0)
		return error_set(err, "the object %s is not a folder", o.id);
	return 0;
}

static int tree_of(const char **tree, struct repo *repo, struct arena *mem, const char *commit,
	struct error *err)
{
	struct repo_object o;
	int rc = repo_batch_receive(&o, &repo->batch, mem, commit, err);

	if (rc > 0)
		return repo_lacks(err, repo_facts(repo)->shallow, "the commit %s", commit);
	if (rc < 0)
		return rc;
	*tree = strcmp(o.type, "commit") == 0 ? repo_tree_of(mem, o.data, o.n) : NULL;
	return *tree ? 0 : repo_not_a_commit(err, commit, o.type);
}

static int not_a_file(struct error *err, const char *commit, const char *path, unsigned mode)
{
	const char *kind = mode == REPO_TREE_MODE ? "folder"
		: mode == REPO_LINK_MODE          ? "symbolic link"
						  : "submodule";

	return error_set(err, "%.500s is a %s in commit %.12s, not a file", path, kind, commit);
}

static bool is_file(const struct repo_entry *e)
{
	return (e->mode & 0170000) == (REPO_FILE_MODE & 0170000);
}

/* Moves *path behind its next component. Returns its length. */
static size_t component(const char **path, const char **name)
{
	size_t n;

	*name = *path + strspn(*path, "/");
	n = strcspn(*name, "/");
	*path = *name + n + strspn(*name + n, "/");
	return n;
}

static bool is_here(const char *path)
{
	return text_starts(path, REPO_HERE);
}

/* What to ask git at once: the commit unless its folder is known, and the folders on the way to
 * path, by their paths up to the first with a newline; and the file there. */
static struct words questions(struct arena *mem, const char *commit, const char *tree,
	const char *path, bool file)
{
	struct words all = { 0 };
	const char *name, *folder = is_here(path) ? REPO_HERE : "", *slash = "";
	size_t n;

	path += strlen(folder);
	if (!tree)
		words_push(mem, &all, commit);
	while ((n = component(&path, &name)) && all.n < REPO_BATCH_MAX) {
		words_printf(mem, &all, "%s:%s", commit, folder);
		if (memchr(name, '\n', n))
			return all;
		folder = arena_printf(mem, "%s%s%.*s", folder, slash, (int)n, name);
		slash = "/";
	}
	if (file && n == 0)
		words_printf(mem, &all, "%s:%s", commit, folder);
	return all;
}

/* Takes the answers from that on, which nobody needs. */
static void skip_answers(struct repo *repo, struct arena *mem, const struct words *names,
	size_t from)
{
	struct repo_object ignored;

	for (size_t i = from; i < names->n; i++)
		if (repo_batch_receive(&ignored, &repo->batch, mem, names->v[i], ERROR_IGNORED) < 0)
			return;
}

/* The entry at path from *at on, given the answer to each question. *taken: of them. */
static int walk(struct repo_entry *at, size_t *taken, struct repo *repo, struct arena *mem,
	const struct words *asked, const char *path, struct error *err)
{
	const char *rest = path + (is_here(path) ? strlen(REPO_HERE) : 0), *name, *by_path;
	struct repo_entries entries;
	const struct repo_entry *found;
	int rc;

	for (size_t n; (n = component(&rest, &name));) {
		if (at->mode != REPO_TREE_MODE)
			return REPO_NONE;
		by_path = *taken < asked->n ? asked->v[(*taken)++] : NULL;
		rc = entries_of(&entries, repo, mem, by_path, at->id, path, err);
		if (rc != 0)
			return rc;
		found = repo_tree_find(&entries, name, n);
		if (!found)
			return REPO_NONE;
		*at = *found;
	}
	return 0;
}

/* The entry at path (the root for ""). Returns 1 when there is none. asked_file: NULL, or the
 * question that asked for the file there and that git answers next; *asked_file is NULL: not asked.
 */
static int find(struct repo_entry *entry, struct repo *repo, struct arena *mem, const char *commit,
	const char *path, const char **asked_file, struct error *err)
{
	const char *tree = text_equal(commit, repo->commit) ? repo->tree : NULL;
	struct words asked;
	size_t taken = !tree;
	int rc;

	if (is_here(path) && repo->asked) /* git is in the root now */
		path = arena_printf(mem, "%s%s", repo->facts.prefix, path + strlen(REPO_HERE));
	asked = questions(mem, commit, tree, path, asked_file);
	rc = repo_batch_send(&repo->batch, mem, asked.v, asked.n, err);
	*entry = (struct repo_entry){ .mode = REPO_TREE_MODE, .id = tree };
	if (rc == 0 && !tree)
		rc = tree_of(&entry->id, repo, mem, commit, err);
	if (is_here(path))
		entry->id = NULL;
	if (rc == 0)
		rc = walk(entry, &taken, repo, mem, &asked, path, err);
	if (rc == 0 && asked_file && taken < asked.n)
		*asked_file = asked.v[taken++];
	if (rc < 0)
		repo_batch_stop(&repo->batch); /* with the answers that nobody takes */
	else
		skip_answers(repo, mem, &asked, taken);
	return rc;
}

/* Opens a file or, where link says so, a symbolic link. */
static int open_entry(struct repo_file *f, struct repo *repo, const char *commit, const char *path,
	bool link, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_entry entry;
	struct repo_object o;
	const char *asked = NULL;
	bool fits;
	int rc;

	if (repo_need(&commit, repo, commit, err) < 0)
		return -1;
	rc = find(&entry, repo, &mem, commit, path, &asked, err);
	if (rc != 0)
		return rc;
	fits = link ? entry.mode == REPO_LINK_MODE : is_file(&entry);
	if (!fits && asked)
		repo_batch_receive(&o, &repo->batch, &mem, asked, ERROR_IGNORED);
	if (!fits)
		return link ? REPO_NONE : not_a_file(err, commit, path, entry.mode);
	if (!asked)
		rc = repo_batch_send(&repo->batch, &mem, &entry.id, 1, err);
	if (rc == 0 && repo->finishing)
		dialogue_finish(&repo->batch.git);
	if (rc == 0)
		rc = repo_batch_head(&o, &repo->batch, &mem, asked ? asked : entry.id, err);
	*f = (struct repo_file){ .repo = repo, .left = rc == 0 ? o.n : 0 };
	return without(repo, rc, entry.id, path, err);
}

int repo_file_open(struct repo_file *f, struct repo *repo, const char *commit, const char *path,
	struct error *err)
{
	return open_entry(f, repo, commit, path, false, err);
}

ssize_t repo_file_read(void *file, char *to, size_t n)
{
	struct repo_file *f = file;
	ssize_t got = f->left == 0
		? 0
		: dialogue_some(&f->repo->batch.git, to, n < f->left ? n : f->left, &f->error);

	f->left -= got > 0 ? (size_t)got : 0;
	return got;
}

int repo_file_close(struct repo_file *f, struct error *err)
{
	char newline;

	if (*f->error.text) {
		*err = f->error;
		return -1;
	}
	if (f->left == 0)
		return dialogue_read(&f->repo->batch.git, &newline, 1, err);
	repo_batch_stop(&f->repo->batch); /* with the rest */
	return 0;
}

/* Reads what open_entry opens. */
static int read_entry(const char **data, size_t *n, struct repo *repo, const char *commit,
	const char *path, bool link, struct error *err)
{
	struct repo_file f;
	char *all;
	int rc = open_entry(&f, repo, commit, path, link, err);

	if (rc != 0)
		return rc;
	*n = f.left;
	*data = all = arena_alloc(repo->mem, f.left + 1);
	while (f.left)
		if (repo_file_read(&f, all + *n - f.left, f.left) < 0)
			break;
	return repo_file_close(&f, err);
}

int repo_read(const char **data, size_t *n, struct repo *repo, const char *commit, const char *path,
	struct error *err)
{
	return read_entry(data, n, repo, commit, path, false, err);
}

bool repo_has(struct repo *repo, const char *commit, const char *path)
{
	const char *data;
	size_t n;

	return repo_read(&data, &n, repo, commit, path, ERROR_IGNORED) == 0;
}

int repo_link(const char **target, struct repo *repo, const char *commit, const char *path,
	struct error *err)
{
	size_t n;

	return read_entry(target, &n, repo, commit, path, true, err);
}

int repo_items_of(struct repo_items *out, struct repo *repo, struct arena *mem, const char *id,
	struct error *err)
{
	struct repo_entries entries = { 0 };

	*out = (struct repo_items){ .id = arena_string(mem, id) };
	if (entries_of(&entries, repo, mem, NULL, id, id, err) < 0)
		return -1;
	for (size_t i = 0; i < entries.n; i++)
		*ARENA_PUSH(mem, out) = (struct repo_item){ entries.v[i].name, entries.v[i].id,
			entries.v[i].mode == REPO_TREE_MODE };
	return 0;
}

int repo_items(struct repo_items *out, struct repo *repo, struct arena *mem, const char *commit,
	const char *folder, struct error *err)
{
	struct repo_entry entry;
	int rc;

	*out = (struct repo_items){ 0 };
	if (repo_need(&commit, repo, commit, err) < 0)
		return -1;
	rc = find(&entry, repo, mem, commit, folder, NULL, err);
	if (rc == 0 && entry.mode != REPO_TREE_MODE)
		return REPO_NONE;
	return rc == 0 ? repo_items_of(out, repo, mem, entry.id, err) : rc;
}

int repo_list(struct words *names, struct repo *repo, const char *commit, const char *folder,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_items items;
	int rc = repo_items(&items, repo, &mem, commit, folder, err);

	if (rc != 0)
		return rc;
	*names = (struct words){ 0 };
	for (size_t i = 0; i < items.n; i++)
		words_push(repo->mem, names, arena_string(repo->mem, items.v[i].name));
	/* A tree sorts a folder as if its name ended in '/'. */
	words_sort(names);
	return 0;
}

/* The answers to one bundle of questions. */
static int take_answers(struct repo *repo, const char *const *ids, size_t from, size_t n,
	int (*take)(void *ctx, size_t i, const char *data, size_t size, struct error *err),
	void *ctx, struct error *err)
{
	for (size_t i = from; i < from + n; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct repo_object o;
		int rc = repo_batch_receive(&o, &repo->batch, &mem, ids[i], err);

		if (rc > 0)
			rc = repo_lacks(err, repo_facts(repo)->shallow, "the object %s", ids[i]);
		if (rc < 0 || take(ctx, i, o.data, o.n, err) < 0)
			return -1;
	}
	return 0;
}

int repo_read_each(struct repo *repo, const char *const *ids, size_t n,
	int (*take)(void *ctx, size_t i, const char *data, size_t size, struct error *err),
	void *ctx, struct error *err)
{
	for (size_t at = 0, some; at < n; at += some) {
		FREES_ARENA struct arena mem = { 0 };
		int rc;

		some = n - at < REPO_BATCH_MAX ? n - at : REPO_BATCH_MAX;
		rc = repo_batch_send(&repo->batch, &mem, ids + at, some, err);
		if (rc == 0)
			rc = take_answers(repo, ids, at, some, take, ctx, err);
		if (rc < 0) {
			repo_batch_stop(&repo->batch); /* with the answers that nobody takes */
			return -1;
		}
	}
	return 0;
}
