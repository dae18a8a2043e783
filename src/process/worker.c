#include "process/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "process/scope.h"
#include "process/spawner_own.h"

enum { WORKERS_MAX = 64, NOT_READY = 1 };

/* The first helper serves all workers, because a scope needs one message without an answer. What is
 * left of benchctl's own scope must stay open: its end would stop what runs in it. */
static void take_over(struct spawner *s, pid_t parent)
{
	struct error err;

	setpgid(0, 0);
	signal(SIGTTOU, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	s->pid = 0;
	s->has_parent = false;
	s->signals = interrupt_open();
	s->own = scope_open(s, &err);
	if (getppid() != parent || s->signals < 0 || !s->own)
		_exit(NOT_READY);
	interrupt_watch_start(&s->watch, s->signals);
}

int worker_fork(struct worker *w, struct spawner *s, struct error *err)
{
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, "cannot make a pipe: %s", strerror(errno));
	w->pid = fork();
	if (w->pid == 0) {
		take_over(s, parent);
		return 1;
	}
	close(ends[1]);
	w->end = ends[0];
	if (w->pid > 0)
		return 0;
	close(ends[0]);
	return error_set(err, "cannot start a process: %s", strerror(errno));
}

void worker_exit(struct spawner *s)
{
	interrupt_watch_stop(&s->watch);
	scope_close(s->own);
	if (s->has_parent)
		cgroup_parent_close(&s->parent);
	_exit(0);
}

static size_t reap(const struct worker *v, size_t i)
{
	while (waitpid(v[i].pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(v[i].end);
	return i;
}

size_t worker_wait(const struct worker *v, size_t n, struct spawner *s, int *signal)
{
	struct pollfd fds[WORKERS_MAX + 1];

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){ v[i].end, POLLIN, 0 };
	for (;;) {
		/* The second signal is for the watch of the first. */
		fds[n] = (struct pollfd){ *signal ? -1 : s->signals, POLLIN, 0 };
		if (poll(fds, n + 1, -1) < 0)
			continue;
		for (size_t i = 0; i < n; i++)
			if (fds[i].revents)
				return reap(v, i);
		if (!fds[n].revents || !(*signal = interrupt_take()))
			continue;
		for (size_t i = 0; i < n; i++)
			kill(v[i].pid, *signal);
	}
}
