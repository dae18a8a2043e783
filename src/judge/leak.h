/* Whether a value that was sampled while a process ran grew without end. */
#pragma once

#include "model/run/run.h"

struct leak {
	double slope;  /* the median of the slopes between all pairs (Theil 1950) */
	double lo, hi; /* its interval at 95% (Sen 1968) */
	bool grows;
};

/* The growth that is not a leak. */
struct leak_allowance {
	double least; /* in all: may be chance */
	double limit; /* per unit of `at` */
};

/* The first third is warm-up. A leak grows significantly (99%) and faster than the limit in both
 * halves of the rest, by `least` or more beyond the limit over both, and in the second half at
 * least half as fast as in the first, because a value that levels off is not a leak. The trace
 * has LEAK_SAMPLES_MIN samples or more, with ascending `at`. */
void leak_find(struct leak *leak, const struct trace *trace, const struct leak_allowance *allowed);

/* The same for points in any order, several per `at`: only pairs with different `at` count. A
 * leak grows beyond the interval over all points, significantly over the points in the upper half
 * of the different `at`, and there at least half as fast as over all. Each of LEAK_VALUES_MIN or
 * more `at` has LEAK_RUNS_MIN points or more. */
void leak_find_over(struct leak *leak, const struct trace *points,
	const struct leak_allowance *allowed);
