/* Shards: a suite is measured in n parts on n machines, and the runs are merged. */
#pragma once

#include "model/run/run.h"

struct suite;

enum { SHARDS_MAX = 10000 };

struct shard {
	size_t i, n; /* the i-th of n, from 1; n 0: everything */
};

/* "2/5". NULL, or the reason why it is invalid, as the rest of a sentence. */
const char *shard_parse(struct shard *shard, const char *text);

/* The shard of this job from the CI system's index variables; *source names the variable. -1: there
 * is none, or its value is invalid. */
int shard_from_environment(struct shard *shard, const char **source, struct error *err);
/* The variables that are read, as a list for a sentence. */
const char *shard_variables(struct arena *mem);

/* Keeps the benchmarks of that shard in the suite. cost[i], in any unit, is the time of benchmark
 * i; NaN: unknown, and replaced by the median of the others. All machines with the same costs get
 * the same division: the longest first, each to the shard with the least time. */
void shard_select(struct suite *suite, struct arena *mem, struct shard shard, const double *cost);

/* Merges n runs into one. They must have one suite, configuration, commit and machine class, and
 * be complete: all shards of as many as they say exist. If two have the same benchmark, its
 * samples must be equal. */
int shard_merge(struct run *out, struct arena *mem, const struct run *const *runs, size_t n,
	struct error *err);
