/* The backend that asks the git program, shared by its files. */
#ifndef BENCHCTL_REPO_CLI_H
#define BENCHCTL_REPO_CLI_H

#include "process/proc.h"
#include "store/git/repo_backend.h"
#include "store/git/repo_batch.h"
#include "store/git/repo_tree.h"

struct repo_cli {
	struct arena *mem;
	const char *folder;
	struct words argv; /* git and the options of every call */
	struct words env;
	struct repo_batch batch;
	struct words batch_argv;
	struct repo_view view;
};

struct repo_cli_call {
	const char *const *args; /* after `git -C folder`; NULL at the end */
	const char *const *env;  /* beside that of every call; or NULL */
	const char *input;
	size_t input_n;
};
#define REPO_CLI_ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* 0 when git was run, whatever its exit status. */
int repo_cli_run(struct proc_answer *a, struct repo_cli *c, struct arena *mem,
	const struct repo_cli_call *call, struct error *err);
/* The answer of a git that has to succeed: one line, without its end. */
int repo_cli_line(const char **line, struct repo_cli *c, struct arena *mem,
	const struct repo_cli_call *call, struct error *err);
/* "git WHAT: why" in git's words. Returns -1. */
int repo_cli_failed(struct error *err, const char *what, const struct proc_answer *a);
/* After a batch process that has ended: the sentence for a partial clone, if it was one. Returns
 * -1. */
int repo_cli_broken(struct error *err, const char *what);
/* The object of this id, which something in the repository refers to. */
int repo_cli_object(struct repo_object *o, struct repo_cli *c, struct arena *mem, const char *id,
	struct error *err);
int repo_cli_entries(struct repo_entries *out, struct repo_cli *c, struct arena *mem,
	const char *tree, struct error *err);
int repo_cli_commit_tree(const char **tree, struct repo_cli *c, struct arena *mem,
	const char *commit, struct error *err);

/* repo_cli_look.c; also refreshes what the state knows */
int repo_cli_look(struct repo_view *view, void *state, struct error *err);

/* repo_cli_plain.c: what is known of the repository without git; false when only git can tell. The
 * head may be missing. */
bool repo_cli_plain(struct repo_view *view, struct arena *mem, const char *folder);
bool repo_cli_installed(void);

/* repo_cli_read.c */
int repo_cli_resolve(const char **commit, void *state, const char *rev, struct error *err);
int repo_cli_merge_base(const char **commit, void *state, const char *a, const char *b,
	struct error *err);
int repo_cli_parents(struct words *parents, void *state, const char *commit, struct error *err);
int repo_cli_last_tag(const char **tag, void *state, const char *commit, struct error *err);
int repo_cli_dirty(bool *dirty, void *state, const char *but, struct error *err);
int repo_cli_read(const char **data, size_t *n, void *state, const char *commit, const char *path,
	struct error *err);
int repo_cli_list(struct words *names, void *state, const char *commit, const char *folder,
	struct error *err);

/* repo_cli_tree.c: an edit on its way down the tree. */
struct repo_cli_edit {
	const char *rest; /* of the path */
	const char *blob; /* NULL: remove */
	const char *path;
};
/* The tree `base` (NULL: an empty one) with the edits made. */
int repo_cli_edit_tree(const char **tree, struct repo_cli *c, struct arena *mem, const char *base,
	const struct repo_cli_edit *edits, size_t n, struct error *err);

/* repo_cli_write.c */
int repo_cli_tip(struct repo_tip *tip, void *state, const char *ref, struct error *err);
int repo_cli_draft(const char **commit, void *state, const struct repo_draft *draft,
	struct error *err);
int repo_cli_move(void *state, const struct repo_move *move, struct error *err);
int repo_cli_changed(const char **path, void *state, const struct repo_change *changes, size_t n,
	struct error *err);
int repo_cli_stage(void *state, const struct repo_change *changes, size_t n, struct error *err);

#endif
