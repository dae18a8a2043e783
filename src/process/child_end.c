#include "process/child_end.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/threads.h"

#define STACK_BYTES 65536 /* small, because a helper's memory counts in its children's peak */

struct waiter {
	pid_t pid;
	int fd; /* closed when the child has ended */
};

static void *wait_in_thread(void *arg)
{
	struct waiter v = *(struct waiter *)arg;
	siginfo_t info;

	free(arg);
	while (waitid(P_PID, (id_t)v.pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
		;
	close(v.fd);
	return NULL;
}

int child_end_by_thread(pid_t pid)
{
	struct waiter *v;
	pthread_t thread;
	int ends[2], fault;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	v = malloc(sizeof *v);
	fault = ENOMEM;
	if (v) {
		*v = (struct waiter){ pid, ends[1] };
		fault = threads_start(&thread, wait_in_thread, v, STACK_BYTES);
	}
	if (!fault) {
		pthread_detach(thread);
		return ends[0];
	}
	free(v);
	close(ends[0]);
	close(ends[1]);
	errno = fault;
	return -1;
}

int child_end_open(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? child_end_by_thread(pid) : fd;
}
