/* Finding the processes that a test has started, whatever has become of them. */
#pragma once

#include "unit.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>

/* Living processes that have that "NAME=VALUE" in their environment; their ids in pids. */
static inline size_t unit_marked(const char *mark, pid_t *pids, size_t max)
{
	DIR *proc = opendir("/proc");
	const struct dirent *e;
	size_t found = 0;

	assert_non_null(proc);
	while ((e = readdir(proc))) {
		static char env[1 << 18];
		char path[300];
		ssize_t n;
		int fd;

		if (!isdigit((unsigned char)*e->d_name) || atoi(e->d_name) == getpid())
			continue;
		snprintf(path, sizeof path, "/proc/%s/environ", e->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		n = fd < 0 ? 0 : read(fd, env, sizeof env); /* of a zombie there is nothing */
		if (fd >= 0)
			close(fd);
		if (n > 0 && memmem(env, (size_t)n, mark, strlen(mark) + 1)) {
			if (found < max)
				pids[found] = (pid_t)atoi(e->d_name);
			found++;
		}
	}
	closedir(proc);
	return found;
}

static inline size_t unit_survivors(const char *mark)
{
	return unit_marked(mark, NULL, 0);
}

/* A mark that no other process has. */
static inline const char *unit_mark(struct arena *mem)
{
	return arena_printf(mem, "BENCHCTL_UNIT=%d-%llu", (int)getpid(),
		(unsigned long long)clock_ns());
}

/* Kibibytes that this process has in memory. */
static inline size_t unit_resident(void)
{
	char line[200];
	size_t kib = 0;
	FILE *f = fopen("/proc/self/status", "r");

	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		if (strncmp(line, "VmRSS:", 6) == 0)
			kib = strtoul(line + 6, NULL, 10);
	fclose(f);
	return kib;
}
