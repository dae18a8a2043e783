/* The results of one run held against each other, metric by metric: frameworks that did the same
 * work, variants of one benchmark. */
#ifndef BENCHCTL_CONTEST_H
#define BENCHCTL_CONTEST_H

#include <stdbool.h>
#include <stddef.h>

#include "judge/compare.h"

#define CONTEST_ERROR 0.05 /* of naming a winner where there is none */

struct contender {
	const char *id;
	struct summary summary;
	/* Against the best: the Hodges-Lehmann estimate of the ratio, 1 being as good, and its 95%
	 * interval; NaN where the samples have no ratio. The best's own is 1. */
	double ratio, lo, hi;
	double p; /* that chance alone makes them differ so much; over all pairs, by Holm */
};

struct contest {
	struct metric metric;
	struct contender *v; /* best median first */
	size_t n, cap;
	bool won; /* by the first: it differs from every other by more than chance, at 5% */
};
struct contests {
	struct contest *v; /* in the order in which results have the metrics */
	size_t n, cap;
	struct words absent; /* results that were to take part and failed */
};

/* Of the results that hold samples, those that any of `only` and none of `but` matches (patterns;
 * no `only` is all). A metric that only one has, or of which neither more nor less is better, is
 * left out. Results in another unit than the first that has the metric do not take part. */
void contest_run(struct contests *out, struct arena *mem, struct judge *judge,
	const struct run *run, const struct words *only, const struct words *but);

#endif
