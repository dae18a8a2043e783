/* The lock of a worktree. Two benchctl that build in one worktree read each other's half-written
 * files, and two that measure on one machine disturb each other. */
#pragma once

#include <sys/types.h>

struct worktree_lock {
	int fd; /* -1: not locked */
};

/* Locks the file `path`, and makes it where it is missing. Returns 1 when another process has the
 * lock: *holder is its id, or 0 where that is unknown; then call worktree_lock_wait. A file that
 * cannot be made or locked, and a holder that has started this process, do not stop anybody:
 * returns 0 without a lock. */
int worktree_lock_take(struct worktree_lock *l, pid_t *holder, const char *path);

/* Waits for the lock. Returns 0, or the signal that ended the wait; it is taken. */
int worktree_lock_wait(struct worktree_lock *l);

void worktree_lock_release(struct worktree_lock *l);
