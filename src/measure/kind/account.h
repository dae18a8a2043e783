/* The resource usage of one process, without its shell's. */
#pragma once

#include <stdbool.h>

#include "model/metric.h"
#include "process/spawner.h"

struct program;
struct shell_cost;
struct sink;
struct task;

extern const struct metric counter_metrics[COUNTERS];

/* The process_metrics in their base units; NaN: unknown. The shell's start-up is subtracted from
 * times, down to 0. */
void account_read(double v[PROCESS_METRICS], const struct outcome *o,
	const struct shell_cost *shell);

/* The start-up of the shell that runs p: medians of some empty runs, made once for each shell. */
int account_shell(struct shell_cost *cost, struct task *t, const struct program *p,
	struct error *err);

/* Instructions counted by valgrind, where the processor has no counters for us. */
bool valgrind_is_there(struct task *t);

/* Runs the program once under valgrind and emits what it and its descendants execute in user mode:
 * counter.valgrind.instructions, .branches and .branch_misses. They repeat to about 0.1%, since
 * addresses and the environment differ. A fork without execve counts its parent's again. */
int valgrind_count(struct task *t, struct sink *sink, const struct program *p, struct error *err);

/* Metrics of a process tree, from samples taken while it ran. */

/* Emits PREFIX.rss, .cpu, .threads and .fds, each with .avg, .p95 and .peak, and PREFIX.cost, the
 * share of one processor that sampling took. Nothing without samples. */
void tree_metrics_emit(struct sink *sink, const char *prefix, const struct outcome *o);
