/* One `git cat-file --batch` process that answers for the life of the repo: starting git costs
 * twenty times what an object does. */
#pragma once

#include "process/dialogue.h"

struct repo_batch {
	const char *const *argv, *const *env; /* env: "K=V" added to the environment */
	struct dialogue git;
};

struct repo_object {
	const char *id, *type;
	const char *data; /* n bytes and a NUL */
	size_t n;
};

/* The object called name, which has no newline. Returns 1 when there is none, 2 when there are
 * several. Starts the process if need be. */
int repo_batch_ask(struct repo_object *o, struct repo_batch *b, struct arena *mem, const char *name,
	struct error *err);
/* Its parts, so that up to REPO_BATCH_MAX names can be under way. Answers come in turn. */
enum { REPO_BATCH_MAX = 64 };
int repo_batch_send(struct repo_batch *b, struct arena *mem, const char *const *names, size_t n,
	struct error *err);
/* All but the data: o->n bytes and a newline, for the caller to read. */
int repo_batch_head(struct repo_object *o, struct repo_batch *b, struct arena *mem,
	const char *name, struct error *err);
int repo_batch_receive(struct repo_object *o, struct repo_batch *b, struct arena *mem,
	const char *name, struct error *err);
void repo_batch_stop(struct repo_batch *b);
