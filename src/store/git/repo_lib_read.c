/* libgit2: reading. "Not found" is only believed where it can mean nothing else. */
#include "store/git/repo_lib.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"

int repo_lib_resolve(const char **commit, void *state, const char *rev, struct error *err)
{
	struct repo_lib *l = state;
	git_object *object = NULL, *peeled = NULL;
	int rc = l->g.git_revparse_single(&object, l->repo, rev), result = 0;

	/* "The prefix is too short" counts as ambiguous, though git knows no such prefix at all. */
	if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC ||
		(rc == GIT_EAMBIGUOUS && strlen(rev) < 4))
		return REPO_NONE;
	if (rc == GIT_EAMBIGUOUS)
		return repo_ambiguous(err, rev);
	if (rc < 0)
		return repo_lib_undecided(err, l, "cannot look up '%.200s'", rev);
	if (l->g.git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0)
		*commit = repo_lib_hex(l, l->g.git_object_id(peeled));
	else if (l->g.git_object_type(object) == GIT_OBJECT_TAG)
		result = repo_not_a_commit(err, rev, "tag of something else");
	else
		result = repo_not_a_commit(err, rev,
			l->g.git_object_type2string(l->g.git_object_type(object)));
	l->g.git_object_free(peeled);
	l->g.git_object_free(object);
	return result;
}

static int commit_of(git_commit **commit, struct repo_lib *l, const char *rev, struct error *err)
{
	const char *id = rev;
	int rc = repo_is_id(rev) ? 0 : repo_lib_resolve(&id, l, rev, err);

	if (rc == REPO_NONE)
		return error_set(err, "there is no revision '%.200s'", rev);
	return rc == 0 ? repo_lib_commit(commit, l, id, err) : rc;
}

/* Over a shallow boundary libgit2 fails, or finds nothing, where the git program finds an answer.
 */
int repo_lib_merge_base(const char **commit, void *state, const char *a, const char *b,
	struct error *err)
{
	struct repo_lib *l = state;
	git_commit *from = NULL, *to = NULL;
	git_oid base;
	int rc = commit_of(&from, l, a, err);

	if (rc == 0)
		rc = commit_of(&to, l, b, err);
	if (rc == 0 && l->view.facts.shallow) {
		repo_lacks(err, true, "the merge base of %.200s and %.200s", a, b);
		rc = REPO_UNDECIDED;
	} else if (rc == 0) {
		rc = l->g.git_merge_base(&base, l->repo, l->g.git_commit_id(from),
			l->g.git_commit_id(to));
		if (rc == 0)
			*commit = repo_lib_hex(l, &base);
		else if (rc == GIT_ENOTFOUND)
			rc = REPO_NONE;
		else
			rc = repo_lib_undecided(err, l, "no merge base of %.200s and %.200s", a, b);
	}
	l->g.git_commit_free(from);
	l->g.git_commit_free(to);
	return rc;
}

int repo_lib_parents(struct words *parents, void *state, const char *commit, struct error *err)
{
	struct repo_lib *l = state;
	git_commit *c;
	int rc = repo_lib_commit(&c, l, commit, err);

	if (rc != 0)
		return rc;
	*parents = (struct words){ 0 };
	for (unsigned i = 0; i < l->g.git_commit_parentcount(c); i++)
		words_push(l->mem, parents, repo_lib_hex(l, l->g.git_commit_parent_id(c, i)));
	l->g.git_commit_free(c);
	return 0;
}

int repo_lib_last_tag(const char **tag, void *state, const char *commit, struct error *err)
{
	struct repo_lib *l = state;
	git_describe_options options = GIT_DESCRIBE_OPTIONS_INIT;
	git_describe_format_options format = GIT_DESCRIBE_FORMAT_OPTIONS_INIT;
	git_describe_result *result = NULL;
	git_buf name = { 0 };
	git_commit *c;
	int rc = repo_lib_commit(&c, l, commit, err);

	if (rc != 0)
		return rc;
	options.describe_strategy = GIT_DESCRIBE_TAGS;
	format.abbreviated_size = 0;
	l->g.git_error_clear();
	rc = l->g.git_describe_commit(&result, (git_object *)c, &options);
	if (rc == 0)
		rc = l->g.git_describe_format(&name, result, &format);
	if (rc == 0)
		*tag = arena_string(l->mem, name.ptr);
	else if (l->g.git_error_last() && l->g.git_error_last()->klass == GIT_ERROR_DESCRIBE)
		rc = REPO_NONE;
	else
		rc = repo_lib_undecided(err, l, "cannot find the last tag before %.12s", commit);
	l->g.git_buf_dispose(&name);
	l->g.git_describe_result_free(result);
	l->g.git_commit_free(c);
	return rc;
}

struct look {
	const char *but;
	bool *dirty;
};

static int seen_one(const git_diff *diff, const git_diff_delta *delta, const char *path, void *ctx)
{
	const struct look *look = ctx;

	(void)diff, (void)path;
	if (repo_is_below(delta->new_file.path, look->but))
		return 1;
	*look->dirty = true;
	return -1;
}

/* Two comparisons that end with the first difference. */
int repo_lib_dirty(bool *dirty, void *state, const char *but, struct error *err)
{
	struct look look = { but, dirty };
	struct repo_lib *l = state;
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_object *tree = NULL;
	git_diff *diff = NULL;
	int rc;

	*dirty = false;
	options.ignore_submodules = GIT_SUBMODULE_IGNORE_DIRTY;
	options.notify_cb = seen_one;
	options.payload = &look;
	rc = l->g.git_revparse_single(&tree, l->repo, "HEAD^{tree}");
	if (rc == GIT_ENOTFOUND && !l->view.facts.head)
		rc = 0;
	if (rc == 0)
		rc = l->g.git_diff_tree_to_index(&diff, l->repo, (git_tree *)tree, NULL, &options);
	l->g.git_diff_free(diff);
	diff = NULL;
	if (rc == 0 && !*dirty)
		rc = l->g.git_diff_index_to_workdir(&diff, l->repo, NULL, &options);
	l->g.git_diff_free(diff);
	l->g.git_object_free(tree);
	if (*dirty || rc == 0)
		return 0;
	return repo_lib_undecided(err, l, "cannot compare the worktree with HEAD");
}

/* An object that a tree refers to. In a partial clone it may be elsewhere, and git can fetch it. */
static int lacks(struct error *err, const struct repo_lib *l, const git_oid *id)
{
	repo_lacks(err, l->view.facts.shallow, "the object %s", l->g.git_oid_tostr_s(id));
	l->g.git_error_clear();
	return REPO_UNDECIDED;
}

/* Walks down from the commit's tree, because git_tree_entry_bypath does not tell a tree without the
 * entry from one that is not there. */
static int walk(git_oid *id, git_filemode_t *mode, struct repo_lib *l, const char *commit,
	const char *path, struct error *err)
{
	git_commit *c;
	int rc = repo_lib_commit(&c, l, commit, err);

	if (rc != 0)
		return rc;
	*id = *l->g.git_commit_tree_id(c);
	*mode = GIT_FILEMODE_TREE;
	l->g.git_commit_free(c);
	for (path += strspn(path, "/"); *path && rc == 0; path += strspn(path, "/")) {
		FREES_ARENA struct arena mem = { 0 };
		const char *name = arena_copy(&mem, path, strcspn(path, "/"));
		const git_tree_entry *entry;
		git_tree *tree;

		path += strlen(name);
		if (*mode != GIT_FILEMODE_TREE)
			return REPO_NONE;
		if (l->g.git_tree_lookup(&tree, l->repo, id) != 0)
			return lacks(err, l, id);
		entry = l->g.git_tree_entry_byname(tree, name);
		if (entry) {
			*id = *l->g.git_tree_entry_id(entry);
			*mode = l->g.git_tree_entry_filemode(entry);
		} else {
			rc = REPO_NONE;
		}
		l->g.git_tree_free(tree);
	}
	return rc;
}

int repo_lib_read(const char **data, size_t *n, void *state, const char *commit, const char *path,
	struct error *err)
{
	struct repo_lib *l = state;
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;
	int rc = walk(&id, &mode, l, commit, path, err);

	if (rc != 0)
		return rc;
	if (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)
		return repo_not_a_file(err, commit, path, mode);
	if (l->g.git_blob_lookup(&blob, l->repo, &id) != 0)
		return lacks(err, l, &id);
	*n = (size_t)l->g.git_blob_rawsize(blob);
	if (*n > REPO_MAX_BLOB)
		rc = repo_too_large(err, path);
	else
		*data = arena_copy(l->mem, l->g.git_blob_rawcontent(blob), *n);
	l->g.git_blob_free(blob);
	return rc;
}

int repo_lib_list(struct words *names, void *state, const char *commit, const char *folder,
	struct error *err)
{
	struct repo_lib *l = state;
	git_filemode_t mode;
	git_tree *tree;
	git_oid id;
	int rc = walk(&id, &mode, l, commit, folder, err);

	if (rc != 0)
		return rc;
	if (mode != GIT_FILEMODE_TREE)
		return REPO_NONE;
	if (l->g.git_tree_lookup(&tree, l->repo, &id) != 0)
		return lacks(err, l, &id);
	*names = (struct words){ 0 };
	for (size_t i = 0; i < l->g.git_tree_entrycount(tree); i++)
		words_push(l->mem, names,
			arena_string(l->mem,
				l->g.git_tree_entry_name(l->g.git_tree_entry_byindex(tree, i))));
	l->g.git_tree_free(tree);
	return 0;
}
