/* A scope holds one running command and everything that it starts.
 *
 * Its helper is the subreaper of these processes: descendants stay in the scope whatever they do,
 * and when the command has ended the rest is killed and reaped before its outcome is known. Scopes
 * are independent, so that a service lives in one while samples run in another. When a helper or
 * benchctl dies, its scopes end.
 *
 *	scope = scope_open(spawner, err);
 *	scope_start(scope, &command, err);            does not wait
 *	while (scope_wait(&o, scope, 1.0, err) == SCOPE_RUNNING)
 *		...
 *	scope_stop(&o, scope);                        SIGTERM, grace, SIGKILL
 *	scope_close(scope);
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct arena;
struct command;
struct error;
struct outcome;
struct spawner;

struct scope *scope_open(struct spawner *s, struct error *err);
/* Kills what still runs in it. NULL is allowed. */
void scope_close(struct scope *s);

/* Starts a command where none is running. A program that cannot be started is an outcome of
 * scope_wait; -1 only when the helper has died. */
int scope_start(struct scope *s, const struct command *c, struct error *err);
/* The id of the command that runs, which is also that of its process group; 0: none. */
pid_t scope_pid(const struct scope *s);
/* Readable when the command has ended, for a poll of the caller's own. */
int scope_fd(const struct scope *s);

/* Waits for the outcome, at most the given seconds (0: looks; below 0: no limit). Captured output
 * is read only during a wait, so a program that prints much while nobody waits needs a log.
 * Returns -1 when the helper has died. A signal (interrupt.h) ends the wait and is not taken. */
enum scope_state { SCOPE_RUNNING, SCOPE_ENDED, SCOPE_INTERRUPTED };
int scope_wait(struct outcome *o, struct scope *s, double seconds, struct error *err);

/* SIGTERM to the group, SIGKILL after command.grace, then whatever is left; waits for the outcome.
 * -1 when the helper has died or no command runs. */
int scope_stop(struct outcome *o, struct scope *s);

/* The last lines that the command has written: to its log, standard error or standard output. */
const char *scope_tail(struct arena *mem, const struct scope *s, size_t lines);

/* Runs up to n times to the end, as spawner_burst. */
int scope_burst(struct scope *s, const struct command *c, struct outcome *o, size_t n,
	struct error *err);
