/* The one runner of the git program.
 *
 * Committed files must not influence which programs git runs or how it answers: git uses no hook,
 * file system monitor, pager or replaced object, and no repository that consists of committed files
 * (a folder with HEAD, objects and refs). git never prompts, and takes no lock to read. */
#pragma once

#include <stdio.h>

#include "base/words.h"
#include "process/proc.h"

struct git {
	struct words argv; /* git, its folder and the options of every call */
	struct words env;
};

struct git_call {
	const char *const *args;   /* NULL at the end */
	const char *const *env;    /* besides that of every call; or NULL */
	double timeout;            /* s; 0: 300 */
	size_t max;                /* bytes that it may print; 0: 64 MiB */
	void (*beside)(void *ctx); /* called while git runs; or NULL */
	void *ctx;
};
#define GIT_ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Hides git's variables that name a repository (a hook gets them) from the programs that benchctl
 * runs: in the copy of the base they would lead to the user's repository. Call it once, before the
 * folder changes, because their paths start where the user is. */
void git_keep_environment(void);
const char *git_kept(const char *name); /* a hidden variable, or NULL */

/* git -C folder. */
void git_init(struct git *git, struct arena *mem, const char *folder);
/* Gives git the hidden variables. */
void git_restore_environment(struct git *git, struct arena *mem);
/* In this repository, which git no longer searches for. root: of the worktree, or NULL. */
void git_pin(struct git *git, struct arena *mem, const char *gitdir, const char *root);
/* A new one, pinned so. */
struct git git_at(struct arena *mem, const char *gitdir, const char *root);

/* 0 when git was run, whatever its exit status. */
int git_run(struct proc_answer *a, const struct git *git, struct arena *mem,
	const struct git_call *call, struct error *err);
/* "git WHAT: why" in git's words. Returns -1. */
int git_failed(struct error *err, const char *what, const struct proc_answer *a);

/* git must succeed. git_text: all it prints without the final newline, unless text is NULL;
 * git_lines: that in lines; git_words: what -z ends with NUL characters. */
int git_need(struct proc_answer *a, const struct git *git, struct arena *mem,
	const struct git_call *call, struct error *err);
int git_text(const char **text, const struct git *git, struct arena *mem, struct error *err,
	const char *const *args);
int git_lines(struct words *lines, const struct git *git, struct arena *mem, struct error *err,
	const char *const *args);
int git_words(struct words *words, const struct git *git, struct arena *mem, struct error *err,
	const struct git_call *call);

/* Writes a path in double quotes, as git reads it. */
void git_quote(FILE *out, const char *path);
