/* One benchmark on all sides, from its first hook to its last, and what all of a measurement share.
 * When to take which sample is the engine's to say. */
#ifndef BENCHCTL_BENCHMARK_STATE_H
#define BENCHCTL_BENCHMARK_STATE_H

#include "base/rng.h"
#include "measure/engine.h"
#include "measure/task.h"
#include "measure/contention.h"

struct benchmark_state {
	const struct benchmark *benchmark;
	struct task task[SIDES_MAX];
	bool started; /* its turn has come, which was told */
	bool done;
	size_t samples; /* on each side */
	double spent;   /* s, in all */
};

struct engine { /* one measurement */
	const struct measurement *m;
	struct measure_context context;
	struct rng rng;
	struct benchmark_state *states;
	size_t n, left;               /* of them; those that are not done */
	uint64_t began, shown;        /* clock_ns; of the last progress that was told, 0: none */
	struct contention contention; /* as it began */
};

/* Tells how far the measurement has come, if anybody wants to know and it was not just told. */
void benchmark_state_show(struct engine *e, const char *phase, const struct benchmark_state *s);

/* Whether a signal has ended the measurement. */
bool benchmark_state_interrupted(struct engine *e);
/* The pause after a run that lets the machine cool down. */
void benchmark_state_rest(struct engine *e, const struct benchmark_state *s);

/* Benchmark i of the suite, with a result on each side, is probed. */
void benchmark_state_open(struct engine *e, size_t i);
/* init on all sides, then the warm-up runs, sides in turn. */
void benchmark_state_begin(struct engine *e, struct benchmark_state *s);
/* The benchmark is over on all sides, because of what happened on one. */
void benchmark_state_give_up(struct engine *e, struct benchmark_state *s, size_t side,
	const struct error *err);
/* What was not brought to its end is not a result. */
void benchmark_state_abandon(struct engine *e, struct benchmark_state *s);
/* fini wherever init was called. */
void benchmark_state_end(struct engine *e, struct benchmark_state *s);

#endif
