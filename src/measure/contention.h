/* What kept the machine from giving its best: counters of the kernel at one moment. */
#ifndef BENCHCTL_CONTENTION_H
#define BENCHCTL_CONTENTION_H

#include <stdint.h>

struct arena;

/* Counters since boot; all 0 where the kernel does not say. */
struct contention {
	uint64_t at;      /* clock_ns */
	double waited;    /* s in which something waited for a processor */
	double stolen;    /* s of all processors that other virtual machines had */
	double all;       /* s of all processors that there were */
	double throttled; /* times that the quota of the control group was used up */
	double held;      /* s of that */
	double heat;      /* times that a processor slowed down because it was hot */
};

/* root comes before every path; "" but in tests. */
void contention_read(struct contention *s, const char *root);

/* What happened in between, as the rest of a sentence that may have several parts; NULL: nothing
 * that matters. */
const char *contention_between(struct arena *mem, const struct contention *before,
	const struct contention *after);

#endif
