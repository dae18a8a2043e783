#include "spawn_wire.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "benchctl/clock.h"
#include "benchctl/suite.h"

enum {
	GRACE_MS = 500,	 /* between SIGTERM and SIGKILL */
	SWEEP_MS = 3000, /* for killed processes to be gone */
};

/* A request in memory, its strings in place. The buffer is kept from one request to the next. */
struct job {
	struct spawn_request request;
	char *strings;
	size_t room;
	const char *path, *cwd, *input;
	char **argv, **env;
};

/* Written by the child, which shares our memory until it calls execve. */
struct launch {
	uint64_t start_ns;
	enum spawn_stage stage;
	int error;
};

static bool read_all(int fd, void *data, size_t n)
{
	for (char *p = data; n;) {
		ssize_t got = recv(fd, p, n, MSG_WAITALL);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static char *take_string(char **p)
{
	char *s = *p;

	*p += strlen(s) + 1;
	return s;
}

/* The strings and, before them, the two pointer arrays share one buffer. */
static bool receive(int fd, struct job *job)
{
	struct spawn_request *q = &job->request;
	size_t pointers, need;
	char tag, *p;

	do
		if (!read_all(fd, &tag, 1))
			return false;
	while (tag != SPAWN_REQUEST);
	if (!read_all(fd, q, sizeof *q))
		return false;
	pointers = ((size_t)q->argc + q->envc + 2) * sizeof(char *);
	need = pointers + q->bytes;
	if (need > job->room) {
		free(job->strings);
		job->strings = malloc(need);
		job->room = need;
	}
	if (!job->strings || !read_all(fd, job->strings + pointers, q->bytes))
		return false;
	p = job->strings + pointers;
	job->argv = (char **)(void *)job->strings;
	job->env = job->argv + q->argc + 1;
	job->path = take_string(&p);
	job->cwd = take_string(&p);
	job->input = take_string(&p);
	for (uint32_t i = 0; i < q->argc; i++)
		job->argv[i] = take_string(&p);
	job->argv[q->argc] = NULL;
	for (uint32_t i = 0; i < q->envc; i++)
		job->env[i] = take_string(&p);
	job->env[q->envc] = NULL;
	return true;
}

/* In the child, between vfork and execve: system calls only. Returns where it failed. */
static enum spawn_stage prepare_child(const struct spawn_channel *ch, const struct job *job)
{
	const struct spawn_request *q = &job->request;
	sigset_t none;
	int in = ch->null;

	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL); /* benchctl itself ignores it */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (q->has_cwd && chdir(job->cwd) < 0)
		return STAGE_CWD;
	if (q->has_input) {
		in = open(job->input, O_RDONLY | O_CLOEXEC);
		if (in < 0)
			return STAGE_INPUT;
	}
	if (q->pinned && sched_setaffinity(0, sizeof q->cpus, &q->cpus) < 0)
		return STAGE_CPUS;
	dup2(in, STDIN_FILENO);
	if (q->output != OUTPUT_INHERIT) {
		dup2(q->output == OUTPUT_NULL ? ch->null : ch->out, STDOUT_FILENO);
		dup2(ch->err, STDERR_FILENO);
	}
	return STAGE_NONE;
}

/* vfork, because the child of a plain fork pays for copying page tables first. All the child changes
 * is the launch record and its own kernel state. */
__attribute__((noinline)) static pid_t launch_child(const struct spawn_channel *ch,
	const struct job *job, volatile struct launch *l)
{
	pid_t pid = vfork(); /* NOLINT(clang-analyzer-security.insecureAPI.vfork) */

	if (pid == 0) {
		l->stage = prepare_child(ch, job);
		if (l->stage == STAGE_NONE) {
			l->start_ns = clock_ns();
			execve(job->path, job->argv, job->env);
			l->stage = STAGE_EXEC;
		}
		l->error = errno;
		_exit(127);
	}
	if (pid < 0) {
		l->stage = STAGE_SPAWN;
		l->error = errno;
	}
	return pid;
}

/* Kills every child of this process. Orphans of a benchmark are our children, because we are their
 * subreaper. */
static void kill_children(void)
{
	DIR *proc = opendir("/proc");
	const struct dirent *e;

	if (!proc)
		return;
	while ((e = readdir(proc))) {
		char path[64], stat[512], *paren;
		int fd, parent;
		ssize_t n;

		if (!isdigit((unsigned char)e->d_name[0]))
			continue;
		snprintf(path, sizeof path, "/proc/%.20s/stat", e->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		n = read(fd, stat, sizeof stat - 1);
		close(fd);
		stat[n > 0 ? n : 0] = '\0';
		paren = strrchr(stat, ')');
		if (paren && sscanf(paren + 1, " %*c %d", &parent) == 1 && parent == getpid())
			kill((pid_t)strtol(e->d_name, NULL, 10), SIGKILL);
	}
	closedir(proc);
}

/* Waits for SIGCHLD, which is blocked, for at most ms. */
static void await_child(int ms)
{
	const struct timespec limit = { ms / 1000, ms % 1000 * 1000000L };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigtimedwait(&set, NULL, &limit);
}

/* Reaps all that is left, killing what lives; the number of processes it took. */
static unsigned sweep(void)
{
	uint64_t began = clock_ns();
	unsigned n = 0;

	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG | __WALL);

		if (pid > 0) {
			n++;
		} else if (pid < 0) {
			return n;
		} else {
			if (clock_ns() - began > SWEEP_MS * UINT64_C(1000000))
				return n + 1; /* stuck in the kernel; nothing more can be done */
			kill_children();
			await_child(50);
		}
	}
}

/* Milliseconds until the deadline, rounded up; -1 when there is none. */
static int until(uint64_t deadline)
{
	uint64_t now = clock_ns();

	if (deadline == 0)
		return -1;
	return deadline <= now ? 0 : (int)((deadline - now) / 1000000 + 1);
}

/* Keeps the processor busy for a share of what has passed, as a slower program would. */
static uint64_t slow_down(uint64_t start, uint64_t passed, double share)
{
	uint64_t until_ns = passed + (uint64_t)((double)passed * share), now;

	do
		now = clock_ns() - start;
	while (now < until_ns);
	return now;
}

/* Waits for the process to end, to be cancelled or to run out of time; the group is then told to
 * stop, and killed when it does not. False when it was cancelled. */
static bool await_end(int socket, int pidfd, pid_t pid, uint64_t start, const struct job *job,
	struct spawn_reply *reply)
{
	struct pollfd fds[2] = { { pidfd, POLLIN, 0 }, { socket, POLLIN, 0 } };
	uint64_t deadline = job->request.timeout_ns ? start + job->request.timeout_ns : 0;
	bool told = false;
	bool cancelled = false;
	char byte;

	for (;;) {
		int rc = poll(fds, 2, until(deadline));

		if (fds[0].revents)
			break;
		if (rc < 0)
			continue;
		if (fds[1].revents) { /* a cancel byte, or the end of benchctl */
			if (recv(socket, &byte, 1, MSG_DONTWAIT) < 0)
				continue;
			fds[1].fd = -1;
			cancelled = true;
		} else if (rc == 0 && !told) {
			reply->timed_out = true;
		} else if (rc == 0) {
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
			deadline = 0;
			continue;
		}
		if (!told) {
			told = true;
			kill(-pid, SIGTERM);
			deadline = clock_ns() + GRACE_MS * UINT64_C(1000000);
		}
	}
	reply->wall_ns = clock_ns() - start;
	if (job->request.inject > 0)
		reply->wall_ns = slow_down(start, reply->wall_ns, job->request.inject);
	return !cancelled;
}

/* Runs it once. False when there is no point in running it again. */
static bool run_once(const struct spawn_channel *ch, const struct job *job,
	struct spawn_reply *reply)
{
	volatile struct launch l = { 0 };
	pid_t pid = launch_child(ch, job, &l);
	bool go_on = false;
	int pidfd;

	*reply = (struct spawn_reply){ .stage = l.stage, .error = l.error };
	if (pid < 0)
		return false;
	if (l.stage == STAGE_NONE) {
		pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
		if (pidfd < 0) { /* Linux before 5.3 */
			reply->stage = STAGE_SPAWN;
			reply->error = errno;
			kill(pid, SIGKILL);
		} else {
			go_on = await_end(ch->socket, pidfd, pid, l.start_ns, job, reply);
			close(pidfd);
		}
	}
	while (wait4(pid, &reply->status, 0, &reply->usage) < 0 && errno == EINTR)
		;
	reply->left_behind = sweep();
	return go_on && reply->status == 0;
}

void spawn_helper(const struct spawn_channel *ch)
{
	struct job job = { 0 };
	static struct spawn_reply replies[SPAWN_REPEAT_MAX];
	sigset_t set;

	/* Away from the terminal once, so that no child can be stopped by it. A session for each
	 * child would also be a scheduling group for each, which costs 20 us. */
	setsid();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_NAME, "benchctl-spawn");
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	while (receive(ch->socket, &job)) {
		size_t n = 0, bytes;

		while (run_once(ch, &job, &replies[n]) && n + 1 < job.request.repeat)
			n++;
		replies[n].last = true;
		bytes = (n + 1) * sizeof *replies;
		if (send(ch->socket, replies, bytes, MSG_NOSIGNAL) != (ssize_t)bytes)
			break;
	}
	sweep();
}
