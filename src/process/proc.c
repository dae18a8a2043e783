#include "process/proc.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "process/child_end.h"
#include "process/interrupt.h"

enum { OUT, ERR, END, SIGNAL, EVENTS };
enum { ERRORS_MAX = 4096, OUTPUT_MAX = 64 << 20 }; /* bytes */

/* s: how long streams may stay open after the program's end, and how long its end may take */
#define GRACE 0.5

int proc_start(pid_t *pid, struct arena *mem, const struct proc *p, const int streams[3],
	bool own_group)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, reset;
	struct words env = { 0 };
	int rc;

	words_add(mem, &env, (const char *const *)environ);
	for (size_t i = 0; p->env && p->env[i]; i++)
		words_set(mem, &env, p->env[i]);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		posix_spawn_file_actions_adddup2(&actions, streams[i], i);
	if (p->cwd)
		posix_spawn_file_actions_addchdir_np(&actions, p->cwd);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	sigemptyset(&reset);
	sigaddset(&reset, SIGPIPE);
	sigaddset(&reset, SIGXFSZ);
	posix_spawnattr_setsigdefault(&attr, &reset);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(&attr, own_group ? flags | POSIX_SPAWN_SETPGROUP : flags);
	/* It changes neither. */
	rc = posix_spawnp(pid, p->argv[0], &actions, &attr, (char *const *)(uintptr_t)p->argv,
		(char *const *)(uintptr_t)env.v);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return rc;
}

/* Takes what there is; false at the end of the stream. Bytes past max are dropped. */
static bool drain(int fd, struct arena *mem, struct bytes *b, size_t max)
{
	char chunk[8192]; /* each call clears all */
	ssize_t got = read(fd, chunk, sizeof chunk);

	if (got < 0)
		return errno == EINTR || errno == EAGAIN;
	arena_append(mem, b, chunk, b->n + (size_t)got > max ? max - b->n : (size_t)got);
	return got > 0;
}

/* The exchange with a running program. */
struct exchange {
	const struct proc *p;
	struct arena *mem;
	struct pollfd fds[EVENTS]; /* fd -1: nothing more is expected */
	size_t max;
	struct bytes out, err;
};

/* Waits for the next event, at most the given seconds, and handles it. */
static void handle_event(struct exchange *t, double seconds)
{
	if (poll(t->fds, ARRAY_SIZE(t->fds), (int)(seconds * 1000) + 1) <= 0)
		return;
	if (t->fds[OUT].revents && !drain(t->fds[OUT].fd, t->mem, &t->out, t->max + 1))
		t->fds[OUT].fd = -1;
	if (t->fds[ERR].revents && !drain(t->fds[ERR].fd, t->mem, &t->err, ERRORS_MAX))
		t->fds[ERR].fd = -1;
	if (t->fds[END].revents)
		t->fds[END].fd = -1;
}

/* Moves bytes until the program and both streams have ended, or it has printed too much; false when
 * its time is over or a signal is held. A stream that stays open after the end belongs to a daemon
 * that the program has started. */
static bool exchange(struct exchange *t)
{
	double limit = t->p->timeout > 0 ? t->p->timeout : 60;
	uint64_t began = clock_ns(), ended = 0;

	while (t->fds[OUT].fd >= 0 || t->fds[ERR].fd >= 0 || t->fds[END].fd >= 0) {
		double left = limit - clock_seconds(began);

		if (!ended && t->fds[END].fd < 0)
			ended = clock_ns();
		if (ended && GRACE - clock_seconds(ended) < left)
			left = GRACE - clock_seconds(ended);
		if (left <= 0 || t->out.n > t->max || t->fds[SIGNAL].revents)
			break;
		handle_event(t, left);
	}
	return ended || t->fds[END].fd < 0 || t->out.n > t->max;
}

static int open_streams(int own[2], int child[3])
{
	int pair[2];

	child[STDIN_FILENO] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (child[STDIN_FILENO] < 0)
		return -1;
	for (int i = OUT; i <= ERR; i++) {
		if (pipe2(pair, O_CLOEXEC) < 0)
			return -1;
		own[i] = pair[0], child[STDOUT_FILENO + i] = pair[1];
	}
	return 0;
}

static char *as_text(struct arena *mem, struct bytes *b)
{
	arena_append(mem, b, "", 1);
	b->n--;
	return b->v;
}

/* SIGTERM, because git then stops what it has started, such as ssh. */
static void stop(pid_t pid, int end)
{
	struct pollfd ended = { end, POLLIN, 0 };

	kill(pid, SIGTERM);
	poll(&ended, 1, (int)(GRACE * 1000));
	kill(pid, SIGKILL);
}

/* Exchanges bytes until the program has ended; *status is as waitpid gives it. */
static int run_to_the_end(struct exchange *t, int *status, pid_t pid, struct error *err)
{
	CLOSES_FD int end = child_end_open(pid);
	int fault = errno;
	CLOSES_FD int signals = interrupt_open();
	bool in_time;

	t->fds[END] = (struct pollfd){ end, POLLIN, 0 };
	t->fds[SIGNAL] = (struct pollfd){ signals, POLLIN, 0 };
	in_time = end >= 0 && exchange(t);
	if (!in_time || t->out.n > t->max)
		stop(pid, end);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	if (end < 0)
		return error_set(err, "cannot wait for %s: %s", t->p->argv[0], strerror(fault));
	if (!in_time && t->fds[SIGNAL].revents) {
		error_signal(err, interrupt_pending());
		return error_context(err, "%s", t->p->argv[0]);
	}
	if (!in_time)
		return error_set(err, "%s did not answer in time", t->p->argv[0]);
	if (t->out.n > t->max)
		return error_set(err, "%s printed more than %zu bytes", t->p->argv[0], t->max);
	return 0;
}

static int run(struct proc_answer *a, struct arena *mem, const struct proc *p, struct error *err)
{
	struct exchange t = { .p = p, .mem = mem, .max = p->max ? p->max : OUTPUT_MAX };
	int own[2] = { -1, -1 }, child[3] = { -1, -1, -1 }, status = 0, fault;
	pid_t pid = 0;

	fault = open_streams(own, child) < 0 ? errno : proc_start(&pid, mem, p, child, false);
	fd_close_all(child, 3);
	if (fault) {
		fd_close_all(own, 2);
		return error_set(err, "cannot run %s%s%s: %s", p->argv[0], p->cwd ? " in " : "",
			p->cwd ? p->cwd : "", strerror(fault));
	}
	for (int i = OUT; i <= ERR; i++)
		t.fds[i] = (struct pollfd){ own[i], POLLIN, 0 };
	if (p->beside)
		p->beside(p->ctx);
	fault = run_to_the_end(&t, &status, pid, err);
	fd_close_all(own, 2);
	if (fault)
		return -1;
	a->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	a->out = as_text(mem, &t.out);
	a->out_n = t.out.n;
	while (t.err.n && isspace((unsigned char)t.err.v[t.err.n - 1]))
		t.err.n--;
	a->err = as_text(mem, &t.err);
	return 0;
}

int proc_run(struct proc_answer *a, struct arena *mem, const struct proc *p, struct error *err)
{
	sigset_t before;
	int rc;

	/* Of a caller that does not block signals, one ends the program before it ends benchctl. */
	interrupt_delay(&before);
	rc = run(a, mem, p, err);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}
