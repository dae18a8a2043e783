#include "process/child_end.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* The thread blocks all signals, so that they go to the threads that wait for them. */
static int start(struct waiter *v)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, before;
	int fault;

	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	fault = pthread_create(&thread, &attr, wait_in_thread, v);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return fault;
}

int child_end_by_thread(pid_t pid)
{
	struct waiter *v;
	int ends[2], fault;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	v = malloc(sizeof *v);
	fault = ENOMEM;
	if (v) {
		*v = (struct waiter){ pid, ends[1] };
		fault = start(v);
	}
	if (!fault)
		return ends[0];
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
