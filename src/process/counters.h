/* Events that the processor counts while a process and its descendants run in user mode. */
#ifndef BENCHCTL_COUNTERS_H
#define BENCHCTL_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "process/spawner.h"

/* Opening takes the kernel longer than many a process runs, so it is done once for many children;
 * all 0 is closed. */
struct counters {
	bool open;
	int anchor;
	struct counter_event {
		int fd;                           /* -1: not counted here */
		uint64_t value, enabled, running; /* by the last counters_take */
	} event[COUNTERS];
};

/* Opens or closes them where they are not so already. While they are open all that a child of this
 * process does from its execve on is counted, and its descendants; not this process. */
void counters_set(struct counters *c, bool open);
/* What has been counted since the last time, of children that have been waited for with all their
 * descendants. NaN: not counted. */
void counters_take(struct counters *c, double out[COUNTERS]);

/* NULL, or why the processor's counters cannot be had, as the rest of a sentence. */
const char *counters_fault(void);

#endif
