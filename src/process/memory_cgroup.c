#include "process/memory_cgroup.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "process/procfs.h"

/* The two versions of the kernel's interface. */
static const struct interface {
	const char *limit, *join, *events, *peak;
	struct {
		const char *file, *value; /* value NULL: the limit */
	} settings[3];                    /* the kernel may lack it */
} interfaces[] = {
	/* "tasks": moving one thread takes 15 us, because it locks nothing; "cgroup.procs" waits
	 * for all processors, 11 ms. */
	[CGROUP_1] = { "memory.limit_in_bytes", "tasks", "memory.oom_control",
		"memory.max_usage_in_bytes",
		{ { "memory.swappiness", "0" }, { "memory.memsw.limit_in_bytes", NULL },
			/* Inherited; otherwise the kernel would let processes wait. */
			{ "memory.oom_control", "0" } } },
	[CGROUP_2] = { "memory.max", "cgroup.procs", "memory.events", "memory.peak",
		{ { "memory.swap.max", "0" }, { "memory.oom.group", "1" } } },
};

static bool write_value(int dir, const char *file, const char *value)
{
	CLOSES_FD int fd = openat(dir, file, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value);
}

/* The number behind a name at the beginning of a line; NaN: no such name. */
static double number_of(int fd, const char *name)
{
	char text[1024] = "\n";
	ssize_t n = pread(fd, text + 1, sizeof text - 2, 0);

	text[n > 0 ? n + 1 : 1] = '\0';
	return procfs_number(text, name);
}

static void close_files(struct memory_cgroup *g)
{
	const int fds[] = { g->dir, g->join, g->events, g->peak };

	fd_close_all(fds, sizeof fds / sizeof *fds);
	g->version = CGROUP_NONE;
	g->dir = g->join = g->events = g->peak = -1;
}

/* False where the limit would not work. */
static bool set_up(struct memory_cgroup *g, const char *limit)
{
	const struct interface *f = &interfaces[g->version];

	g->dir = open(g->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (g->dir < 0 || flock(g->dir, LOCK_EX | LOCK_NB) < 0 ||
		!write_value(g->dir, f->limit, limit))
		return false;
	for (size_t i = 0; i < sizeof f->settings / sizeof *f->settings; i++)
		if (f->settings[i].file)
			write_value(g->dir, f->settings[i].file,
				f->settings[i].value ? f->settings[i].value : limit);
	g->join = openat(g->dir, f->join, O_WRONLY | O_CLOEXEC);
	g->events = openat(g->dir, f->events, O_RDONLY | O_CLOEXEC);
	g->peak = openat(g->dir, f->peak, O_RDONLY | O_CLOEXEC);
	/* Without its events, a breach could not be reported. */
	return g->join >= 0 && number_of(g->events, "\noom_kill ") >= 0 &&
		!(number_of(g->events, "\noom_kill_disable ") > 0);
}

void memory_cgroup_make(struct memory_cgroup *g, enum cgroup_version version, const char *path,
	const char *limit)
{
	enum { TRIES = 3 }; /* before it is locked, another benchctl may remove it as a leftover */

	*g = (struct memory_cgroup){
		.path = path, .dir = -1, .join = -1, .events = -1, .peak = -1
	};
	for (int i = 0; version != CGROUP_NONE && i < TRIES; i++) {
		if (mkdir(path, 0755) < 0) {
			if (errno != EEXIST)
				return;
			memory_cgroup_clear(path); /* a leftover, with the counts of another job */
			continue;
		}
		g->version = version;
		if (set_up(g, limit))
			return;
		close_files(g);
		rmdir(path);
	}
}

bool memory_cgroup_join(const struct memory_cgroup *g)
{
	return write(g->join, "0", 1) == 1;
}

bool memory_cgroup_breached(const struct memory_cgroup *g)
{
	return g->version != CGROUP_NONE &&
		(number_of(g->events, "\noom_kill ") > 0 || number_of(g->events, "\noom ") > 0);
}

double memory_cgroup_peak(const struct memory_cgroup *g)
{
	double v = g->peak < 0 ? 0 : number_of(g->peak, "\n");

	return v > 0 ? v : 0;
}

void memory_cgroup_remove(struct memory_cgroup *g)
{
	bool made = g->version != CGROUP_NONE;

	if (made && rmdir(g->path) < 0 && errno != ENOENT)
		memory_cgroup_clear(g->path);
	close_files(g);
}

static void kill_processes(const char *path)
{
	char file[PATH_MAX], line[32];
	FILE *f;

	if (snprintf(file, sizeof file, "%s/cgroup.procs", path) >= (int)sizeof file)
		return;
	f = fopen(file, "re");
	while (f && fgets(line, sizeof line, f)) {
		/* 0 is a process of another namespace. */
		pid_t pid = (pid_t)strtol(line, NULL, 10);

		if (pid > 1 && pid != getpid())
			kill(pid, SIGKILL);
	}
	if (f)
		fclose(f);
}

static void clear_at(const char *path, int depth)
{
	enum { DEPTH_MAX = 32, TRIES = 500 };
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	const struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char child[PATH_MAX];

		if (e->d_type == DT_DIR && *e->d_name != '.' &&
			snprintf(child, sizeof child, "%s/%s", path, e->d_name) < (int)sizeof child)
			clear_at(child, depth + 1);
	}
	if (dir)
		closedir(dir);
	/* A killed process takes a moment to end. */
	for (int i = 0; i < TRIES && rmdir(path) < 0 && errno == EBUSY; i++) {
		kill_processes(path);
		poll(NULL, 0, 2);
	}
}

void memory_cgroup_clear(const char *path)
{
	clear_at(path, 0);
}
