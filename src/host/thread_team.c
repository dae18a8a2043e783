#include "host/thread_team.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/clock.h"

enum signal { SIGNAL_WAIT, SIGNAL_GO, SIGNAL_LEAVE };

struct start_barrier {
	atomic_size_t waiting; /* threads that wait for the signal */
	atomic_int signal;     /* enum signal */
};

struct team_thread {
	pthread_t thread;
	const struct thread_team *team;
	void (*repeat)(struct team_work *w);
	struct team_work *work;
	struct start_barrier *barrier;
};

static void *work(void *ctx)
{
	const struct team_thread *m = ctx;
	struct team_work *w = m->work;
	uint64_t limit = (uint64_t)(m->team->time * 1e9), began;
	int signal;

	atomic_fetch_add(&m->barrier->waiting, 1);
	while ((signal = atomic_load(&m->barrier->signal)) == SIGNAL_WAIT)
		sched_yield();
	if (signal == SIGNAL_LEAVE)
		return NULL;
	began = clock_ns();
	do {
		m->repeat(w);
		w->repetitions++;
		w->seconds_ns = clock_ns() - began;
	} while (w->seconds_ns < limit && !w->failed);
	return NULL;
}

/* A thread inherits the mask of the one that starts it; only glibc has an attribute for this. */
int thread_team_start(pthread_t *thread, int cpu, void *(*run)(void *ctx), void *ctx)
{
	size_t size = CPU_ALLOC_SIZE(MACHINE_CPUS_MAX);
	cpu_set_t *own = CPU_ALLOC(MACHINE_CPUS_MAX), *set = CPU_ALLOC(MACHINE_CPUS_MAX);
	int rc = ENOMEM;

	if (own && set && cpu < 0) {
		rc = pthread_create(thread, NULL, run, ctx);
	} else if (own && set) {
		CPU_ZERO_S(size, set);
		CPU_SET_S((size_t)cpu, size, set);
		rc = pthread_getaffinity_np(pthread_self(), size, own);
		if (rc == 0)
			rc = pthread_setaffinity_np(pthread_self(), size, set);
		if (rc == 0) {
			rc = pthread_create(thread, NULL, run, ctx);
			pthread_setaffinity_np(pthread_self(), size, own);
		}
	}
	CPU_FREE(own);
	CPU_FREE(set);
	return rc;
}

int thread_team_run(const struct thread_team *c, void (*repeat)(struct team_work *w),
	struct team_work *works)
{
	struct team_thread threads[MACHINE_THREADS_MAX];
	struct start_barrier barrier = { 0 };
	size_t n = 0;
	int rc = 0;

	for (; n < c->n && rc == 0; n += rc == 0) {
		works[n].thread = n;
		works[n].repetitions = works[n].seconds_ns = 0;
		works[n].failed = false;
		threads[n] = (struct team_thread){
			.team = c, .repeat = repeat, .work = &works[n], .barrier = &barrier
		};
		rc = thread_team_start(&threads[n].thread, c->affinity ? c->cpus->v[n] : -1, work,
			&threads[n]);
	}
	while (atomic_load(&barrier.waiting) < n)
		sched_yield();
	atomic_store(&barrier.signal, rc == 0 ? SIGNAL_GO : SIGNAL_LEAVE);
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i].thread, NULL);
	errno = rc;
	return rc == 0 ? 0 : -1;
}
