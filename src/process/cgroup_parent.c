#include "process/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"
#include "process/memory_cgroup.h"
#include "process/procfs.h"

#define PREFIX "benchctl."
#define LEAF   ".leaf"
enum { BYTES_MAX = 16 << 20, FAMILY_MAX = 256 };

static char *read_in(struct arena *mem, const char *dir, const char *file)
{
	struct error err;
	char *text;
	size_t n;

	return file_read(&text, &n, mem, file_join(mem, dir, file), BYTES_MAX, &err) < 0 ? NULL
											 : text;
}

/* Written as the kernel wants it: at once, to a file that is there. */
static bool write_in(const char *dir, const char *file, const char *text)
{
	FREES_ARENA struct arena mem = { 0 };
	CLOSES_FD int fd = open(file_join(&mem, dir, file), O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* This process and its descendants: helpers, services, a git that waits for questions. */
static size_t family(pid_t out[FAMILY_MAX])
{
	out[0] = getpid();
	return 1 + procfs_descendants(out + 1, FAMILY_MAX - 1);
}

/* Whether this process is in the group, and whether others are that are not of its family. */
static bool is_own(struct arena *mem, const char *dir, bool *others)
{
	const char *text = read_in(mem, dir, "cgroup.procs");
	pid_t ours[FAMILY_MAX];
	size_t n = family(ours);
	bool own = false;

	*others = false;
	for (char *end; text && *text; text = *end ? end + 1 : end) {
		long pid = strtol(text, &end, 10);
		size_t i = 0;

		if (end == text)
			return false;
		while (i < n && ours[i] != pid)
			i++;
		own |= i == 0;
		*others |= i == n;
	}
	return own;
}

static bool is_cgroup(const char *dir, enum cgroup_version version)
{
	struct statfs fs;

	return statfs(dir, &fs) == 0 &&
		(long)fs.f_type == (version == CGROUP_2 ? CGROUP2_SUPER_MAGIC : CGROUP_SUPER_MAGIC);
}

/* Removes groups whose lock nobody holds. A process in a leaf belongs to no benchmark; it stays. */
static void remove_leftovers(struct arena *mem, const char *own)
{
	struct words names = { 0 };

	file_names(&names, mem, own);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = file_join(mem, own, names.v[i]);
		CLOSES_FD int fd = -1;

		if (!text_starts(names.v[i], PREFIX))
			continue;
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && rmdir(path) < 0 &&
			!strstr(names.v[i], LEAF))
			memory_cgroup_clear(path);
	}
}

/* A process that cannot be moved has ended, or the next step fails because of it. */
static void move_family(const char *dir)
{
	pid_t ours[FAMILY_MAX];
	size_t n = family(ours);

	for (size_t i = 0; i < n; i++) {
		char text[16];

		snprintf(text, sizeof text, "%d", (int)ours[i]);
		write_in(dir, "cgroup.procs", text);
	}
}

static bool move_to_leaf(struct cgroup_parent *p)
{
	if (snprintf(p->leaf, sizeof p->leaf, "%s" LEAF, p->path) >= (int)sizeof p->leaf ||
		mkdir(p->leaf, 0755) < 0) {
		*p->leaf = '\0';
		return false;
	}
	p->lock = open(p->leaf, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->lock < 0 || flock(p->lock, LOCK_EX | LOCK_NB) < 0)
		return false;
	move_family(p->leaf);
	return write_in(p->own, "cgroup.subtree_control", "+memory");
}

static bool has_controller(struct cgroup_parent *p, struct arena *mem, bool others)
{
	const char *controllers = read_in(mem, p->own, "cgroup.controllers");

	if (!controllers || !text_lists(controllers, strlen(controllers), " \n", "memory"))
		return false;
	return write_in(p->own, "cgroup.subtree_control", "+memory") ||
		(errno == EBUSY && !others && move_to_leaf(p));
}

void cgroup_parent_open(struct cgroup_parent *p)
{
	FREES_ARENA struct arena mem = { 0 };
	struct cgroup own;
	bool others;

	*p = (struct cgroup_parent){ .lock = -1 };
	if (!cgroup_own(&own, "memory", ""))
		return;
	p->version = own.version;
	memcpy(p->own, own.path, sizeof p->own);
	if (is_cgroup(p->own, p->version) && is_own(&mem, p->own, &others) &&
		snprintf(p->path, sizeof p->path, "%s/" PREFIX "%d.%" PRIx64, p->own, (int)getpid(),
			clock_epoch_ns()) < (int)sizeof p->path) {
		remove_leftovers(&mem, p->own);
		if (p->version == CGROUP_1 || has_controller(p, &mem, others))
			return;
	}
	cgroup_parent_close(p);
}

void cgroup_parent_close(struct cgroup_parent *p)
{
	if (*p->leaf) {
		write_in(p->own, "cgroup.subtree_control", "-memory");
		move_family(p->own);
		rmdir(p->leaf);
	}
	fd_close(&p->lock);
	*p = (struct cgroup_parent){ .lock = -1 };
}
