#include "process/procfs.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { PATH_BYTES = 64 };

bool procfs_read(char *out, size_t size, const char *path)
{
	CLOSES_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, out, size - 1);

	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* This and what is below run for every sample, and so without printf, strtoull and strstr: their
 * pages would add 700 kB to the helper and to the peak of each child. */
static const char *behind(const char *text, const char *name)
{
	for (; *text; text++) {
		size_t n = 0;

		while (name[n] && text[n] == name[n])
			n++;
		if (!name[n])
			return text + n;
	}
	return NULL;
}

/* The whole number that *at begins with, behind spaces; moves *at behind it. */
static uint64_t take_number(const char **at)
{
	uint64_t v = 0;

	while (**at == ' ')
		(*at)++;
	for (; **at >= '0' && **at <= '9'; (*at)++)
		v = v * 10 + (uint64_t)(**at - '0');
	return v;
}

double procfs_number(const char *text, const char *name)
{
	const char *at = behind(text, name);

	return at ? (double)take_number(&at) : (double)NAN;
}

static char *put_digits(char *out, unsigned v)
{
	if (v > 9)
		out = put_digits(out, v / 10);
	*out = (char)('0' + v % 10);
	return out + 1;
}

/* "/proc/PID/FILE" */
static const char *path_to(char path[PATH_BYTES], pid_t pid, const char *file)
{
	char *end = put_digits(mempcpy(path, "/proc/", strlen("/proc/")), (unsigned)pid);

	memcpy(end, file, strlen(file) + 1);
	return path;
}

int procfs_open(pid_t pid, const char *file)
{
	char path[PATH_BYTES];

	return open(path_to(path, pid, file), O_RDONLY | O_CLOEXEC);
}

/* The text of an open file, as it is now; false when there is none. */
static bool read_again(char *out, size_t size, int fd)
{
	ssize_t n = fd < 0 ? -1 : pread(fd, out, size - 1, 0);

	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

bool procfs_turns(struct procfs_turns *t, int schedstat)
{
	char text[128];
	const char *at = text;

	if (!read_again(text, sizeof text, schedstat))
		return false;
	t->ran = take_number(&at);
	t->waited = take_number(&at);
	return at > text;
}

void procfs_io_open(struct procfs_io *io)
{
	io->all = open("/proc/self/io", O_RDONLY | O_CLOEXEC);
	io->thread = open("/proc/thread-self/io", O_RDONLY | O_CLOEXEC);
}

/* The read and write calls that such a file says; NaN: nothing. */
static double io_calls(int fd)
{
	char text[512];

	if (!read_again(text, sizeof text, fd))
		return (double)NAN;
	return procfs_number(text, "syscr:") + procfs_number(text, "syscw:");
}

double procfs_children_io(const struct procfs_io *io)
{
	double all = io_calls(io->all);

	return all - io_calls(io->thread);
}

struct stat_line {
	int parent, threads;
	unsigned long user, sys; /* ticks */
	long children_user, children_sys, rss;
};

/* The name may contain anything, so the fields count from its last bracket. */
static bool read_stat(struct stat_line *s, pid_t pid)
{
	char path[PATH_BYTES], text[1024], *paren;

	if (!procfs_read(text, sizeof text, path_to(path, pid, "/stat")))
		return false;
	paren = strrchr(text, ')');
	return paren &&
		/* The kernel writes numbers that fit. NOLINTNEXTLINE(cert-err34-c) */
		sscanf(paren + 1,
			" %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld %*d %*d %d "
			"%*d %*u %*u %ld",
			&s->parent, &s->user, &s->sys, &s->children_user, &s->children_sys,
			&s->threads, &s->rss) == 7;
}

pid_t procfs_parent(pid_t pid)
{
	struct stat_line s;

	return read_stat(&s, pid) ? s.parent : 0;
}

/* Adds the children that one thread has. False when the kernel does not list them. */
static bool add_children(pid_t *out, size_t *n, size_t max, pid_t pid, pid_t thread)
{
	char path[PATH_BYTES], *word = NULL;
	size_t cap = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)thread);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (*n < max && getdelim(&word, &cap, ' ', f) > 0 && isdigit((unsigned char)*word))
		out[(*n)++] = (pid_t)strtol(word, NULL, 10);
	free(word);
	fclose(f);
	return true;
}

static void add_of_threads(pid_t *out, size_t *n, size_t max, pid_t pid)
{
	char path[PATH_BYTES];
	const struct dirent *e;
	DIR *threads;

	threads = opendir(path_to(path, pid, "/task"));
	while (threads && (e = readdir(threads)))
		if (isdigit((unsigned char)*e->d_name))
			add_children(out, n, max, pid, (pid_t)strtol(e->d_name, NULL, 10));
	if (threads)
		closedir(threads);
}

size_t procfs_scan(pid_t *out, size_t max, bool one)
{
	enum { PROCESSES_MAX = 1 << 16 };
	struct {
		pid_t pid, parent;
	} *all = calloc(PROCESSES_MAX, sizeof *all);
	DIR *proc = opendir("/proc");
	const struct dirent *e;
	size_t n = 0, found = 0;
	struct stat_line s;

	while (all && proc && n < PROCESSES_MAX && (e = readdir(proc))) {
		pid_t pid = (pid_t)strtol(e->d_name, NULL, 10);

		if (pid > 0 && read_stat(&s, pid)) {
			all[n].pid = pid;
			all[n++].parent = s.parent;
		}
	}
	for (size_t next = 0; n && next <= found && !(one && next); next++) {
		pid_t parent = next ? out[next - 1] : getpid();

		for (size_t i = 0; i < n && found < max; i++)
			if (all[i].parent == parent)
				out[found++] = all[i].pid;
	}
	if (proc)
		closedir(proc);
	free(all);
	return found;
}

size_t procfs_children(pid_t *out, size_t max)
{
	size_t n = 0;

	return add_children(out, &n, max, getpid(), getpid()) ? n : procfs_scan(out, max, true);
}

/* The folder has two links, and one per thread; that costs less than reading the process's stat. */
static bool has_threads(pid_t pid)
{
	char path[PATH_BYTES];
	struct stat st;

	return stat(path_to(path, pid, "/task"), &st) != 0 || st.st_nlink != 3;
}

/* Adds the children of those that are there, and so on. */
static size_t add_generations(pid_t *out, size_t n, size_t max)
{
	for (size_t i = 0; i < n; i++) {
		if (has_threads(out[i]))
			add_of_threads(out, &n, max, out[i]);
		else
			add_children(out, &n, max, out[i], out[i]);
	}
	return n;
}

size_t procfs_descendants(pid_t *out, size_t max)
{
	size_t n = 0;

	if (add_children(out, &n, max, getpid(), getpid()))
		return add_generations(out, n, max);
	return procfs_scan(out, max, false);
}

size_t procfs_descendants_of(pid_t *out, size_t max, pid_t of)
{
	size_t n = 0;

	add_of_threads(out, &n, max, of);
	return add_generations(out, n, max);
}

/* Since Linux 6.2 the folder's size is the number of entries. */
static double count_fds(pid_t pid)
{
	char path[PATH_BYTES];
	struct stat st;
	double n = 0;
	DIR *fds;

	if (stat(path_to(path, pid, "/fd"), &st) == 0 && st.st_size > 0)
		return (double)st.st_size;
	fds = opendir(path);
	for (const struct dirent *e; fds && (e = readdir(fds));)
		n += *e->d_name != '.';
	if (fds)
		closedir(fds);
	return n;
}

bool procfs_usage(struct procfs_usage *u, pid_t pid)
{
	double tick = (double)sysconf(_SC_CLK_TCK), page = (double)sysconf(_SC_PAGESIZE);
	struct stat_line s;

	if (!read_stat(&s, pid))
		return false;
	*u = (struct procfs_usage){ .rss = (double)s.rss * page,
		.cpu = ((double)s.user + (double)s.sys + (double)s.children_user +
			       (double)s.children_sys) /
			tick,
		.children = ((double)s.children_user + (double)s.children_sys) / tick,
		.threads = s.threads,
		.fds = count_fds(pid) };
	return true;
}

double procfs_share(pid_t pid)
{
	char path[PATH_BYTES], text[4096];
	struct procfs_usage u;
	double pss = (double)NAN;

	if (procfs_read(text, sizeof text, path_to(path, pid, "/smaps_rollup")))
		pss = procfs_number(text, "\nPss: ") * 1024;
	if (!isnan(pss))
		return pss;
	return procfs_usage(&u, pid) ? u.rss : 0;
}

double procfs_shares(const pid_t *pids, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += procfs_share(pids[i]);
	return sum;
}
