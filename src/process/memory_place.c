#include "process/memory_place.h"

#include <dirent.h>
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
#include "process/procfs.h"

#define PREFIX "benchctl."
#define LEAF   ".leaf"
enum { BYTES_MAX = 16 << 20, FAMILY_MAX = 32 };

/* Whether a list of n bytes, separated by commas, has that word. */
static bool lists(const char *list, size_t n, const char *word)
{
	size_t length = strlen(word);

	for (const char *end = list + n; list <= end;) {
		const char *comma = memchr(list, ',', (size_t)(end - list));
		size_t here = (size_t)((comma ? comma : end) - list);

		if (here == length && memcmp(list, word, length) == 0)
			return true;
		list += here + 1;
	}
	return false;
}

/* The path in the line "0::PATH", or "N:...,memory,...:PATH"; NULL: no such line. */
static const char *find_group(size_t *n, const char *text, enum cgroup_version version)
{
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t length = strcspn(line, "\n");
		const char *list = memchr(line, ':', length), *path;

		path = list ? memchr(list + 1, ':', length - (size_t)(list + 1 - line)) : NULL;
		if (!path || path[1] != '/')
			continue;
		path++;
		*n = length - (size_t)(path - line);
		if (version == CGROUP_2 ? text_starts(line, "0::/")
					: lists(list + 1, (size_t)(path - 2 - list), "memory"))
			return path;
	}
	return NULL;
}

/* A field of mountinfo, in which blanks are \040, without its escapes. False when it is too long.
 */
static bool unescape(char out[GROUP_PATH_MAX], const char *s, size_t n)
{
	size_t used = 0;

	for (const char *end = s + n; s < end; used++) {
		if (used + 1 >= GROUP_PATH_MAX)
			return false;
		if (*s == '\\' && end - s >= 4 && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' &&
			s[2] <= '7' && s[3] >= '0' && s[3] <= '7') {
			out[used] = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
			s += 4;
		} else {
			out[used] = *s++;
		}
	}
	out[used] = '\0';
	return true;
}

/* The folder of the group in a mount that shows the hierarchy from `root` on. */
static bool resolve(char out[GROUP_PATH_MAX], const char *root, const char *mount,
	const char *group)
{
	size_t n = strcmp(root, "/") == 0 ? 0 : strlen(root);

	/* Namespaces show what lies outside of them as /.. */
	if (strstr(root, "/..") || strncmp(group, root, n) != 0 || (group[n] && group[n] != '/'))
		return false;
	group += n;
	return snprintf(out, GROUP_PATH_MAX, "%s%s", mount, strcmp(group, "/") == 0 ? "" : group) <
		GROUP_PATH_MAX;
}

/* ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS [OPTIONAL...] - TYPE SOURCE SUPER */
static bool resolve_in(char out[GROUP_PATH_MAX], const char *line, const char *group,
	enum cgroup_version version)
{
	enum { FIELDS = 5, ROOT = 3, MOUNT = 4, TYPE = 0, SUPER = 2 };
	char root[GROUP_PATH_MAX], mount[GROUP_PATH_MAX];
	const char *end = line + strcspn(line, "\n"), *at[FIELDS], *type[3];
	size_t n[FIELDS], length[3];

	for (int i = 0; i < FIELDS; i++, line += *line == ' ') {
		at[i] = line;
		line += n[i] = strcspn(line, " \n");
	}
	line = memmem(line, (size_t)(end - line), " - ", 3);
	if (!line)
		return false;
	line += 3;
	for (int i = 0; i < 3; i++, line += *line == ' ') {
		type[i] = line;
		line += length[i] = strcspn(line, " \n");
	}
	if (version == CGROUP_2 ? !(length[TYPE] == 7 && memcmp(type[TYPE], "cgroup2", 7) == 0)
				: !(length[TYPE] == 6 && memcmp(type[TYPE], "cgroup", 6) == 0 &&
					  lists(type[SUPER], length[SUPER], "memory")))
		return false;
	return unescape(root, at[ROOT], n[ROOT]) && unescape(mount, at[MOUNT], n[MOUNT]) &&
		*root == '/' && *mount == '/' && resolve(out, root, mount, group);
}

bool memory_place_parse(struct memory_place *p, const char *groups, const char *mounts)
{
	*p = (struct memory_place){ .lock = -1 };
	for (enum cgroup_version v = CGROUP_1; v <= CGROUP_2; v++) {
		char group[GROUP_PATH_MAX];
		size_t n;
		const char *path = find_group(&n, groups, v);

		if (!path || n >= sizeof group)
			continue;
		memcpy(group, path, n);
		group[n] = '\0';
		if (strstr(group, "/.."))
			continue;
		for (const char *line = mounts; *line;
			line += strcspn(line, "\n"), line += *line == '\n') {
			if (resolve_in(p->own, line, group, v)) {
				p->version = v;
				return true;
			}
		}
	}
	return false;
}

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

/* This process and its descendants: the helper, and a git that waits for questions. */
static size_t family(pid_t out[FAMILY_MAX])
{
	out[0] = getpid();
	return 1 + procfs_descendants(out + 1, FAMILY_MAX - 1, false);
}

/* Whether this process is in it, and whether others are besides its family. */
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

/* A path says little: what counts is what is there. */
static bool is_cgroup(const char *dir, enum cgroup_version version)
{
	struct statfs fs;

	return statfs(dir, &fs) == 0 &&
		(long)fs.f_type == (version == CGROUP_2 ? CGROUP2_SUPER_MAGIC : CGROUP_SUPER_MAGIC);
}

/* Those that nobody holds the lock of. What is still in a leaf was no benchmark. */
static void remove_leftovers(struct arena *mem, const char *own)
{
	DIR *dir = opendir(own);
	const struct dirent *e;

	while (dir && (e = readdir(dir))) {
		const char *path = file_join(mem, own, e->d_name);
		CLOSES_FD int fd = -1;

		if (!text_starts(e->d_name, PREFIX))
			continue;
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && rmdir(path) < 0 &&
			!strstr(e->d_name, LEAF))
			memory_cgroup_clear(path);
	}
	if (dir)
		closedir(dir);
}

/* One that cannot be moved has ended, or is seen by what is wanted next. */
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

static bool move_to_leaf(struct memory_place *p)
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

static bool has_controller(struct memory_place *p, struct arena *mem, bool others)
{
	const char *controllers = read_in(mem, p->own, "cgroup.controllers");

	for (; controllers && *controllers;
		controllers += strcspn(controllers, " \n"), controllers += *controllers != '\0') {
		if (strcspn(controllers, " \n") != 6 || !text_starts(controllers, "memory"))
			continue;
		if (write_in(p->own, "cgroup.subtree_control", "+memory"))
			return true;
		return errno == EBUSY && !others && move_to_leaf(p);
	}
	return false;
}

void memory_place_open(struct memory_place *p)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *groups = read_in(&mem, "/proc/self", "cgroup");
	const char *mounts = read_in(&mem, "/proc/self", "mountinfo");
	bool others;

	*p = (struct memory_place){ .lock = -1 };
	if (!groups || !mounts || !memory_place_parse(p, groups, mounts))
		return;
	if (is_cgroup(p->own, p->version) && is_own(&mem, p->own, &others) &&
		snprintf(p->path, sizeof p->path, "%s/" PREFIX "%d.%" PRIx64, p->own, (int)getpid(),
			clock_epoch_ns()) < (int)sizeof p->path) {
		remove_leftovers(&mem, p->own);
		if (p->version == CGROUP_1 || has_controller(p, &mem, others))
			return;
	}
	memory_place_close(p);
}

void memory_place_close(struct memory_place *p)
{
	if (*p->leaf) {
		write_in(p->own, "cgroup.subtree_control", "-memory");
		move_family(p->own);
		rmdir(p->leaf);
	}
	if (p->lock >= 0)
		close(p->lock);
	*p = (struct memory_place){ .lock = -1 };
}
