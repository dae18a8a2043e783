/* Looks at a benchmark's processes from time to time, from the helper that waits for them: what
 * they use, and whether it is more than they may. */
#ifndef BENCHCTL_SAMPLER_H
#define BENCHCTL_SAMPLER_H

#include <stdint.h>

#include "process/spawner.h"

struct memory_cgroup;

enum { SAMPLES_MAX = 2048 };

struct sampler {
	uint64_t start, every, sample_at;  /* ns; sample_at 0: no samples are wanted */
	uint64_t watch_at;                 /* ns; 0: there is no limit */
	double limit;                      /* B of memory */
	const struct memory_cgroup *group; /* NULL: none */
	double over;                       /* B that it had when the limit was broken; 0: never */
	enum limit_enforcer breach;        /* who has seen that */
	double cost;                       /* s spent in here */
	struct tree_sample *v;             /* SAMPLES_MAX of them, made when first needed */
	size_t n;
};

/* Begins anew with a process that was started at start; every 0 and limit 0: not. group is
 * where the kernel keeps the limit; NULL: it does not. */
void sampler_begin(struct sampler *s, uint64_t start, uint64_t every, double limit,
	const struct memory_cgroup *group);

/* When sampler_look is to be called next; 0: never. */
uint64_t sampler_due(const struct sampler *s);
/* Does what is due. False when the processes have more memory than the limit; then it is over. */
bool sampler_look(struct sampler *s);
/* Who keeps the limit, if there is one. */
enum limit_enforcer sampler_enforcer(const struct sampler *s);
/* It has ended: what looking from time to time did not see of the limit. */
void sampler_end(struct sampler *s, const struct rusage *usage);

#endif
