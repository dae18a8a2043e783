/* What the family `disk` is made of. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/rng.h"
#include "host/thread_team.h"

/* disk_file.c: the file that it works on, without a name, so that it vanishes with the process. */
enum disk_direct { DIRECT_AUTO, DIRECT_ON, DIRECT_OFF };

struct disk_file {
	int fd;
	uint64_t size;       /* B of random data */
	size_t align;        /* of memory, offsets and lengths */
	bool direct;         /* reads and writes bypass the page cache */
	const char *fs_type; /* "ext4" */
};

/* Makes the file in the folder, checks first that there is room for it, and fills it with random
 * data. -1 after fail(). */
int disk_file_open(struct disk_file *f, const char *folder, uint64_t size, enum disk_direct direct,
	struct benchctl_sink *sink);

void disk_file_drop_cache(const struct disk_file *f);

/* B that this process has read from and written to devices; false: the kernel does not say. */
bool disk_file_device_bytes(uint64_t *read, uint64_t *written);

/* disk_ring.c: reads and writes by io_uring: their thread waits for any of them. */
struct disk_ring;

/* For up to n operations at the same time. NULL, or why there is no ring here: no library, no
 * kernel that has it, or a sandbox that forbids it. */
const char *disk_ring_open(struct disk_ring **out, size_t n);
void disk_ring_close(struct disk_ring *r); /* NULL is allowed */

enum disk_operation { DISK_READ, DISK_WRITE, DISK_FSYNC, DISK_FDATASYNC };
/* Adds an operation, which disk_ring_take submits. The caller knows it by its number. */
void disk_ring_put(struct disk_ring *r, uint64_t number, enum disk_operation operation, int fd,
	void *block, size_t bytes, off_t at);

struct disk_done {
	uint64_t number;
	int result; /* bytes, or a negative errno */
};
/* Submits all and waits for at least one; returns how many have ended, at most n. 0 with errno: the
 * kernel refuses the ring. */
size_t disk_ring_take(struct disk_ring *r, struct disk_done *done, size_t n);

/* disk_run.c: one pattern of reads or writes, for a time. */
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
	struct thread_team team;
	struct disk_ring *ring; /* NULL: each worker is a thread */
	enum disk_sync sync;
	struct disk_worker workers[MACHINE_THREADS_MAX];
	struct team_work work[MACHINE_THREADS_MAX];
	/* Of the pattern that runs: */
	const struct disk_pattern *now;
	uint64_t bytes; /* of one read or write */
};

/* Runs it with blocks of `bytes`. work[0 .. team.n) gets what each worker did, and a worker
 * that failed has an error. -1 with errno: nothing could start. */
int disk_run(struct disk_run *d, const struct disk_pattern *p, uint64_t bytes);
