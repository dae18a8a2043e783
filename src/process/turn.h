/* Who measures here next. Two that build in one worktree get each other's half-written files, and
 * two that measure on one machine disturb each other. */
#ifndef BENCHCTL_TURN_H
#define BENCHCTL_TURN_H

#include <sys/types.h>

struct error;
struct spawner;

struct turn {
	int fd; /* -1: none is held */
};

/* Takes the turn that goes by this file, which is made. Returns 1 when another process has it:
 * *holder, 0 where that is not known; then turn_wait. A file that cannot be made or locked, and a
 * process that this one has been started by, keep nobody waiting: there is no turn then. */
int turn_take(struct turn *t, pid_t *holder, const char *path);

/* Blocks until it is this process' turn. Returns 0, the signal that has ended the wait, or -1. */
int turn_wait(struct turn *t, struct spawner *s, struct error *err);

void turn_end(struct turn *t);

#endif
