/* A command line that is ready to start, and the sentence for how it ended. */
#pragma once

#include "process/spawner.h"

struct task;

struct program {
	const char *path; /* of the file to execute */
	const char *const *argv, *const *env;
	const char *text;     /* as a person would type it */
	const char *shell;    /* the shell that runs it, or NULL */
	const char *role;     /* "setup", "shell"; NULL: the benchmark itself */
	const char *input;    /* its standard input; NULL: /dev/null */
	const char *log;      /* absolute; gets both output streams; NULL: as the options say */
	bool patient;         /* it has its whole time even after an interruption */
	struct capture *keep; /* gets its standard output; NULL: dropped */
	const char *stamp;    /* of struct command */
	struct watch watch;
	double grace; /* of struct command */
};

/* Where the task's commands run; NULL: the current folder. */
const char *program_folder(const struct task *t);

/* "K=V" of its children. */
struct words program_environment(const struct task *t);

/* Decides about the shell, finds the file in PATH, collects the environment. Empty words
 * give an empty program, whose path is NULL. */
int program_make(struct program *p, struct task *t, const struct words *words, struct error *err);

/* Starts argv instead, whose first word is looked up in the same PATH. */
int program_replace(struct program *p, const struct task *t, const struct words *argv,
	struct error *err);

/* Runs it up to n times with the task's folder, limits and processors. Returns how many outcomes
 * there are; the last may be a failure. -1 when the spawner is lost. Leftovers become a warning
 * of the result, and leak samples are kept. */
int program_run(const struct program *p, const struct task *t, struct outcome *o, size_t n,
	struct error *err);

/* How the program ended, as the predicate of a sentence; NULL: it succeeded. */
const char *program_ending(const struct task *t, const struct outcome *o);

/* 0 for a success; else -1 and the sentence, with the last lines of its standard error. doing: when
 * it ran, such as "in sample 3". */
int program_verdict(const struct program *p, const struct task *t, const struct outcome *o,
	const char *doing, struct error *err);
