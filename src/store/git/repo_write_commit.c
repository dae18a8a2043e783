/* Commits: objects on top of a tree. */
#include "store/git/repo_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "store/git/repo_internal.h"
#include "store/git/repo_writer.h"

/* The mode of the entry at the first n bytes of path; UNREADABLE when there is none. */
static git_filemode_t mode_at(struct repo_writer *w, git_tree *tree, const char *path, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	git_filemode_t mode = GIT_FILEMODE_UNREADABLE;
	git_tree_entry *entry = NULL;

	if (tree && w->g.git_tree_entry_bypath(&entry, tree, arena_copy(&mem, path, n)) == 0)
		mode = w->g.git_tree_entry_filemode(entry);
	w->g.git_tree_entry_free(entry);
	return mode;
}

/* Whether path can be a file in the tree as it is. */
static bool is_free(struct repo_writer *w, git_tree *tree, const char *path)
{
	for (const char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		git_filemode_t mode = mode_at(w, tree, path, (size_t)(at - path));

		if (mode != GIT_FILEMODE_TREE)
			return mode == GIT_FILEMODE_UNREADABLE;
	}
	return mode_at(w, tree, path, strlen(path)) != GIT_FILEMODE_TREE;
}

static int blob_of(git_oid *id, struct repo_writer *w, const struct repo_change *change)
{
	if (change->blob)
		return w->g.git_oid_fromstr(id, change->blob);
	return w->g.git_blob_create_from_buffer(id, w->repo, change->data, change->n);
}

/* The changes as libgit2 takes them; it refuses to remove what is not a file. */
static int updates_of(git_tree_update *updates, size_t *n, struct repo_writer *w, git_tree *base,
	const struct repo_draft *draft, struct error *err)
{
	*n = 0;
	for (size_t i = 0; i < draft->n; i++) {
		const struct repo_change *change = &draft->changes[i];
		const char *path = change->path;
		bool put = change->data || change->blob;
		git_filemode_t mode = mode_at(w, base, path, strlen(path));
		git_tree_update *u = &updates[*n];

		if (!put && (mode == GIT_FILEMODE_TREE || mode == GIT_FILEMODE_UNREADABLE))
			continue;
		if (put && !change->folder && !is_free(w, base, path))
			return error_set(err,
				"cannot commit %.500s: "
				"a file and a folder have the same name there",
				path);
		*u = (git_tree_update){ .path = path,
			.action = put ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE,
			.filemode = change->folder ? GIT_FILEMODE_TREE : GIT_FILEMODE_BLOB };
		if (put && blob_of(&u->id, w, change) < 0)
			return repo_write_failed(err, w, "cannot store %.200s", path);
		++*n;
	}
	return 0;
}

/* From the environment or the settings, as git looks them up; NULL: the user has given neither. */
static const char *setting(struct repo_writer *w, git_config *config, const char *variable,
	const char *key, const char *general)
{
	const char *value = getenv(variable), *found = NULL;
	git_buf b = { 0 };

	if (value && *value)
		return value;
	if (config &&
		(w->g.git_config_get_string_buf(&b, config, key) == 0 ||
			w->g.git_config_get_string_buf(&b, config, general) == 0))
		found = arena_string(w->mem, b.ptr);
	w->g.git_buf_dispose(&b);
	return found;
}

/* Name and address of the user, or ours: half of each would be nobody. */
static git_signature *signature(struct repo_writer *w, git_config *config, bool author)
{
	const char *name = setting(w, config, author ? "GIT_AUTHOR_NAME" : "GIT_COMMITTER_NAME",
		author ? "author.name" : "committer.name", "user.name");
	const char *email = setting(w, config, author ? "GIT_AUTHOR_EMAIL" : "GIT_COMMITTER_EMAIL",
		author ? "author.email" : "committer.email", "user.email");
	git_signature *s = NULL;

	if (!name || !email || w->g.git_signature_now(&s, name, email) < 0)
		w->g.git_signature_now(&s, REPO_OWN_NAME, REPO_OWN_EMAIL);
	return s;
}

/* parents[0] is NULL for the first commit, parents[1] unless it is a merge. */
static int commit_tree(const char **commit, struct repo_writer *w, const git_oid *tree_id,
	git_commit *const parents[2], const char *message, struct error *err)
{
	size_t n = parents[1] ? 2 : parents[0] ? 1 : 0;
	git_config *config = NULL;
	git_signature *author, *committer;
	git_tree *tree = NULL;
	git_oid id;
	int rc;

	if (w->g.git_repository_config_snapshot(&config, w->repo) < 0)
		config = NULL;
	author = signature(w, config, true);
	committer = signature(w, config, false);
	rc = w->g.git_tree_lookup(&tree, w->repo, tree_id);
	if (rc == 0)
		rc = w->g.git_commit_create(&id, w->repo, NULL, author, committer, NULL, message,
			tree, n, (const git_commit **)(uintptr_t)parents);
	if (rc == 0)
		*commit = repo_write_hex(w, &id);
	w->g.git_tree_free(tree);
	w->g.git_signature_free(author);
	w->g.git_signature_free(committer);
	w->g.git_config_free(config);
	return rc == 0 ? 0 : repo_write_failed(err, w, "cannot write a commit");
}

static int commit_on(const char **commit, struct repo_writer *w, git_commit *const parents[2],
	git_tree *base, const struct repo_draft *draft, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	git_tree_update *updates = arena_array(&mem, draft->n, sizeof *updates);
	git_oid tree;
	size_t n;

	if (updates_of(updates, &n, w, base, draft, err) < 0)
		return -1;
	if (w->g.git_tree_create_updated(&tree, w->repo, base, n, updates) < 0)
		return repo_write_failed(err, w, "cannot write a tree");
	if (parents[0] && !parents[1] &&
		memcmp(&tree, w->g.git_commit_tree_id(parents[0]), sizeof tree) == 0)
		return REPO_NONE;
	return commit_tree(commit, w, &tree, parents, draft->message, err);
}

int repo_write_folder(const char **tree, struct repo_writer *w, const char *base,
	const struct repo_change *changes, size_t n, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	git_tree_update *updates = arena_array(&mem, n, sizeof *updates);
	const struct repo_draft draft = { .changes = changes, .n = n };
	git_tree *before = NULL;
	git_oid id;
	size_t kept;
	int rc;

	if (base &&
		(w->g.git_oid_fromstr(&id, base) < 0 ||
			w->g.git_tree_lookup(&before, w->repo, &id) < 0))
		return repo_write_failed(err, w, "cannot read the folder %s", base);
	rc = updates_of(updates, &kept, w, before, &draft, err);
	if (rc == 0 && w->g.git_tree_create_updated(&id, w->repo, before, kept, updates) < 0)
		rc = repo_write_failed(err, w, "cannot write a tree");
	if (rc == 0)
		*tree = repo_write_hex(w, &id);
	w->g.git_tree_free(before);
	return rc;
}

static int look_up_commit(git_commit **commit, const struct repo_writer *w, const char *id,
	struct error *err)
{
	git_oid oid;

	if (!id ||
		(w->g.git_oid_fromstr(&oid, id) == 0 &&
			w->g.git_commit_lookup(commit, w->repo, &oid) == 0))
		return 0;
	return repo_write_failed(err, w, "cannot read the commit %s", id);
}

int repo_write_commit(const char **commit, struct repo_writer *w, const struct repo_draft *draft,
	struct error *err)
{
	git_commit *parents[2] = { NULL, NULL };
	git_tree *base = NULL;
	int rc = look_up_commit(&parents[0], w, draft->parents[0], err);

	if (rc == 0)
		rc = look_up_commit(&parents[1], w, draft->parents[1], err);
	if (rc == 0 && parents[0] && w->g.git_commit_tree(&base, parents[0]) < 0)
		rc = repo_write_failed(err, w, "cannot read the tree of %s", draft->parents[0]);
	if (rc == 0)
		rc = commit_on(commit, w, parents, base, draft, err);
	w->g.git_tree_free(base);
	w->g.git_commit_free(parents[0]);
	w->g.git_commit_free(parents[1]);
	return rc;
}
