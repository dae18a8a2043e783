/* One benchmark on all sides, from its first hook to its last. engine.c decides when it takes which
 * sample. */
#pragma once

#include "base/rng.h"
#include "measure/engine.h"
#include "measure/task.h"
#include "measure/canary.h"
#include "measure/contention.h"

struct benchmark_state {
	const struct benchmark *benchmark;
	struct task task[SIDES_MAX];
	bool started; /* its start event was sent */
	bool done;
	size_t samples; /* on each side */
	double spent;   /* s, on all sides */
};

struct engine { /* one measurement */
	const struct measurement *m;
	struct measure_context context;
	struct rng rng;
	struct benchmark_state *states;
	size_t n, left;               /* all states; those that are not done */
	uint64_t shown;               /* clock_ns of the last progress shown, 0: none */
	struct contention contention; /* at the start */
	struct canary canary;
};

/* Shows progress, at most every 20 ms. */
void benchmark_state_show(struct engine *e, const char *phase, const struct benchmark_state *s);

/* The cooldown after a sample. */
void benchmark_state_rest(struct engine *e, const struct task *t);

/* Gives benchmark i of the suite a result on each side, and probes it. */
void benchmark_state_open(struct engine *e, size_t i);
/* Begins all sides, then takes the warm-up samples, sides alternating. */
void benchmark_state_begin(struct engine *e, struct benchmark_state *s);
/* Ends the benchmark on all sides after a failure on one. */
void benchmark_state_give_up(struct engine *e, struct benchmark_state *s, size_t side,
	const struct error *err);
/* Gives up a benchmark that an interruption left unfinished. */
void benchmark_state_abandon(struct engine *e, struct benchmark_state *s);
/* Ends every side that has begun. */
void benchmark_state_end(struct engine *e, struct benchmark_state *s);
