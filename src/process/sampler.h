/* Samples the processes of a command at intervals, in the helper that waits for them: what they
 * use, and whether they exceed their memory limit. */
#pragma once

#include <stdint.h>

#include "process/spawner.h"

enum { SAMPLES_MAX = 2048 };

struct sampler {
	uint64_t start, every, sample_at;  /* ns; sample_at 0: no samples */
	uint64_t watch_at;                 /* ns; 0: there is no limit */
	double limit;                      /* B of memory */
	const struct memory_cgroup *group; /* NULL: none */
	double over;                       /* B that it had when it exceeded the limit; 0: never */
	enum limit_enforcer breach;        /* who found that */
	double cost;                       /* s spent in here */
	bool shared;                       /* as struct watch */
	struct tree_sample *v;             /* SAMPLES_MAX of them, made when first needed */
	size_t n;
};

/* Begins again with a process that was started at start; `shared` stays as it is. every 0: no
 * samples; limit 0: no limit. group is where the kernel enforces the limit; NULL: nowhere. */
void sampler_begin(struct sampler *s, uint64_t start, uint64_t every, double limit,
	const struct memory_cgroup *group);

/* When to call sampler_look next; 0: never. */
uint64_t sampler_due(const struct sampler *s);
/* Takes the samples that are due. False: the processes exceed the limit; no more are taken. */
bool sampler_look(struct sampler *s);
/* Who enforces the limit, if there is one. */
enum limit_enforcer sampler_enforcer(const struct sampler *s);
/* Call it after the end: finds a breach of the limit between two looks. */
void sampler_end(struct sampler *s, const struct rusage *usage);
