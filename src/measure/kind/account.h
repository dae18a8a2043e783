/* The resource usage of one process, without its shell's. */
#pragma once

#include "model/metric.h"
#include "process/spawner.h"

struct program;
struct shell_cost;
struct task;

extern const struct metric counter_metrics[COUNTERS];

/* The process_metrics in their base units; NaN: unknown. The shell's start-up is subtracted from
 * times, down to 0. */
void account_read(double v[PROCESS_METRICS], const struct outcome *o,
	const struct shell_cost *shell);

/* The start-up of the shell that runs p: medians of some empty runs, made once for each shell. */
int account_shell(struct shell_cost *cost, struct task *t, const struct program *p,
	struct error *err);
