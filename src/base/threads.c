#include "base/threads.h"

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

int threads_start(pthread_t *thread, void *(*run)(void *ctx), void *ctx, size_t stack)
{
	pthread_attr_t attr;
	sigset_t all, before;
	int fault;

	pthread_attr_init(&attr);
	if (stack)
		pthread_attr_setstacksize(&attr, stack);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	fault = pthread_create(thread, &attr, run, ctx);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return fault;
}

size_t threads_count(size_t threads)
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
	size_t most = threads_count(threads < n ? threads : n), started = 1;

	for (size_t i = 0; i < THREADS_MAX; i++)
		workers[i] = (struct worker){ .share = &share, .number = i };
	while (started < most &&
		threads_start(&workers[started].thread, take_turns, &workers[started],
			STACK_BYTES) == 0)
		started++;
	take_turns(&workers[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}
