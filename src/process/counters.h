/* Events that the processor counts while a process and its descendants run in user mode. */
#pragma once

#include <stdint.h>

#include "process/spawner.h"

/* Opened once for many children: opening takes longer than a short process runs. All 0: closed. */
struct counters {
	bool open;
	int anchor;
	struct counter_event {
		int fd;                           /* -1: not counted here */
		uint64_t value, enabled, running; /* by the last counters_take */
	} event[COUNTERS];
};

/* Opens or closes them, if they are not already. While they are open, they count what children of
 * this process and their descendants do after execve; not this process. */
void counters_set(struct counters *c, bool open);
/* What was counted since the last call, of children that have been waited for with all their
 * descendants. NaN: not counted. */
void counters_take(struct counters *c, double out[COUNTERS]);

/* NULL, or why the processor's counters are not available, as the rest of a sentence. */
const char *counters_fault(void);
