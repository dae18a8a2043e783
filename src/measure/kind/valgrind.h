/* Instructions counted by valgrind, where the processor has no counters for us. */
#pragma once

#include <stdbool.h>

struct error;
struct program;
struct sink;
struct task;

bool valgrind_is_there(struct task *t);

/* Runs the program once under valgrind and emits what it and its descendants execute in user mode:
 * counter.valgrind.instructions, .branches and .branch_misses. They repeat to about 0.1%, since
 * addresses and the environment differ. A fork without execve counts its parent's instructions
 * again. */
int valgrind_count(struct task *t, struct sink *sink, const struct program *p, struct error *err);
