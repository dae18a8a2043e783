/* Writing to a repository by libgit2: objects, and refs by compare-and-swap. It touches neither
 * index nor worktree. It cannot write where it does not know the format (SHA-256, reftable,
 * extensions). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define REPO_OWN_NAME  "benchctl"
#define REPO_OWN_EMAIL "benchctl@localhost"

struct arena;
struct error;
struct repo_writer;

/* gitdir as git has found it. The error says why libgit2 cannot write there. */
int repo_write_open(struct repo_writer **out, struct arena *mem, const char *gitdir,
	struct error *err);
void repo_write_close(struct repo_writer *w); /* NULL is none */

struct repo_tip {
	const char *commit;   /* NULL: there is no such ref */
	const char *symbolic; /* the ref that this one leads to, or NULL */
	bool checked_out;     /* in any worktree */
};
int repo_write_tip(struct repo_tip *tip, struct repo_writer *w, const char *name,
	struct error *err);

struct repo_draft {
	const char *parents[2]; /* the changes are made to the tree of the first; NULL: none */
	const char *message;
	const struct repo_change *changes;
	size_t n;
};
/* Writes the objects of a commit. Returns 1 if it would not change the tree of its only parent. */
int repo_write_commit(const char **commit, struct repo_writer *w, const struct repo_draft *draft,
	struct error *err);

/* Writes a folder: that with the id base (NULL: an empty one) and the changes to it. */
int repo_write_folder(const char **tree, struct repo_writer *w, const char *base,
	const struct repo_change *changes, size_t n, struct error *err);

struct repo_move {
	const char *ref, *from, *to; /* from NULL: the ref must not exist yet */
	const char *message;         /* for the reflog */
};
/* Returns REPO_AGAIN when the ref is not at `from` any more, or is locked. */
int repo_write_ref(struct repo_writer *w, const struct repo_move *move, struct error *err);
