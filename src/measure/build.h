/* Builds a tree with the configured command. */
#pragma once

struct error;
struct redirect;
struct spawner;

/* Runs the command in a shell in dir (NULL: here), its output to the file `log`; *seconds:
 * how long it took. redirect: of absolute paths in command and environment, or NULL. Returns 0, the
 * signal that interrupted it, or -1 with the log's last lines. */
int build_run(double *seconds, struct spawner *spawner, const char *command, const char *dir,
	const struct redirect *redirect, const char *log, struct error *err);
