#include "benchctl/proc.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "benchctl/arena.h"
#include "benchctl/clock.h"
#include "benchctl/error.h"
#include "benchctl/file.h"

extern char **environ;

enum { IN, OUT, ERR };

struct bytes {
	char *v;
	size_t n, cap;
};

static char **environment_with(struct arena *mem, const char *const *extra)
{
	size_t n = 0, m = 0;
	char **env;

	while (environ[n])
		n++;
	while (extra && extra[m])
		m++;
	env = arena_array(mem, n + m + 1, sizeof *env);
	/* Ours first: getenv takes the first match. */
	for (size_t i = 0; i < m; i++)
		env[i] = arena_string(mem, extra[i]);
	memcpy(env + m, environ, n * sizeof *env);
	return env;
}

static int start(pid_t *pid, const int child[3], struct arena *mem, const struct proc *p)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, reset;
	char **env = environment_with(mem, p->env), **argv;
	size_t n = 0;
	int rc;

	while (p->argv[n])
		n++;
	argv = arena_array(mem, n + 1, sizeof *argv);
	for (size_t i = 0; i < n; i++)
		argv[i] = arena_string(mem, p->argv[i]);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	for (int i = IN; i <= ERR; i++)
		posix_spawn_file_actions_adddup2(&actions, child[i], i);
	if (p->cwd)
		posix_spawn_file_actions_addchdir_np(&actions, p->cwd);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	sigemptyset(&reset);
	sigaddset(&reset, SIGPIPE);
	posix_spawnattr_setsigdefault(&attr, &reset);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(pid, argv[0], &actions, &attr, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return rc;
}

static void bytes_add(struct arena *mem, struct bytes *b, const char *s, size_t n)
{
	while (b->cap - b->n < n)
		b->v = arena_regrow(mem, b->v, &b->cap, 1);
	if (n)
		memcpy(b->v + b->n, s, n);
	b->n += n;
}

/* Takes what there is; false at the end of the stream. Bytes past max are dropped. */
static bool drain(int fd, struct arena *mem, struct bytes *b, size_t max)
{
	char chunk[65536];
	ssize_t got = read(fd, chunk, sizeof chunk);

	if (got < 0)
		return errno == EINTR || errno == EAGAIN;
	bytes_add(mem, b, chunk, b->n + (size_t)got > max ? max - b->n : (size_t)got);
	return got > 0;
}

static bool feed(int fd, const struct proc *p, size_t *sent)
{
	ssize_t n = send(fd, p->input + *sent, p->input_n - *sent, MSG_NOSIGNAL);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	*sent += (size_t)n;
	return *sent < p->input_n;
}

/* Moves bytes until the program has closed both streams or time is up; false then. */
static bool talk(int own[3], struct arena *mem, const struct proc *p, struct bytes *out,
	struct bytes *err)
{
	struct pollfd fds[3] = { { own[IN], POLLOUT, 0 }, { own[OUT], POLLIN, 0 },
		{ own[ERR], POLLIN, 0 } };
	size_t max = p->max ? p->max : (size_t)64 << 20, sent = 0;
	double timeout = p->timeout > 0 ? p->timeout : 60;
	uint64_t began = clock_ns();

	while (fds[OUT].fd >= 0 || fds[ERR].fd >= 0) {
		double left = timeout - clock_seconds(began);

		if (left <= 0)
			return false;
		if (poll(fds, 3, (int)(left * 1000) + 1) < 0 && errno != EINTR)
			return false;
		if (fds[IN].fd >= 0 && (sent >= p->input_n || fds[IN].revents)) {
			if (sent >= p->input_n || !feed(fds[IN].fd, p, &sent)) {
				close(own[IN]);
				own[IN] = fds[IN].fd = -1;
			}
		}
		if (fds[OUT].revents && !drain(fds[OUT].fd, mem, out, max + 1))
			fds[OUT].fd = -1;
		if (fds[ERR].revents && !drain(fds[ERR].fd, mem, err, 4096))
			fds[ERR].fd = -1;
	}
	return true;
}

static void close_all(const int fd[3])
{
	for (int i = IN; i <= ERR; i++)
		if (fd[i] >= 0)
			close(fd[i]);
}

static int open_streams(int own[3], int child[3])
{
	int pair[2];

	for (int i = IN; i <= ERR; i++)
		own[i] = child[i] = -1;
	/* A socket for the input, so that a program that does not read it raises no SIGPIPE. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	own[IN] = pair[0], child[IN] = pair[1];
	for (int i = OUT; i <= ERR; i++) {
		if (pipe2(pair, O_CLOEXEC) < 0)
			return -1;
		own[i] = pair[0], child[i] = pair[1];
	}
	return 0;
}

static char *as_text(struct arena *mem, struct bytes *b)
{
	bytes_add(mem, b, "", 1);
	b->n--;
	return b->v;
}

int proc_run(struct proc_answer *a, struct arena *mem, const struct proc *p, struct error *err)
{
	struct bytes out = { 0 }, errors = { 0 };
	int own[3], child[3], status, rc;
	bool in_time;
	pid_t pid;

	if (open_streams(own, child) < 0) {
		rc = errno;
		close_all(own);
		close_all(child);
		return error_set(err, "cannot run %s: %s", p->argv[0], strerror(rc));
	}
	rc = start(&pid, child, mem, p);
	close_all(child);
	if (rc != 0) {
		close_all(own);
		return error_set(err, "cannot run %s: %s", p->argv[0], strerror(rc));
	}
	in_time = talk(own, mem, p, &out, &errors);
	close_all(own);
	if (!in_time)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!in_time)
		return error_set(err, "%s did not answer in time", p->argv[0]);
	if (out.n > (p->max ? p->max : (size_t)64 << 20))
		return error_set(err, "%s printed more than %zu bytes", p->argv[0], out.n - 1);
	a->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	a->out = as_text(mem, &out);
	a->out_n = out.n;
	while (errors.n && isspace((unsigned char)errors.v[errors.n - 1]))
		errors.n--;
	a->err = as_text(mem, &errors);
	return 0;
}
