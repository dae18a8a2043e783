#include "host/disk_parts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "load/histogram.h"

static void begin(struct disk_run *d, const struct disk_pattern *p, uint64_t bytes)
{
	d->now = p;
	d->bytes = bytes;
	for (size_t i = 0; i < d->team.n; i++) {
		struct disk_worker *w = &d->workers[i];

		memset(w->h, 0, sizeof *w->h);
		w->at = d->file.size / bytes * i / d->team.n;
		w->error = 0;
	}
	if (!d->file.direct && !p->writes)
		disk_file_drop_cache(&d->file);
}

/* The offset of the next block. Each worker has its own part of a sequence. */
static off_t next(struct disk_worker *w)
{
	const struct disk_run *d = w->run;
	uint64_t blocks = d->file.size / d->bytes;

	if (d->now->random)
		return (off_t)(rng_below(&w->rng, blocks) * d->bytes);
	return (off_t)(w->at++ % blocks * d->bytes);
}

/* Where a thread waits for each operation. */
static void operate(struct team_work *work)
{
	struct disk_worker *w = work->ctx;
	const struct disk_run *d = w->run;
	off_t at = next(w);
	ssize_t n;

	w->began = clock_ns();
	if (d->now->writes)
		n = pwrite(d->file.fd, w->block, d->bytes, at);
	else
		n = pread(d->file.fd, w->block, d->bytes, at);
	w->error = n < 0 ? errno : n == (ssize_t)d->bytes ? 0 : EIO;
	if (!w->error && d->now->writes && d->sync != SYNC_NONE &&
		(d->sync == SYNC_FSYNC ? fsync : fdatasync)(d->file.fd) < 0)
		w->error = errno;
	histogram_add(w->h, clock_ns() - w->began);
	work->failed = w->error != 0;
}

static void submit(const struct disk_run *d, struct disk_worker *w, enum disk_operation operation)
{
	off_t at = operation == DISK_READ || operation == DISK_WRITE ? next(w) : 0;

	disk_ring_put(d->ring, (uint64_t)(w - d->workers), operation, d->file.fd, w->block,
		d->bytes, at);
}

static void put_block(const struct disk_run *d, struct disk_worker *w)
{
	w->syncs = false;
	w->began = clock_ns();
	submit(d, w, d->now->writes ? DISK_WRITE : DISK_READ);
}

/* Whether the worker has something more to do after this. */
static bool complete(struct disk_run *d, const struct disk_done *done, bool go_on)
{
	struct disk_worker *w = &d->workers[done->number];

	w->error = done->result < 0                               ? -done->result
		: !w->syncs && (uint64_t)done->result != d->bytes ? EIO
								  : 0;
	if (!w->error && !w->syncs && d->now->writes && d->sync != SYNC_NONE) {
		w->syncs = true;
		submit(d, w, d->sync == SYNC_FSYNC ? DISK_FSYNC : DISK_FDATASYNC);
		return true;
	}
	histogram_add(w->h, clock_ns() - w->began);
	d->work[done->number].repetitions++;
	if (go_on && !w->error)
		put_block(d, w);
	return go_on && !w->error;
}

/* The same as thread_team_run with operate, where one thread waits for all. */
static int run_ring(struct disk_run *d)
{
	uint64_t limit = (uint64_t)(d->team.time * 1e9), began = clock_ns(), passed = 0;
	struct disk_done done[MACHINE_THREADS_MAX];
	size_t open = d->team.n;

	for (size_t i = 0; i < d->team.n; i++) {
		d->work[i].repetitions = 0;
		put_block(d, &d->workers[i]);
	}
	while (open) {
		size_t n = disk_ring_take(d->ring, done, MACHINE_THREADS_MAX);

		if (n == 0)
			return -1;
		passed = clock_ns() - began;
		for (size_t i = 0; i < n; i++)
			open -= !complete(d, &done[i], passed < limit);
	}
	for (size_t i = 0; i < d->team.n; i++)
		d->work[i].seconds_ns = passed;
	return 0;
}

int disk_run(struct disk_run *d, const struct disk_pattern *p, uint64_t bytes)
{
	begin(d, p, bytes);
	return d->ring ? run_ring(d) : thread_team_run(&d->team, operate, d->work);
}
