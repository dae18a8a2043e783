/* The append-only history: one small record of each run, under refs/benchctl/history. A record is a
 * file of its own whose name depends on its content, so that histories can always be united. */
#ifndef BENCHCTL_HISTORY_H
#define BENCHCTL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "model/run.h"

struct arena;
struct error;
struct repo;
struct words;

#define HISTORY_REF "refs/benchctl/history"

/* Adds the run, reduced to one sample of each metric, under its commit, whose date places it. Safe
 * against any number of others doing the same. Returns 1 when it is there already. */
int history_record(struct repo *repo, struct arena *mem, const struct run *run, struct error *err);

/* Records of the suite on that class of machine for the commits that HEAD comes from, oldest commit
 * first, as runs with one sample of each metric. An empty set when there are none. What cannot be
 * read is left out, with a sentence in unread: nobody can take it back from a ref that only grows.
 */
int history_load(struct run_set *set, struct repo *repo, struct arena *mem, const char *suite,
	const char *class, struct words *unread, struct error *err);

/* The newest run of each version that the baseline at path (from the root) has had on the way to
 * HEAD, oldest first. */
int history_of_baseline(struct run_set *set, struct repo *repo, struct arena *mem, const char *path,
	const char *suite, struct error *err);

/* By the git program, with the user's credentials, never by force. What the remote has is united
 * with what is here; push does that too, as often as somebody else is quicker. */
int history_fetch(struct repo *repo, struct arena *mem, const char *remote, struct error *err);
int history_push(struct repo *repo, struct arena *mem, const char *remote, struct error *err);

#endif
