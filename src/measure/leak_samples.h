/* Samples of memory or open files over time, in which leaks are found. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct benchmark;
struct error;
struct outcome;
struct task;

/* Whether even short runs must be sampled: the kernel keeps a process's peak memory, but neither
 * its time nor the number of open files. */
bool leak_samples_wanted(const struct benchmark *b);

/* Adds the trace of one run over its seconds, where the benchmark asks for it. */
void leak_samples_add(const struct task *t, const struct outcome *o);

/* How many values it has reported so far; 0 where they are no trace. */
size_t leak_samples_reported(const struct task *t);
/* Adds a trace of those after the first `from`, over their number. -1 where their unit is wrong. */
int leak_samples_add_reported(struct task *t, size_t from, struct error *err);
