/* Compares the results of one run with each other, metric by metric: frameworks that did the same
 * work, variants of one benchmark. */
#pragma once

#include "judge/compare.h"

#define FRAMEWORK_ERROR 0.05 /* of naming a winner where there is none */

struct framework_result {
	const char *id;
	struct summary summary;
	/* Against the best: the Hodges-Lehmann estimate of the ratio, 1 being as good, and its 95%
	 * interval; NaN where the samples have no ratio. The best's own is 1. */
	double ratio, lo, hi;
	double p; /* that chance alone makes them differ so much; over all pairs, by Holm */
};

struct framework_comparison {
	struct metric metric;
	struct framework_result *v; /* best median first */
	size_t n, cap;
	bool won; /* by the first: it differs from every other by more than chance, at 5% */
};
struct framework_comparisons {
	struct framework_comparison *v; /* in the order in which results have the metrics */
	size_t n, cap;
	struct words absent; /* selected results that failed */
};

/* Compares the results with samples of the metric (NULL: of each) that any pattern of `only`
 * (empty: all) and none of `but` matches. Leaves out metrics that only one result has or that have
 * no better direction, and results in another unit than the first that has the metric. */
void framework_comparison_run(struct framework_comparisons *out, struct arena *mem,
	struct judge *judge, const struct run *run, const char *metric, const struct words *only,
	const struct words *but);
