/* Events that the processor counts while a process and its descendants run in user mode. */
#ifndef BENCHCTL_COUNTERS_H
#define BENCHCTL_COUNTERS_H

#include "benchctl/metric.h"
#include "benchctl/spawner.h"

extern const struct metric counter_metrics[COUNTERS];

struct counters {
	int fd[COUNTERS];
};

/* Counts what the next child of this process does from its execve on, and its descendants. For one
 * child only: while the two take turns on a processor the kernel may exchange the events of parent
 * and child, and then they end with the child. */
void counters_open(struct counters *c);
/* What has been counted when all descendants have been waited for; NaN: not counted here. */
void counters_close(const struct counters *c, double out[COUNTERS]);

/* NULL, or why the processor's counters cannot be had, as the rest of a sentence. */
const char *counters_fault(void);

#endif
