#include "process/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "process/spawner.h"

/* 0 where it cannot be told. */
static pid_t parent_of(pid_t pid)
{
	CLOSES_FD int fd = -1;
	char path[32], stat[512];
	const char *after;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, stat, sizeof stat - 1);
	if (n <= 0)
		return 0;
	stat[n] = '\0';
	after = strrchr(stat, ')'); /* the name before may have any character */
	return after && strlen(after) > 4 ? (pid_t)strtol(after + 4, NULL, 10) : 0;
}

/* What a benchmark or a build starts must not wait for the one that waits for it. */
static bool is_ancestor(pid_t pid)
{
	for (pid_t p = getppid(); p > 1; p = parent_of(p))
		if (p == pid)
			return true;
	return false;
}

static pid_t holder_of(int fd)
{
	char text[24] = "";
	ssize_t n = pread(fd, text, sizeof text - 1, 0);
	long pid = n > 0 ? strtol(text, NULL, 10) : 0;

	return pid > 0 && pid <= INT32_MAX ? (pid_t)pid : 0;
}

static void sign(int fd)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%d\n", (int)getpid());

	/* Only for a message: without it, the other's number is not said. */
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) < 0)
		errno = 0;
}

int turn_take(struct turn *t, pid_t *holder, const char *path)
{
	*holder = 0;
	t->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (t->fd < 0)
		return 0;
	if (flock(t->fd, LOCK_EX | LOCK_NB) == 0) {
		sign(t->fd);
		return 0;
	}
	if (errno == EWOULDBLOCK) {
		*holder = holder_of(t->fd);
		if (!is_ancestor(*holder))
			return 1;
	}
	turn_end(t);
	return 0;
}

/* The lock belongs to the open file, so that a child can wait for it while the parent, whose
 * signals are blocked, listens for them. */
static pid_t wait_apart(int fd, int listener)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	while (flock(fd, LOCK_EX) < 0 && errno == EINTR)
		;
	_exit(write(listener, "", 1) == 1 ? 0 : 1);
}

int turn_wait(struct turn *t, struct spawner *s, struct error *err)
{
	CLOSES_FD int ours = -1;
	int ends[2], signal;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, "cannot wait for another benchctl: %s", strerror(errno));
	ours = ends[0];
	pid = wait_apart(t->fd, ends[1]);
	close(ends[1]);
	if (pid < 0)
		return error_set(err, "cannot wait for another benchctl: %s", strerror(errno));
	signal = spawner_listen(s, ours);
	if (signal)
		kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (!signal)
		sign(t->fd);
	return signal;
}

void turn_end(struct turn *t)
{
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
}
