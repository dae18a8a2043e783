/* What the doctor measures: the same work again and again. */
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/doctor/doctor_own.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/sort.h"
#include "host/cpu_kernels.h"
#include "host/round_trip.h"
#include "host/thread_team.h"
#include "process/procfs.h"

enum { PIECES = 2000, SYNCS = 7, BLOCK = 4096, PROCESSES_MAX = 4096 };
#define WORK_TIME 0.3 /* s */

struct worker {
	int cpu;
	double v[PIECES]; /* s of each piece of work */
	size_t n;
	double time; /* s */
	const atomic_int *stop;
};

/* Pieces of work of the same size, for a while or until it must stop. */
static void *work(void *ctx)
{
	struct worker *w = ctx;
	uint64_t began = clock_ns();

	while (w->n < PIECES && clock_seconds(began) < w->time && !(w->stop && *w->stop)) {
		uint64_t before = clock_ns();

		for (int i = 0; i < 5; i++)
			cpu_kernels[0].run();
		w->v[w->n++] = clock_seconds(before);
	}
	return NULL;
}

static double median(struct arena *mem, const double *v, size_t n)
{
	return n ? sort_median(sort_copy(mem, v, n), n) : (double)NAN;
}

static void work_alone(struct doctor *d, struct worker *w)
{
	pthread_t thread;
	double *sorted;
	size_t edge;

	if (thread_team_start(&thread, w->cpu, work, w) != 0)
		return;
	pthread_join(thread, NULL);
	edge = w->n / 10;
	if (edge == 0)
		return;
	sorted = sort_copy(d->mem, w->v, w->n);
	d->measures.spread = sorted[w->n - 1 - w->n / 20] / sort_median(sorted, w->n) - 1;
	d->measures.ramp = median(d->mem, w->v, edge) / median(d->mem, w->v + w->n - edge, edge) -
		1;
}

/* cpus.v has one processor of each core, then their siblings. */
static void work_beside(struct doctor *d, double alone)
{
	struct worker *pair = arena_array(d->mem, 2, sizeof *pair);
	pthread_t thread[2];
	atomic_int stop = 0;

	d->measures.sibling = (double)NAN;
	if (d->cpus.n == d->cpus.cores)
		return;
	pair[0] = (struct worker){ .cpu = d->cpus.v[0], .time = WORK_TIME / 3 };
	pair[1] = (struct worker){
		.cpu = d->cpus.v[d->cpus.cores], .time = WORK_TIME, .stop = &stop
	};
	if (thread_team_start(&thread[1], pair[1].cpu, work, &pair[1]) != 0)
		return;
	if (thread_team_start(&thread[0], pair[0].cpu, work, &pair[0]) == 0) {
		pthread_join(thread[0], NULL);
		d->measures.sibling = median(d->mem, pair[0].v, pair[0].n) / alone - 1;
	}
	stop = 1;
	pthread_join(thread[1], NULL);
}

static double time_sync(struct arena *mem)
{
	CLOSES_FD int fd = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char block[BLOCK] = "";
	double v[SYNCS];

	for (size_t i = 0; i < SYNCS; i++) {
		uint64_t before = clock_ns();

		block[0] = (char)i;
		if (fd < 0 || pwrite(fd, block, BLOCK, 0) != BLOCK || fsync(fd) < 0)
			return (double)NAN;
		v[i] = clock_seconds(before);
	}
	return median(mem, v, SYNCS);
}

struct process_times {
	struct process_time {
		pid_t pid;
		double cpu; /* s */
	} v[PROCESSES_MAX];
	size_t n;
};

static void count(struct process_times *c)
{
	DIR *dir = opendir("/proc");
	const struct dirent *e;

	while (dir && c->n < PROCESSES_MAX && (e = readdir(dir))) {
		pid_t pid = (pid_t)strtol(e->d_name, NULL, 10);
		struct procfs_usage u;

		if (pid > 0 && pid != getpid() && procfs_usage(&u, pid))
			c->v[c->n++] = (struct process_time){ pid, u.cpu - u.children };
	}
	if (dir)
		closedir(dir);
}

static void find_busiest(struct doctor *d, const struct process_times *before,
	const struct process_times *after)
{
	double most = 0;
	pid_t pid = 0;
	char path[64], name[64];

	for (size_t i = 0; i < after->n; i++)
		for (size_t k = 0; k < before->n; k++)
			if (before->v[k].pid == after->v[i].pid &&
				after->v[i].cpu - before->v[k].cpu > most) {
				most = after->v[i].cpu - before->v[k].cpu;
				pid = after->v[i].pid;
			}
	snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
	if (!pid || !procfs_read(name, sizeof name, path))
		return;
	name[strcspn(name, "\n")] = '\0';
	d->measures.busiest = arena_printf(d->mem, "%s (%d)", name, (int)pid);
	d->measures.busiest_share = most / d->measures.passed;
}

void doctor_measure(struct doctor *d)
{
	struct worker *w = arena_alloc(d->mem, sizeof *w);
	struct process_times *before = arena_array(d->mem, 2, sizeof *before), *after = before + 1;
	struct doctor_measures *m = &d->measures;
	uint64_t began = clock_ns();

	*m = (struct doctor_measures){ .spread = (double)NAN, .ramp = (double)NAN };
	contention_read(&m->before, d->root);
	count(before);
	*w = (struct worker){ .cpu = d->cpus.v[0], .time = WORK_TIME };
	work_alone(d, w);
	contention_read(&m->after, d->root);
	count(after);
	m->passed = clock_seconds(began);
	find_busiest(d, before, after);
	work_beside(d, median(d->mem, w->v, w->n));
	m->clock = (double)round_trip_clock_cost() * 1e-9;
	m->sync = time_sync(d->mem);
}
