/* Work that several processors share. */
#pragma once

#include <pthread.h>
#include <stddef.h>

/* Starts a thread that gets no signals. stack: its bytes; 0: the default. Returns 0 or an errno. */
int threads_start(pthread_t *thread, void *(*run)(void *ctx), void *ctx, size_t stack);

/* Calls work(ctx, worker, i) once for each i below n and returns when all have ended. Up to
 * `threads` threads take the next i in turn; this thread is worker 0, and no two calls have the
 * same worker at the same time. There are never more threads than the process has processors;
 * if one cannot be started, the others do its work. No signal goes to those that are started. */
void threads_share(size_t n, size_t threads, void (*work)(void *ctx, size_t worker, size_t i),
	void *ctx);

enum { THREADS_MAX = 8 };
/* How many workers threads_share has at most where that many threads are asked for; at least 1. */
size_t threads_count(size_t threads);
