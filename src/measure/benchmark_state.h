/* One benchmark on all sides, from its first hook to its last. engine.c decides on each sample. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/rng.h"
#include "measure/canary.h"
#include "measure/contention.h"
#include "measure/engine.h"
#include "measure/task.h"

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
void benchmark_state_cool_down(struct engine *e, const struct task *t);

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

/* Benchmarks that are measured at the same time, each in its own process. */

/* Gives benchmark i its own file BENCHCTL_METRICS, where others may run at the same time. Call it
 * before its programs get their environment. */
void together_metrics_file(struct engine *e, size_t i);

/* Measures all benchmarks of the one side, up to measurement.at_once at the same time, by calling
 * `one`: in its own process, or here for what always runs by itself. */
void together_run(struct engine *e, void (*one)(struct engine *e, size_t i));

/* Results that a benchmark's own tool measures: sub-benchmarks, called ID/SUB. */

/* Puts the configured primary metric first, in the result or its sub-benchmarks. last: this is the
 * head, which must have it; the base may be older than the metric. */
int subs_put_primary_first(const struct task *t, bool last, struct error *err);

/* Replaces benchmarks by their sub-benchmarks in the runs. Where a benchmark failed, all of its
 * sub-benchmarks that any side has failed. */
void subs_flatten(const struct measurement *m, struct arena *mem);
