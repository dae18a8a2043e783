/* The git repository that keeps the baselines: reading objects and moving refs, never the index,
 * the worktree or the checked-out branch of the user, except where said.
 *
 * The git program reads, because it knows every format and setting. libgit2 writes, because it
 * reads a ref, commits and swaps in one process; it refuses formats that it does not know, and then
 * the error says how to write by hand. Every refusal is a sentence with the command that helps. */
#pragma once

#include <sys/types.h>

#include "base/error.h"
#include "base/words.h"

struct repo;

/* As repo_open finds them. */
struct repo_facts {
	const char *root;   /* of the worktree, absolute, without a final '/'; NULL when bare */
	const char *gitdir; /* of the worktree */
	const char *prefix; /* of the folder repo_open was given, inside root: "" or "sub/dir/" */
	const char *branch; /* short name; NULL when HEAD is detached */
	const char *head;   /* commit, in hexadecimal; NULL when there is none yet */
	const char *busy;   /* "rebase", "merge", ...; NULL: none under way */
	bool bare, shallow;
};

/* Finds the repository that contains folder (NULL: the current one). Returns 1 when there is none,
 * -1 when there is one that cannot be used. The repo lives in mem until repo_close, and everything
 * that is got from it as long as mem. */
int repo_open(struct repo **out, struct arena *mem, const char *folder, struct error *err);
/* The same in the current folder, for who reads a file below it and rarely needs facts: the first
 * repo_facts asks git for them. What fails then leaves them empty. beside: called while git starts;
 * -1 ends the call. */
int repo_open_to_read(struct repo **out, struct arena *mem,
	int (*beside)(void *ctx, struct error *err), void *ctx, struct error *err);
void repo_close(struct repo *repo);
/* For who reads one more file and asks no more: git ends while that is read. */
void repo_finish(struct repo *repo);
const struct repo_facts *repo_facts(struct repo *repo);
const char *repo_head(const struct repo *repo); /* as in the facts, without asking for them */
/* The path of the folder that the repository was found from, to put a path below it behind. */
const char *repo_here(const struct repo *repo);
/* To run git in this repository. */
const struct git *repo_git(const struct repo *repo);

/* What fetches a whole history in CI systems; lines of a message. */
#define REPO_FETCH_IN_CI                                                                           \
	"  in GitHub Actions:  actions/checkout with fetch-depth: 0\n"                             \
	"  in GitLab CI:       variables: { GIT_DEPTH: 0 }\n"

/* The commit that a revision names. Returns 1 when there is no such revision. A name that more than
 * one ref may have is an error. In a shallow clone, a missing revision is an error if the clone may
 * have cut it off: an ancestor (HEAD^1) or a commit by its id. A missing branch or tag returns 1
 * even there, because the caller may try other names. */
int repo_resolve(const char **commit, struct repo *repo, const char *rev, struct error *err);
/* Whether rev is a full id, in lower-case hexadecimal. A file from outside may name a revision
 * instead, which means another commit tomorrow. */
bool repo_is_id(const char *rev);
/* Refuses a revision that repo_resolve does not find because its commit is lost, else returns 0. */
int repo_check_lost(struct repo *repo, const char *rev, struct error *err);
/* The sentence for a caller with no other revision to try. Returns -1. */
int repo_no_revision(struct repo *repo, const char *rev, struct error *err);

/* Below, a commit may be any revision; one that does not exist is an error. */

/* Returns 1 when the two have no common ancestor; a history that is cut off is an error. */
int repo_merge_base(const char **commit, struct repo *repo, const char *a, const char *b,
	struct error *err);
/* As the commit names them; a shallow clone may lack them. */
int repo_parents(struct words *parents, struct repo *repo, const char *commit, struct error *err);
/* The nearest tag that is an ancestor of commit, or commit's own: its name below refs/tags/.
 * Returns 1 when there is none. */
int repo_last_tag(const char **tag, struct repo *repo, const char *commit, struct error *err);
/* Whether tracked files differ from HEAD, in the index, in the worktree or in a submodule. Those
 * below the folder `but` (from the root, as git spells it; NULL: none) do not count. */
int repo_dirty(bool *dirty, struct repo *repo, const char *but, struct error *err);
/* What tracked files differ in from HEAD, as a patch of at most max bytes that `git apply` takes; a
 * larger one is an error. */
int repo_patch(const char **patch, size_t *n, struct repo *repo, struct arena *mem, size_t max,
	struct error *err);

/* The file at path (from the root) in the commit's tree; n bytes and a NUL. Returns 1 when that
 * tree has no such file. A blob that is missing from the object database is an error, not a 1, and
 * so is a folder or a symbolic link of that name. */
int repo_read(const char **data, size_t *n, struct repo *repo, const char *commit, const char *path,
	struct error *err);
/* The same in pieces, which come while git unpacks the rest. Until the file is closed, the
 * repository answers no other question. repo_file_read is like read(2), without errno: only
 * repo_file_close says why it has failed. */
struct repo_file {
	struct repo *repo;
	size_t left;
	struct error error;
};
int repo_file_open(struct repo_file *f, struct repo *repo, const char *commit, const char *path,
	struct error *err);
ssize_t repo_file_read(void *file, char *to, size_t n);
int repo_file_close(struct repo_file *f, struct error *err);
/* Whether the commit's tree has a file there that can be read. */
bool repo_has(struct repo *repo, const char *commit, const char *path);
/* Where the symbolic link at path leads in the commit's tree. Returns 1 if there is none. */
int repo_link(const char **target, struct repo *repo, const char *commit, const char *path,
	struct error *err);
/* Names of the entries of a folder in the commit's tree, sorted. Returns 1 when there is none. */
int repo_list(struct words *names, struct repo *repo, const char *commit, const char *folder,
	struct error *err);

/* What is in a folder of the commit's tree, sorted as git does it. Returns 1 when there is none. */
struct repo_item {
	const char *name, *id;
	bool is_folder;
};
struct repo_items {
	const char *id; /* of the folder */
	struct repo_item *v;
	size_t n, cap;
};
int repo_items(struct repo_items *out, struct repo *repo, struct arena *mem, const char *commit,
	const char *folder, struct error *err);
/* The same of the folder with that id. */
int repo_items_of(struct repo_items *out, struct repo *repo, struct arena *mem, const char *id,
	struct error *err);
/* Reads n objects and hands each over, in that order; data has size bytes and a NUL, and lasts as
 * long as the call. `take` returns -1 to end it. One answer does not wait for another. */
int repo_read_each(struct repo *repo, const char *const *ids, size_t n,
	int (*take)(void *ctx, size_t i, const char *data, size_t size, struct error *err),
	void *ctx, struct error *err);

/* One file of a new commit. Neither data nor blob: it is removed. */
struct repo_change {
	const char *path; /* from the root */
	const char *data;
	size_t n;
	const char *blob; /* id of an object in the repository, instead of data */
	bool folder;      /* blob is a tree, which replaces the folder at path */
};
/* Writes a folder without a commit: that with the id base (NULL: an empty one) and the changes to
 * it. *tree: its id, for a change with `folder`. */
int repo_make_folder(const char **tree, struct repo *repo, const char *base,
	const struct repo_change *changes, size_t n, struct error *err);

struct repo_update {
	const char *ref;     /* full name; NULL: the branch that is checked out */
	const char *message; /* UTF-8; its first line also goes into the reflog */
	/* Fills in the changes against the commit that the ref points to now (NULL: none yet).
	 * Called again when somebody else has moved the ref meanwhile. 0, or -1 to give up. NULL:
	 * the changes are complete. */
	int (*edit)(void *ctx, const char *tip, struct repo_change *changes, struct error *err);
	void *ctx;
	struct repo_change *changes;
	size_t n;
	/* Instead of changes: the commit to merge, by fast-forward or by a merge that has the
	 * files of both. Where both have a file, this one's counts. */
	const char *with;
	unsigned tries; /* maximum number of tries if other processes move the ref first; 0: 100,
			   which takes some two seconds */
};

/* Adds one commit to the ref by compare-and-swap, creating the ref if need be; never by force.
 * Returns 0 with the commit, or 1 when the files are like that already and no commit was needed.
 * When the ref is the branch that is checked out, the changed paths (and no others) are brought up
 * to date in index and worktree too; that is refused when the user has changed one of them, or
 * while a merge or the like is under way. A branch of another worktree is never moved. */
int repo_update(const char **commit, struct repo *repo, const struct repo_update *update,
	struct error *err);
/* To ask before long work whether repo_update would be refused now, as far as the paths alone
 * show. -1 with its sentence. */
int repo_update_check(struct repo *repo, const struct repo_update *update, struct error *err);
