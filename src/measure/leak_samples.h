/* Traces of what a benchmark is not to leak, of which its leaks are found. */
#ifndef BENCHCTL_LEAK_SAMPLES_H
#define BENCHCTL_LEAK_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

struct benchmark;
struct error;
struct outcome;
struct task;

/* Whether runs must be looked at while they last, however short they are: the kernel remembers how
 * much memory a process had, but neither when nor how many open files. */
bool leak_samples_wanted(const struct benchmark *b);

/* Adds the trace of one run, by s, where the benchmark wants that. */
void leak_samples_add(const struct task *t, const struct outcome *o);

/* How many values it has reported so far; 0 where nobody wants them as a trace. */
size_t leak_samples_reported(const struct task *t);
/* Adds a trace of those after the first `from`, by their number. -1 where they are no amount of
 * what may leak. */
int leak_samples_add_reported(struct task *t, size_t from, struct error *err);

#endif
