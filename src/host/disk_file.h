/* The file that the family `disk` works on: without a name, so that it vanishes however the
 * process ends. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct benchctl_sink;

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

/* Drops what the page cache has of the file. */
void disk_file_invalidate(const struct disk_file *f);

/* B that this process has read from and written to devices so far; false: the kernel does not say.
 */
bool disk_file_device_bytes(uint64_t *read, uint64_t *written);
