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
	const char *dir; /* the root of the tree; as long a path as the user's root, where that can
			    be */
	bool built;      /* by an earlier gate, with the same build command */
	int lock;        /* held until checkout_close */
	const char *stamp; /* what marks it as built */
};

/* root is the user's worktree; build the command, whose change makes a new copy. Waits for nobody:
 * where another gate uses the same copy, there will be a second one. */
int checkout_open(struct checkout *c, struct arena *mem, const char *root, const char *commit,
	const char *build, struct error *err);
/* To be called when the build has succeeded. */
int checkout_mark_built(struct checkout *c, struct error *err);
/* Lets go of it; a copy that was not built is removed. */
void checkout_close(struct checkout *c);

#endif
