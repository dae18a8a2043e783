/* What kept the machine from giving its best: counters of the kernel at one moment. */
#ifndef BENCHCTL_STRAIN_H
#define BENCHCTL_STRAIN_H

#include <stdint.h>

struct arena;

struct strain {             /* counters since boot; all 0 where the kernel does not say */
	uint64_t at;        /* clock_ns */
	double waited;      /* s in which something waited for a processor */
	double stolen, all; /* s of all processors that other virtual machines had; s there were */
	double throttled,
		held; /* times that the quota of the control group was used up; s of that */
	double heat;  /* times that a processor slowed down because it was hot */
};

/* root comes before every path; "" but in tests. */
void strain_read(struct strain *s, const char *root);

/* What happened in between, as the rest of a sentence that may have several parts; NULL: nothing
 * that matters. */
const char *strain_between(struct arena *mem, const struct strain *before,
	const struct strain *after);

#endif
