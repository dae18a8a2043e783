/* Whether something that was looked at while a process ran has grown without end. */
#ifndef BENCHCTL_LEAK_H
#define BENCHCTL_LEAK_H

#include <stdbool.h>

#include "model/run.h"

struct leak {
	double slope;  /* the median of the slopes between all pairs (Theil 1950) */
	double lo, hi; /* its interval at 95% (Sen 1968) */
	bool grows;
};

/* What may grow without being a leak. */
struct leak_allowance {
	double least; /* in all: what cannot be told from chance */
	double limit; /* for each unit of what it is taken over */
};

/* The first third is warm-up. What grows must do so for certain (99%) and faster than the limit in
 * both halves of the rest, by `least` or more beyond it over both, and in the second half at least
 * half as fast as in the first, because what levels off is no leak. The trace has LEAK_SAMPLES_MIN
 * samples or more, of ascending `at`. */
void leak_find(struct leak *leak, const struct trace *trace, const struct leak_allowance *allowed);

/* The same of points in any order, several for each `at`: only pairs that differ in it count. What
 * grows must do so beyond the interval over all points, for certain over those of the upper half of
 * the different `at`, and there at least half as fast as over all. Each of LEAK_VALUES_MIN or more
 * `at` has LEAK_RUNS_MIN points or more. */
void leak_find_over(struct leak *leak, const struct trace *points,
	const struct leak_allowance *allowed);

#endif
