/* One pattern of reads or writes of the family `disk`, for a time. */
#pragma once

#include "base/rng.h"
#include "host/crew.h"
#include "host/disk_file.h"
#include "host/disk_ring.h"

struct disk_pattern {
	const char *name;
	bool random, writes;
};

enum disk_sync { SYNC_NONE, SYNC_FSYNC, SYNC_FDATASYNC };

/* One of `depth` reads or writes that happen at the same time. */
struct disk_worker {
	const struct disk_run *run;
	struct rng rng;
	uint64_t at; /* the next block of a sequence */
	char *block;
	struct histogram *h;
	uint64_t began; /* clock_ns */
	bool syncs;     /* its block is written, and the sync not yet done */
	int error;      /* errno, or 0 */
};

struct disk_run {
	struct disk_file file;
	struct crew crew;
	struct disk_ring *ring; /* NULL: each worker is a thread */
	enum disk_sync sync;
	struct disk_worker workers[MACHINE_THREADS_MAX];
	struct crew_work work[MACHINE_THREADS_MAX];
	/* Of the pattern that runs: */
	const struct disk_pattern *now;
	uint64_t bytes; /* of one read or write */
};

/* Runs it with blocks of `bytes`. work[0 .. crew.n) gets what each worker did, and a worker
 * that failed has an error. -1 with errno: nothing could start. */
int disk_run(struct disk_run *d, const struct disk_pattern *p, uint64_t bytes);
