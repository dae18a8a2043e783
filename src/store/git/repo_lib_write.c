/* libgit2: the steps of an update. */
#include "store/git/repo_lib.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

int repo_lib_tip(struct repo_tip *tip, void *state, const char *name, struct error *err)
{
	struct repo_lib *l = state;
	git_reference *ref = NULL;
	const char *symbolic;
	int rc = l->g.git_reference_lookup(&ref, l->repo, name);

	*tip = (struct repo_tip){ 0 };
	if (rc == GIT_ENOTFOUND)
		return 0;
	if (rc < 0)
		return repo_lib_undecided(err, l, "cannot look up %.200s", name);
	symbolic = l->g.git_reference_symbolic_target(ref);
	if (symbolic)
		tip->symbolic = arena_string(l->mem, symbolic);
	else
		tip->commit = repo_lib_hex(l, l->g.git_reference_target(ref));
	tip->checked_out = l->g.git_branch_is_checked_out(ref) == 1;
	l->g.git_reference_free(ref);
	return 0;
}

/* The mode of the entry at the first n bytes of path; UNREADABLE when there is none. */
static git_filemode_t mode_at(struct repo_lib *l, git_tree *tree, const char *path, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	git_filemode_t mode = GIT_FILEMODE_UNREADABLE;
	git_tree_entry *entry = NULL;

	if (tree && l->g.git_tree_entry_bypath(&entry, tree, arena_copy(&mem, path, n)) == 0)
		mode = l->g.git_tree_entry_filemode(entry);
	l->g.git_tree_entry_free(entry);
	return mode;
}

/* Whether path can be a file in the tree as it is. */
static bool is_free(struct repo_lib *l, git_tree *tree, const char *path)
{
	for (const char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		git_filemode_t mode = mode_at(l, tree, path, (size_t)(at - path));

		if (mode != GIT_FILEMODE_TREE)
			return mode == GIT_FILEMODE_UNREADABLE;
	}
	return mode_at(l, tree, path, strlen(path)) != GIT_FILEMODE_TREE;
}

/* The changes as libgit2 takes them; removing what is no file is an error to it, and so left out.
 */
static int updates_of(git_tree_update *updates, size_t *n, struct repo_lib *l, git_tree *base,
	const struct repo_draft *draft, struct error *err)
{
	*n = 0;
	for (size_t i = 0; i < draft->n; i++) {
		const struct repo_change *change = &draft->changes[i];
		git_tree_update *u = &updates[*n];
		git_filemode_t mode = mode_at(l, base, change->path, strlen(change->path));

		if (!change->data && (mode == GIT_FILEMODE_TREE || mode == GIT_FILEMODE_UNREADABLE))
			continue;
		if (change->data && !is_free(l, base, change->path))
			return repo_in_the_way(err, change->path);
		u->path = change->path;
		u->action = change->data ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE;
		u->filemode = GIT_FILEMODE_BLOB;
		if (change->data &&
			l->g.git_blob_create_from_buffer(&u->id, l->repo, change->data, change->n) <
				0)
			return repo_lib_undecided(err, l, "cannot store %.200s", change->path);
		++*n;
	}
	return 0;
}

/* From the environment or the settings, as git looks them up; NULL when the user has given neither.
 */
static const char *setting(struct repo_lib *l, git_config *config, const char *variable,
	const char *key, const char *general)
{
	const char *value = getenv(variable), *found = NULL;
	git_buf b = { 0 };

	if (value && *value)
		return value;
	if (config &&
		(l->g.git_config_get_string_buf(&b, config, key) == 0 ||
			l->g.git_config_get_string_buf(&b, config, general) == 0))
		found = arena_string(l->mem, b.ptr);
	l->g.git_buf_dispose(&b);
	return found;
}

/* Name and address of the user, or ours: half of each would be nobody. */
static git_signature *signature(struct repo_lib *l, git_config *config, bool author)
{
	const char *name = setting(l, config, author ? "GIT_AUTHOR_NAME" : "GIT_COMMITTER_NAME",
		author ? "author.name" : "committer.name", "user.name");
	const char *email = setting(l, config, author ? "GIT_AUTHOR_EMAIL" : "GIT_COMMITTER_EMAIL",
		author ? "author.email" : "committer.email", "user.email");
	git_signature *s = NULL;

	if (!name || !email || l->g.git_signature_now(&s, name, email) < 0)
		l->g.git_signature_now(&s, REPO_OWN_NAME, REPO_OWN_EMAIL);
	return s;
}

static int commit_tree(const char **commit, struct repo_lib *l, const git_oid *tree_id,
	git_commit *parent, const char *message, struct error *err)
{
	const git_commit *parents[] = { parent };
	git_config *config = NULL;
	git_signature *author, *committer;
	git_tree *tree = NULL;
	git_oid id;
	int rc;

	if (l->g.git_repository_config_snapshot(&config, l->repo) < 0)
		config = NULL;
	author = signature(l, config, true);
	committer = signature(l, config, false);
	rc = l->g.git_tree_lookup(&tree, l->repo, tree_id);
	if (rc == 0)
		rc = l->g.git_commit_create(&id, l->repo, NULL, author, committer, NULL, message,
			tree, parent ? 1 : 0, parents);
	if (rc == 0)
		*commit = repo_lib_hex(l, &id);
	l->g.git_tree_free(tree);
	l->g.git_signature_free(author);
	l->g.git_signature_free(committer);
	l->g.git_config_free(config);
	return rc == 0 ? 0 : repo_lib_undecided(err, l, "cannot write a commit");
}

static int draft_on(const char **commit, struct repo_lib *l, git_commit *parent, git_tree *base,
	const struct repo_draft *draft, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	git_tree_update *updates = arena_array(&mem, draft->n, sizeof *updates);
	git_oid tree;
	size_t n;
	int rc = updates_of(updates, &n, l, base, draft, err);

	if (rc != 0)
		return rc;
	if (n == 0 && base)
		return REPO_NONE;
	if (l->g.git_tree_create_updated(&tree, l->repo, base, n, updates) < 0)
		return repo_lib_undecided(err, l, "cannot write a tree");
	if (parent && memcmp(&tree, l->g.git_commit_tree_id(parent), sizeof tree) == 0)
		return REPO_NONE;
	return commit_tree(commit, l, &tree, parent, draft->message, err);
}

int repo_lib_draft(const char **commit, void *state, const struct repo_draft *draft,
	struct error *err)
{
	struct repo_lib *l = state;
	git_commit *parent = NULL;
	git_tree *base = NULL;
	int rc = 0;

	if (draft->parent)
		rc = repo_lib_commit(&parent, l, draft->parent, err);
	if (parent && l->g.git_commit_tree(&base, parent) < 0)
		rc = repo_lib_undecided(err, l, "cannot read the tree of %s", draft->parent);
	if (rc == 0)
		rc = draft_on(commit, l, parent, base, draft, err);
	l->g.git_tree_free(base);
	l->g.git_commit_free(parent);
	return rc;
}

/* The id that the ref has to have is compared under its lock. NULL would mean no comparison at all;
 * zeros mean that the ref must not exist. */
int repo_lib_move(void *state, const struct repo_move *move, struct error *err)
{
	struct repo_lib *l = state;
	git_oid to, from = { { 0 } };
	git_reference *ref = NULL;
	int rc = l->g.git_oid_fromstr(&to, move->to);

	if (rc == 0 && move->from)
		rc = l->g.git_oid_fromstr(&from, move->from);
	if (rc == 0)
		rc = l->g.git_reference_create_matching(&ref, l->repo, move->ref, &to, 1, &from,
			move->message);
	l->g.git_reference_free(ref);
	if (rc == 0)
		return 0;
	repo_lib_undecided(err, l, "cannot move %s", move->ref);
	/* ENOTFOUND: it has been deleted. */
	if (rc == GIT_EMODIFIED || rc == GIT_EEXISTS || rc == GIT_ELOCKED || rc == GIT_ENOTFOUND)
		return REPO_AGAIN;
	return REPO_UNDECIDED;
}

int repo_lib_changed(const char **path, void *state, const struct repo_change *changes, size_t n,
	struct error *err)
{
	struct repo_lib *l = state;

	*path = NULL;
	for (size_t i = 0; i < n && !*path; i++) {
		unsigned flags = GIT_STATUS_CURRENT;
		int rc = l->g.git_status_file(&flags, l->repo, changes[i].path);

		if (rc == GIT_EAMBIGUOUS || (rc == 0 && flags != GIT_STATUS_CURRENT))
			*path = changes[i].path;
		else if (rc < 0 && rc != GIT_ENOTFOUND)
			return repo_lib_undecided(err, l, "cannot compare %.200s with HEAD",
				changes[i].path);
	}
	return 0;
}

static int stage_one(struct repo_lib *l, git_index *index, const struct repo_change *change)
{
	git_index_entry entry = { .mode = GIT_FILEMODE_BLOB, .path = change->path };
	int rc;

	if (!change->data) {
		rc = l->g.git_index_remove(index, change->path, 0);
		return rc == GIT_ENOTFOUND ? 0 : rc;
	}
	rc = l->g.git_blob_create_from_buffer(&entry.id, l->repo, change->data, change->n);
	return rc < 0 ? rc : l->g.git_index_add(index, &entry);
}

int repo_lib_stage(void *state, const struct repo_change *changes, size_t n, struct error *err)
{
	struct repo_lib *l = state;
	git_index *index = NULL;
	int rc = l->g.git_repository_index(&index, l->repo);

	if (rc == 0)
		rc = l->g.git_index_read(index, 1);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = stage_one(l, index, &changes[i]);
	if (rc == 0)
		rc = l->g.git_index_write(index);
	l->g.git_index_free(index);
	if (rc == 0)
		return 0;
	repo_lib_undecided(err, l, "cannot write the index");
	return rc == GIT_ELOCKED ? REPO_AGAIN : REPO_UNDECIDED;
}
