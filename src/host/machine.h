/* The processors and the memory that a benchmark may use. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct benchctl_sink;

enum { MACHINE_CPUS_MAX = 4096, MACHINE_THREADS_MAX = 256 };

struct machine_cpus {
	int v[MACHINE_CPUS_MAX]; /* that may be used: first one of each core, then their siblings */
	size_t n;
	size_t cores;
	double quota; /* processors that the control group grants; NaN: no limit, or unknown */
};

/* -1: the kernel does not say. root comes before every path of /sys; "" outside of tests. */
int machine_cpus(struct machine_cpus *c, const char *root);

/* The option `threads`: "auto" is every processor that may be used, but no more than the quota.
 * c NULL: only checks the text. */
int machine_threads(size_t *threads, const struct machine_cpus *c, const char *text,
	struct benchctl_sink *sink);

/* The last level of cache, in B; 0: unknown. */
uint64_t machine_cache(void);
/* Memory that is available now, in B, by the kernel and the control group; 0: unknown. */
uint64_t machine_memory(void);
