/* Shards: a suite is measured in n parts on n machines, and the runs are united again. */
#ifndef BENCHCTL_SHARD_H
#define BENCHCTL_SHARD_H

#include <stddef.h>

#include "model/run.h"

struct arena;
struct error;
struct suite;

enum { SHARDS_MAX = 10000 };

struct shard {
	size_t i, n; /* the i-th of n, from 1; n 0: the whole */
};

/* "2/5". NULL, or why not, as the rest of a sentence. */
const char *shard_parse(struct shard *shard, const char *text);

/* The shard that the CI system has made of this job, by its index variables; *source is the name
 * of the one that told. -1: none did, or what they say makes no sense. */
int shard_from_environment(struct shard *shard, const char **source, struct error *err);
/* The variables that are asked, as a list for a sentence. */
const char *shard_variables(struct arena *mem);

/* Leaves the benchmarks of that shard in the suite. cost[i], in any unit, is what benchmark i
 * takes; NaN: not known, and then taken for the median of the others. Every machine that knows the
 * same costs comes to the same division: the dearest first, each to the shard with least to do. */
void shard_select(struct suite *suite, struct arena *mem, struct shard shard, const double *cost);

/* One run of n runs. They must be of one suite, configuration, commit, and class of machine, and
 * complete: each shard of as many as they say is there. A benchmark that two of them have must have
 * the same samples in both. */
int shard_unite(struct run *out, struct arena *mem, const struct run *const *runs, size_t n,
	struct error *err);

#endif
