/* The git program: reading. Objects come from the batch process, answers that need a walk through
 * the history from a program of their own. */
#include "store/git/repo_cli.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"

/* Questions of the reflog and the settings that git ends itself over, in its own words. */
static bool is_none(const char *words)
{
	static const char *const some[] = { "no upstream configured", " only has ",
		"no such branch", "does not point to a branch", "no push " };

	for (size_t i = 0; i < ARRAY_SIZE(some); i++)
		if (strstr(words, some[i]))
			return true;
	return false;
}

int repo_cli_resolve(const char **commit, void *state, const char *rev, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	struct repo_object o;
	int rc = repo_batch_ask(&o, &c->batch, &mem, rev, err);

	if (rc == 2)
		return repo_ambiguous(err, rev);
	if (rc < 0 && is_none(err->text))
		return REPO_NONE;
	if (rc == 0 && strcmp(o.type, "tag") == 0) {
		rc = repo_batch_ask(&o, &c->batch, &mem, arena_printf(&mem, "%s^{commit}", o.id),
			err);
		if (rc > 0)
			return repo_not_a_commit(err, rev, "tag of something else");
	}
	if (rc != 0)
		return rc;
	if (strcmp(o.type, "commit") != 0)
		return repo_not_a_commit(err, rev, o.type);
	*commit = arena_string(c->mem, o.id);
	return 0;
}

int repo_cli_merge_base(const char **commit, void *state, const char *a, const char *b,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	struct repo_cli_call call = { .args = REPO_CLI_ARGS("merge-base", "--end-of-options", a,
					      b) };
	struct proc_answer answer;

	if (repo_cli_run(&answer, c, &mem, &call, err) < 0)
		return -1;
	if (answer.status == 1 && answer.out_n == 0)
		return REPO_NONE;
	if (answer.status != 0)
		return c->view.facts.shallow
			? repo_lacks(err, true, "history of %.12s or %.12s", a, b)
			: repo_cli_failed(err, "merge-base", &answer);
	answer.out[strcspn(answer.out, "\n")] = '\0';
	*commit = arena_string(c->mem, answer.out);
	return 0;
}

int repo_cli_parents(struct words *parents, void *state, const char *commit, struct error *err)
{
	struct repo_cli *c = state;
	struct repo_object o;
	int rc = repo_batch_ask(&o, &c->batch, c->mem, commit, err);

	if (rc > 0)
		return repo_lacks(err, c->view.facts.shallow, "the commit %s", commit);
	if (rc == 0 && strcmp(o.type, "commit") != 0)
		return repo_not_a_commit(err, commit, o.type);
	if (rc == 0)
		repo_tree_parents(parents, c->mem, o.data, o.n);
	return rc;
}

int repo_cli_last_tag(const char **tag, void *state, const char *commit, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	struct repo_cli_call call = { .args = REPO_CLI_ARGS("describe", "--tags", "--abbrev=0",
					      commit) };
	struct proc_answer a;

	if (repo_cli_run(&a, c, &mem, &call, err) < 0)
		return -1;
	if (a.status != 0)
		return strstr(a.err, "No names found") || strstr(a.err, "No tags can describe")
			? REPO_NONE
			: repo_cli_failed(err, "describe", &a);
	a.out[strcspn(a.out, "\n")] = '\0';
	*tag = arena_string(c->mem, a.out);
	return 0;
}

/* Filtered here and not by a pathspec, whose meaning the user's environment can change. */
int repo_cli_dirty(bool *dirty, void *state, const char *but, struct error *err)
{
	enum { MARKS = 3 }; /* "XY " before each path */
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli_call call = { .args = REPO_CLI_ARGS("status", "--porcelain", "-z",
					      "--untracked-files=no", "--ignore-submodules=dirty",
					      "--no-renames") };
	struct proc_answer a;

	if (repo_cli_run(&a, state, &mem, &call, err) < 0)
		return -1;
	if (a.status != 0)
		return repo_cli_failed(err, "status", &a);
	*dirty = false;
	for (size_t at = 0; at + MARKS < a.out_n; at += strlen(a.out + at) + 1)
		*dirty = *dirty || !repo_is_below(a.out + at + MARKS, but);
	return 0;
}

static bool is_file(const struct repo_entry *e)
{
	return (e->mode & 0170000) == (REPO_FILE_MODE & 0170000);
}

/* Walks down from the commit's tree. Returns 0 with the entry at path (the root for ""), 1 when
 * there is none. */
static int walk(struct repo_entry *entry, struct repo_cli *c, struct arena *mem, const char *commit,
	const char *path, struct error *err)
{
	struct repo_entry at = { .mode = REPO_TREE_MODE };
	struct repo_entries entries;
	const struct repo_entry *found;
	size_t n;

	if (repo_cli_commit_tree(&at.id, c, mem, commit, err) < 0)
		return -1;
	for (path += strspn(path, "/"); *path; path += n, path += strspn(path, "/")) {
		n = strcspn(path, "/");
		if (at.mode != REPO_TREE_MODE)
			return REPO_NONE;
		if (repo_cli_entries(&entries, c, mem, at.id, err) < 0)
			return -1;
		found = repo_tree_find(&entries, path, n);
		if (!found)
			return REPO_NONE;
		at = *found;
	}
	*entry = at;
	return 0;
}

/* The file and the folder it lies in, in one question instead of one for each folder on the way.
 * Returns 1 when that is not how to find it, or what is there. */
static int read_at_once(struct repo_object *file, struct repo_cli *c, const char *commit,
	const char *path, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *names[] = { arena_printf(&mem, "%s:%.*s", commit,
					slash ? (int)(slash - path) : 0, path),
		arena_printf(&mem, "%s:%s", commit, path) };
	struct repo_object o[2];
	struct repo_entries entries;
	const struct repo_entry *found;
	bool missing;

	/* ":./x" would be relative to where git stands. */
	if (strchr(path, '\n') || *path == '.')
		return 1;
	if (repo_batch_ask_both(o, &missing, &c->batch, c->mem, names, err) < 0)
		return repo_cli_broken(err, path);
	if (missing || strcmp(o[0].type, "tree") != 0 ||
		repo_tree_entries(&entries, &mem, o[0].data, o[0].n, strlen(o[0].id) / 2) < 0)
		return 1;
	found = repo_tree_find(&entries, name, strlen(name));
	if (!found || !is_file(found) || strcmp(found->id, o[1].id) != 0)
		return 1;
	*file = o[1];
	return 0;
}

int repo_cli_read(const char **data, size_t *n, void *state, const char *commit, const char *path,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	struct repo_entry entry;
	struct repo_object o = { 0 };
	int rc = read_at_once(&o, c, commit, path, err);

	if (rc > 0) {
		rc = walk(&entry, c, &mem, commit, path, err);
		if (rc == 0 && !is_file(&entry))
			return repo_not_a_file(err, commit, path, entry.mode);
		if (rc == 0)
			rc = repo_cli_object(&o, c, c->mem, entry.id, err);
	}
	if (rc != 0)
		return rc;
	*data = o.data;
	*n = o.n;
	return 0;
}

int repo_cli_list(struct words *names, void *state, const char *commit, const char *folder,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	struct repo_entries entries;
	struct repo_entry entry;
	int rc = walk(&entry, c, &mem, commit, folder, err);

	if (rc == 0 && entry.mode != REPO_TREE_MODE)
		return REPO_NONE;
	if (rc == 0)
		rc = repo_cli_entries(&entries, c, &mem, entry.id, err);
	if (rc != 0)
		return rc;
	*names = (struct words){ 0 };
	for (size_t i = 0; i < entries.n; i++)
		words_push(c->mem, names, arena_string(c->mem, entries.v[i].name));
	return 0;
}
