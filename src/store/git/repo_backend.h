/* What the front door of the repository shares with its two backends, and with nobody else. */
#ifndef BENCHCTL_REPO_BACKEND_H
#define BENCHCTL_REPO_BACKEND_H

#include "store/git/repo.h"

/* Answers of a backend besides 0 and -1, which is final. */
enum {
	REPO_NONE = 1,      /* there is no such thing */
	REPO_UNDECIDED = 2, /* ask the other backend; err holds the sentence if there is none */
	REPO_AGAIN = 3,     /* somebody else was quicker, or holds the lock as err says */
};

enum { REPO_MAX_BLOB = 64 << 20 };

#define REPO_OWN_NAME  "benchctl"
#define REPO_OWN_EMAIL "benchctl@localhost"

struct repo_view {
	struct repo_facts facts; /* busy is left to the front door */
	const char *gitdir;      /* of this worktree */
};

struct repo_tip {
	const char *commit;   /* NULL: there is no such ref */
	const char *symbolic; /* the ref that this one stands for, or NULL */
	bool checked_out;     /* in whatever worktree */
};

struct repo_draft {
	const char *parent; /* NULL: none */
	const char *message;
	const struct repo_change *changes;
	size_t n;
};

struct repo_move {
	const char *ref, *from, *to; /* from NULL: the ref must not exist yet */
	const char *message;         /* for the reflog */
};

/* Commits are full ids, paths run from the root, results live in the arena that open was given. */
struct repo_backend {
	/* open and then look find the repository: 1: there is none. UNDECIDED: not for this
	 * backend, or the backend is not installed. close undoes an open that returned 0. */
	int (*open)(void **state, struct arena *mem, const char *folder, struct error *err);
	int (*look)(struct repo_view *view, void *state, struct error *err);
	void (*close)(void *state);

	int (*resolve)(const char **commit, void *state, const char *rev, struct error *err);
	/* Of any two revisions. */
	int (*merge_base)(const char **commit, void *state, const char *a, const char *b,
		struct error *err);
	int (*parents)(struct words *parents, void *state, const char *commit, struct error *err);
	int (*last_tag)(const char **tag, void *state, const char *commit, struct error *err);
	int (*dirty)(bool *dirty, void *state, const char *but, struct error *err);
	int (*read)(const char **data, size_t *n, void *state, const char *commit, const char *path,
		struct error *err);
	/* In the order of the tree. */
	int (*list)(struct words *names, void *state, const char *commit, const char *folder,
		struct error *err);

	/* One step of an update each; see repo_update.c. move and stage may answer AGAIN. */
	int (*tip)(struct repo_tip *tip, void *state, const char *ref, struct error *err);
	/* Writes objects only. 1: the tree is that of the parent. */
	int (*draft)(const char **commit, void *state, const struct repo_draft *draft,
		struct error *err);
	int (*move)(void *state, const struct repo_move *move, struct error *err);
	/* *path: the first that is not as in HEAD, in index or worktree, or untracked; or NULL. */
	int (*changed)(const char **path, void *state, const struct repo_change *changes, size_t n,
		struct error *err);
	int (*stage)(void *state, const struct repo_change *changes, size_t n, struct error *err);
};

extern const struct repo_backend repo_cli_backend, repo_lib_backend;

/* repo_open with one backend only (NULL: both). */
int repo_open_with(struct repo **out, struct arena *mem, const char *folder,
	const struct repo_backend *only, struct error *err);

/* The backends in the order in which they are to be asked. */
enum repo_order { REPO_READING, REPO_WRITING };
struct repo_side {
	const struct repo_backend *via;
	void *state;
};
/* The i-th that can be used here, or NULL. */
const struct repo_side *repo_side(struct repo *repo, enum repo_order order, size_t i);
#define REPO_EACH_SIDE(side, repo, order)                                                          \
	for (size_t side##_i = 0; ((side) = repo_side((repo), (order), side##_i)); side##_i++)
/* When all were undecided: adds to err why a backend was not asked. Returns -1. */
int repo_undecided(const struct repo *repo, struct error *err);

struct arena *repo_arena(struct repo *repo);
/* Fresh facts, for work that may come long after repo_open. */
int repo_look(struct repo_view *view, struct repo *repo, struct error *err);

/* repo_errors.c: sentences that are the same from both backends. All return -1. */
__attribute__((format(printf, 3, 4))) int repo_lacks(struct error *err, bool shallow,
	const char *fmt, ...);
int repo_foreign(struct error *err, const char *quoted_path);
int repo_not_a_commit(struct error *err, const char *rev, const char *type);
int repo_ambiguous(struct error *err, const char *rev);
int repo_too_large(struct error *err, const char *what);
int repo_not_a_file(struct error *err, const char *commit, const char *path, unsigned mode);
int repo_in_the_way(struct error *err, const char *path);

bool repo_is_below(const char *path, const char *folder); /* folder NULL: nothing is */
bool repo_is_id(const char *rev); /* a full object id in lower-case hexadecimal */

#endif
