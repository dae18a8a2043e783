/* Whether something that was looked at while a process ran has grown without end. */
#ifndef BENCHCTL_LEAK_H
#define BENCHCTL_LEAK_H

#include <stdbool.h>

#include "benchctl/run.h"

enum { LEAK_SAMPLES_MIN = 20 };

struct leak {
	double slope; /* per s, after the first third: the median of the slopes between all pairs */
	double lo, hi; /* its interval at 95% */
	bool grows;
};

/* The first third is warm-up. What grows must do so for certain (99%, Sen 1968) in both halves of
 * the rest, by `least` or more over both, and in the second half at least half as fast as in the
 * first, because what levels off is no leak. The trace has LEAK_SAMPLES_MIN samples or more. */
void leak_find(struct leak *leak, const struct trace *trace, double least);

#endif
