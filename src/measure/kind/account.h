/* What the kernel accounts for one process, and what of that is its shell's. */
#ifndef BENCHCTL_ACCOUNT_H
#define BENCHCTL_ACCOUNT_H

#include "model/metric.h"
#include "process/spawner.h"

struct error;
struct outcome;
struct program;
struct shell_cost;
struct task;

extern const struct metric counter_metrics[COUNTERS];

/* The process_metrics in their base units; NaN: the kernel does not say. Of the times, what
 * starting the shell takes is taken off (a shell_cost that is all 0: nothing), down to 0. */
void account_read(double v[PROCESS_METRICS], const struct outcome *o,
	const struct shell_cost *shell);

/* What it takes to start the shell that runs p: the medians of some runs with nothing to do, which
 * are made once for each shell of the task's context. */
int account_shell(struct shell_cost *cost, struct task *t, const struct program *p,
	struct error *err);

#endif
