#include "base/threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/cpus.h"

enum { STACK_BYTES = 8 << 20 }; /* as a first thread has; musl's other threads have 128 KiB */

struct share {
	size_t n;
	atomic_size_t next;
	void (*work)(void *ctx, size_t worker, size_t i);
	void *ctx;
};

struct worker {
	pthread_t thread;
	struct share *share;
	size_t number;
};

static void *take_turns(void *ctx)
{
	const struct worker *w = ctx;
	struct share *s = w->share;

	for (size_t i; (i = atomic_fetch_add(&s->next, 1)) < s->n;)
		s->work(s->ctx, w->number, i);
	return NULL;
}

/* Returns how many workers there are then, with this thread. */
static size_t start(struct worker *workers, size_t threads)
{
	pthread_attr_t attr;
	sigset_t all, before;
	size_t n = 1;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (n < threads &&
		pthread_create(&workers[n].thread, &attr, take_turns, &workers[n]) == 0)
		n++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return n;
}

size_t threads_for(size_t threads)
{
	size_t most = threads > 1 ? cpus_usable() : 1;

	most = most < threads ? most : threads;
	return most < 1 ? 1 : most < THREADS_MAX ? most : THREADS_MAX;
}

void threads_share(size_t n, size_t threads, void (*work)(void *ctx, size_t worker, size_t i),
	void *ctx)
{
	struct share share = { .n = n, .work = work, .ctx = ctx };
	struct worker workers[THREADS_MAX];
	size_t started;

	for (size_t i = 0; i < THREADS_MAX; i++)
		workers[i] = (struct worker){ .share = &share, .number = i };
	started = start(workers, threads_for(threads < n ? threads : n));
	take_turns(&workers[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}
