#include "process/worktree_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "process/interrupt.h"
#include "process/procfs.h"

#define RETRY 0.05 /* s */

/* A benchmark or a build that starts benchctl must not wait for itself. */
static bool is_ancestor(pid_t pid)
{
	for (pid_t p = getppid(); p > 1; p = procfs_parent(p))
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

static void write_holder(int fd)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%d\n", (int)getpid());

	/* For a message of the process that waits. */
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) < 0)
		errno = 0;
}

int worktree_lock_take(struct worktree_lock *l, pid_t *holder, const char *path)
{
	*holder = 0;
	l->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (l->fd < 0)
		return 0;
	if (flock(l->fd, LOCK_EX | LOCK_NB) == 0) {
		write_holder(l->fd);
		return 0;
	}
	if (errno == EWOULDBLOCK) {
		*holder = holder_of(l->fd);
		if (!is_ancestor(*holder))
			return 1;
	}
	worktree_lock_release(l);
	return 0;
}

int worktree_lock_wait(struct worktree_lock *l)
{
	while (flock(l->fd, LOCK_EX | LOCK_NB) < 0) {
		int signal = interrupt_sleep(RETRY);

		if (signal)
			return signal;
	}
	write_holder(l->fd);
	return 0;
}

void worktree_lock_release(struct worktree_lock *l)
{
	fd_close(&l->fd);
}
