/* Measures a suite: repetition, order, time budgets, interleaving of two sides, interruption. */
#ifndef BENCHCTL_ENGINE_H
#define BENCHCTL_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "measure/event.h"
#include "model/run.h"
#include "model/suite.h"

struct arena;
struct spawner;

/* One tree that is measured. */
struct side {
	const char *root; /* folder of its sources; NULL: the current one */
	struct run *run;  /* gets one result for each benchmark, in the suite's order; in
			    the end, for those with parts, one for each part */
	double inject;    /* ratio by which its processes are slowed down on purpose; 0: none */
};

enum { SIDES_MAX = 2, BLOCK_MAX = 16 };

struct progress {
	const char *phase;     /* "warm-up", "measuring", "cleaning up" */
	const char *benchmark; /* that was just run */
	size_t decided, benchmarks;
	size_t samples; /* of that benchmark, each side */
	size_t blocks;  /* and how many blocks those are; 0: not measured in blocks */
	size_t blocks_max;
	double elapsed;   /* s */
	double remaining; /* s, estimated; NaN: not known */
};

struct measurement {
	const struct suite *suite;
	struct side side[SIDES_MAX];
	size_t sides;
	size_t block; /* samples of each side in a random order, up to BLOCK_MAX; one side: 0 */
	uint64_t seed;
	const char *const *env;   /* for every child; NULL-terminated */
	const char *metrics_file; /* absolute; what children report themselves passes through it */
	size_t blocks_max;        /* that `more` allows; for those who watch */
	/* Whether benchmark i, which has been run for so many seconds on both sides together, is
	 * to go on, asked when each side has samples from `block` to `block`. NULL: until
	 * lifecycle.runs and max_time are met. */
	bool (*more)(void *ctx, size_t i, double spent);
	void *more_ctx;
	void (*show)(void *ctx, const struct progress *p); /* NULL: in silence */
	void *show_ctx;
	struct event_sink sink;
};

/* Returns 0 when it was carried through, or the signal that interrupted it. A benchmark that fails
 * is a result with status error. Each side's run gets its seed, shell cost and status. */
int measure(const struct measurement *m, struct spawner *spawner, struct arena *mem);

#endif
