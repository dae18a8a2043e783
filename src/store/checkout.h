/* A private copy of a commit's tree, outside the user's, where the base side is built and run.
 *
 * It is a repository of its own that borrows the user's objects, so nothing is registered in the
 * user's .git and git still works inside. What was built is kept for the next gate against the same
 * tree; what a killed gate left half-built is removed at the next one. */
#ifndef BENCHCTL_CHECKOUT_H
#define BENCHCTL_CHECKOUT_H

#include <stdbool.h>

struct arena;
struct error;

struct checkout {
	const char *
		dir; /* the root of the tree; its path is as long as the user's root, if possible */
	bool built;  /* by an earlier gate, with the same build command */
	int lock;    /* held until checkout_close */
	const char *stamp; /* the mark of a built copy */
};

/* root is the user's worktree; build the command, whose change makes a new copy. Never waits: if
 * another gate uses the same copy, this makes a second one. */
int checkout_open(struct checkout *c, struct arena *mem, const char *root, const char *commit,
	const char *build, struct error *err);
/* Call this when the build has succeeded. */
int checkout_mark_built(struct checkout *c, struct error *err);
/* Releases the copy; removes it if it was not built. */
void checkout_close(struct checkout *c);

#endif
