/* The append-only history: one small record per run, under refs/benchctl/history. A record is a
 * separate file whose name depends on its content, so histories can always be merged. */
#pragma once

#include "model/run/run_columns.h"

struct repo;
struct words;

#define HISTORY_REF "refs/benchctl/history"

/* Adds the run, reduced to one sample per metric, under its commit, whose date orders it. Safe
 * against any number of concurrent calls. Returns 1 if it is already recorded. */
int history_record(struct repo *repo, struct arena *mem, const struct run *run, struct error *err);

/* The machine classes that have records of the suite. */
int history_classes(struct words *classes, struct repo *repo, struct arena *mem, const char *suite,
	struct error *err);

/* The suite's records on that machine class (NULL: on all) for the ancestors of HEAD, oldest commit
 * first, and of them the chosen results (NULL: all); empty if there are none. Unreadable records
 * are skipped with a sentence in unread, as no one can remove them from this ref. */
int history_load(struct run_columns *runs, struct repo *repo, struct arena *mem, const char *suite,
	const char *class, const struct run_filter *filter, struct words *unread,
	struct error *err);

/* The newest run of each version of the baseline at path (from the root) up to HEAD, in order. */
int history_of_baseline(struct run_set *set, struct repo *repo, struct arena *mem, const char *path,
	const char *suite, struct error *err);

/* By the git program, with the user's credentials, never by force. Merges the remote's records
 * with the local ones; push repeats this while other clones push first. */
int history_fetch(struct repo *repo, struct arena *mem, const char *remote, struct error *err);
int history_push(struct repo *repo, struct arena *mem, const char *remote, struct error *err);
