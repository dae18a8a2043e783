/* Builds a tree with the configured command. */
#pragma once

struct error;
struct spawner;

struct build {
	const char *command;             /* for a shell */
	const char *dir;                 /* where it runs; NULL: here */
	const char *log;                 /* gets its output */
	const struct redirect *redirect; /* of absolute paths in command and environment, or NULL */
	const char *opened_list; /* gets the files that it opens, see opened_files.h; or NULL */
};

/* *seconds: how long it took. Returns 0, the signal that interrupted it, or -1 with the log's last
 * lines. With `opened_list`, a build that runs a set-user-ID program, which has no privileges then,
 * runs once more without. */
int build_run(double *seconds, struct spawner *spawner, const struct build *b, struct error *err);
