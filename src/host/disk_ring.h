/* Reads and writes that the kernel does while their thread waits for any of them: io_uring. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

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
