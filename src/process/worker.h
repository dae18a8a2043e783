/* Processes of benchctl that measure at the same time as it, with what it has in memory. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct error;
struct spawner;

struct worker {
	pid_t pid;
	int end; /* readable when it has ended */
};

/* Forks. Returns 1 in the worker, where the spawner is its own from now on and which ends by
 * worker_exit, and 0 in benchctl. It gets no signal of the terminal, and ends with benchctl. */
int worker_fork(struct worker *w, struct spawner *s, struct error *err);
_Noreturn void worker_exit(struct spawner *s);

/* Waits for the first of n workers, at least one, that ends, and returns its index. Each gets the
 * signal that benchctl gets meanwhile, which is taken and becomes *signal. */
size_t worker_wait(const struct worker *v, size_t n, struct spawner *s, int *signal);
