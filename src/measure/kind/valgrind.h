/* Instructions counted by valgrind, where the processor's own counters cannot be had. */
#ifndef BENCHCTL_VALGRIND_H
#define BENCHCTL_VALGRIND_H

#include <stdbool.h>

struct error;
struct program;
struct sink;
struct task;

bool valgrind_is_there(struct task *t);

/* Runs the program once under valgrind and adds what it and its descendants have executed in user
 * mode: counter.valgrind.instructions, .branches and .branch_misses. They repeat to about 0.1%,
 * since addresses and the environment differ. A process that forks without execve counts anew what
 * its parent had done before; that repeats as well. */
int valgrind_count(struct task *t, struct sink *sink, const struct program *p, struct error *err);

#endif
