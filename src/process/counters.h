/* Events that the processor counts while a process and its descendants run in user mode. */
#ifndef BENCHCTL_COUNTERS_H
#define BENCHCTL_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "process/spawner.h"

/* Opening takes the kernel longer than many processes run, so it is done once for many children;
 * all 0 is closed. */
struct counters {
	bool open;
	int anchor;
	struct counter_event {
		int fd;                           /* -1: not counted here */
		uint64_t value, enabled, running; /* by the last counters_take */
	} event[COUNTERS];
};

/* Opens or closes them unless they are so already. While they are open, they count everything
 * that a child of this process does from its execve on, and its descendants, but not this
 * process. */
void counters_set(struct counters *c, bool open);
/* The counts since the last call, of children that have been waited for with all descendants.
 * NaN: not counted. */
void counters_take(struct counters *c, double out[COUNTERS]);

/* NULL, or the reason why the processor's counters are not available, as the rest of a sentence. */
const char *counters_fault(void);

#endif
