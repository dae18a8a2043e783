#include "host/disk_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/units.h"
#include "host/families.h"
#include "process/procfs.h"

#define PREFIX  ".benchctl-disk-"
#define RESERVE 0.05 /* of the free room, which is left */
enum { FILL = 1 << 20, ALIGN = 4096 };

static const struct {
	long magic;
	const char *name;
} types[] = {
	{ EXT4_SUPER_MAGIC, "ext4" },
	{ XFS_SUPER_MAGIC, "xfs" },
	{ BTRFS_SUPER_MAGIC, "btrfs" },
	{ TMPFS_MAGIC, "tmpfs" },
	{ OVERLAYFS_SUPER_MAGIC, "overlay" },
	{ NFS_SUPER_MAGIC, "nfs" },
	{ 0x2fc12fc1, "zfs" },
	{ 0x65735546, "fuse" },
	{ F2FS_SUPER_MAGIC, "f2fs" },
	{ V9FS_MAGIC, "9p" },
	{ RAMFS_MAGIC, "ramfs" },
};

static const char *type_of(long magic)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].magic == magic)
			return types[i].name;
	return "an unknown file system";
}

/* Removes files that processes left when they were killed before these had no name. */
static void reap(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *e;

	while (dir && (e = readdir(dir))) {
		long pid;
		char *end;

		if (strncmp(e->d_name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		pid = strtol(e->d_name + strlen(PREFIX), &end, 10);
		if (pid > 0 && !*end && kill((pid_t)pid, 0) < 0 && errno == ESRCH)
			unlinkat(dirfd(dir), e->d_name, 0);
	}
	if (dir)
		closedir(dir);
}

/* Without a name from the start where the file system can; else it loses its name at once. */
static int make(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), error;
	char path[4096];

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	if (snprintf(path, sizeof path, "%s/" PREFIX "%d", folder, (int)getpid()) >=
		(int)sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	error = errno;
	if (fd >= 0)
		unlink(path);
	errno = error;
	return fd;
}

static int check_room(struct disk_file *f, const char *folder, struct benchctl_sink *sink)
{
	char want[QUANTITY_MAX], have[QUANTITY_MAX];
	struct statfs fs;
	double room;

	if (fstatfs(f->fd, &fs) < 0)
		return family_fail(sink, "dir: cannot examine %s: %s", folder, strerror(errno));
	f->fs_type = type_of((long)fs.f_type);
	room = (double)fs.f_bavail * (double)fs.f_bsize * (1 - RESERVE);
	if ((double)f->size > room)
		return family_fail(sink,
			"size: %s is more than the free space in %s, %s; nothing was written",
			quantity_format(want, (double)f->size, DIM_SIZE), folder,
			quantity_format(have, room, DIM_SIZE));
	return 0;
}

static int fill(const struct disk_file *f, const char *folder, struct benchctl_sink *sink)
{
	uint64_t done = 0;
	char *block = malloc(FILL);
	struct rng rng = rng_seeded(rng_fresh_seed());
	int error = block ? 0 : ENOMEM;

	while (!error && done < f->size) {
		size_t want = f->size - done < FILL ? (size_t)(f->size - done) : FILL;
		ssize_t n;

		rng_fill(&rng, block, FILL);
		n = pwrite(f->fd, block, want, (off_t)done);
		if (n <= 0 && errno != EINTR)
			error = n < 0 ? errno : ENOSPC;
		done += n > 0 ? (uint64_t)n : 0;
	}
	if (!error && fdatasync(f->fd) < 0)
		error = errno;
	free(block);
	if (error)
		return family_fail(sink,
			"cannot write %" PRIu64 " B to %s: %s (after %" PRIu64 " B)", f->size,
			folder, strerror(error), done);
	return 0;
}

static size_t alignment_of(int fd)
{
#ifdef STATX_DIOALIGN
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_DIOALIGN, &st) == 0 &&
		(st.stx_mask & STATX_DIOALIGN) && st.stx_dio_offset_align)
		return st.stx_dio_offset_align > st.stx_dio_mem_align ? st.stx_dio_offset_align
								      : st.stx_dio_mem_align;
#else
	(void)fd;
#endif
	return ALIGN;
}

/* By proof: one block is written and read back. 0 or errno. */
static int try_direct(struct disk_file *f)
{
	int flags = fcntl(f->fd, F_GETFL), error = 0;
	void *block = NULL;

	f->align = alignment_of(f->fd);
	if (flags < 0 || fcntl(f->fd, F_SETFL, flags | O_DIRECT) < 0)
		return errno;
	if (f->align > f->size || posix_memalign(&block, f->align, f->align) != 0)
		error = ENOMEM;
	else if (pread(f->fd, block, f->align, 0) != (ssize_t)f->align ||
		pwrite(f->fd, block, f->align, 0) != (ssize_t)f->align)
		error = errno ? errno : EIO;
	free(block);
	if (error)
		fcntl(f->fd, F_SETFL, flags);
	f->direct = !error;
	return error;
}

static int choose_direct(struct disk_file *f, enum disk_direct direct, struct benchctl_sink *sink)
{
	int error = direct == DIRECT_OFF ? 0 : try_direct(f);

	if (!error)
		return 0;
	f->align = 1;
	if (direct == DIRECT_ON)
		return family_fail(sink, "direct: %s refuses O_DIRECT: %s; give direct=auto",
			f->fs_type, strerror(error));
	family_warn(sink, "%s refuses O_DIRECT (%s), so reads and writes go through the page cache",
		f->fs_type, strerror(error));
	return 0;
}

int disk_file_open(struct disk_file *f, const char *folder, uint64_t size, enum disk_direct direct,
	struct benchctl_sink *sink)
{
	reap(folder);
	*f = (struct disk_file){ .fd = make(folder), .size = size, .align = 1 };
	if (f->fd < 0)
		return family_fail(sink, "dir: cannot make a file in %s: %s", folder,
			strerror(errno));
	if (check_room(f, folder, sink) == 0 && fill(f, folder, sink) == 0 &&
		choose_direct(f, direct, sink) == 0) {
		disk_file_drop_cache(f);
		return 0;
	}
	fd_close(&f->fd);
	return -1;
}

void disk_file_drop_cache(const struct disk_file *f)
{
	posix_fadvise(f->fd, 0, 0, POSIX_FADV_DONTNEED);
}

bool disk_file_device_bytes(uint64_t *read, uint64_t *written)
{
	char text[1024];

	if (!procfs_read(text, sizeof text, "/proc/self/io"))
		return false;
	*read = (uint64_t)procfs_number(text, "\nread_bytes:");
	*written = (uint64_t)procfs_number(text, "\nwrite_bytes:");
	return true;
}
