/* Threads that do the same work at the same time, each on its own processor. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "host/machine.h"

struct thread_team {
	const struct machine_cpus *cpus;
	size_t n;      /* threads, 1 .. MACHINE_THREADS_MAX */
	bool affinity; /* the i-th is pinned to the i-th processor */
	double time;   /* s that each works for */
};

struct team_work {
	size_t thread;
	void *ctx;
	uint64_t seconds_ns; /* time of all repetitions combined */
	uint64_t repetitions;
	bool failed; /* set by `repeat`: the work ends */
};

/* Starts one thread, on the processor or, for -1, on any. Returns 0 or the errno. */
int thread_team_start(pthread_t *thread, int cpu, void *(*run)(void *ctx), void *ctx);

/* Starts all threads at once; each calls `repeat` until `time` has passed, at least once. -1 with
 * errno. work[0 .. n) gets what each did. */
int thread_team_run(const struct thread_team *c, void (*repeat)(struct team_work *w),
	struct team_work *work);
