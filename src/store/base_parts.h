/* What base.c is made of. Its functions return 0 when the base is chosen, 1 when there is no such
 * revision, or -1. */
#pragma once

#include <stddef.h>

#include "store/base.h"

struct choice {
	struct base *base;
	struct repo *repo;
	struct arena *mem;
	struct error *err;
};

#define BASE_HEADS   "refs/heads/"
#define BASE_REMOTES "refs/remotes/origin/"

int base_take(struct choice *c, const char *rev, const char *label);
/* The merge base with a branch, by its full name: a tag may be called origin/main too. */
int base_take_branch(struct choice *c, const char *folder, const char *branch);
/* base_default.c: the base by the clone's default branch, if nobody names a base. */
int base_take_default(struct choice *c);

/* base_event.c: the file with which GitHub Actions describes the event that has started a workflow.
 * The text at `key` of the event or, with `in` (else NULL), of the object at `in` in it. NULL where
 * there is none, an empty one, or no valid JSON. */
const char *base_event_value(struct arena *mem, const char *event, size_t n, const char *in,
	const char *key);
