#include "process/dialogue.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "process/interrupt.h"
#include "process/proc.h"

enum { PIPE_BYTES = 1 << 20 };

int dialogue_open(struct dialogue *d, struct arena *mem, const struct proc *p)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, rc;

	d->err = memfd_create("stderr", MFD_CLOEXEC);
	d->interrupt = interrupt_open();
	/* A socket for the input: writing to a program that has ended raises no SIGPIPE. */
	if (d->err < 0 || d->interrupt < 0 ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0 ||
		pipe2(out, O_CLOEXEC) < 0) {
		rc = errno;
	} else {
		fcntl(out[1], F_SETPIPE_SZ, PIPE_BYTES); /* for speed alone */
		/* Its own process group, because Ctrl-C is for us, and a partial report may need
		 * answers. The program ends when its input is closed, or with us. */
		rc = proc_start(&d->pid, mem, p, (const int[]){ in[1], out[1], d->err }, true);
	}
	d->in = in[0];
	d->out = out[0];
	d->at = d->n = 0;
	d->finished = false;
	fd_close_all((const int[]){ in[1], out[1] }, 2);
	if (rc == 0)
		return 0;
	d->pid = 0;
	fd_close_all((const int[]){ d->in, d->out, d->err, d->interrupt }, 4);
	errno = rc;
	return -1;
}

void dialogue_close(struct dialogue *d)
{
	if (d->pid == 0)
		return;
	fd_close_all((const int[]){ d->in, d->out, d->err, d->interrupt }, 4);
	kill(d->pid, SIGKILL);
	while (waitpid(d->pid, NULL, 0) < 0 && errno == EINTR)
		;
	d->pid = 0;
}

int dialogue_fail(struct dialogue *d, int reason, struct error *err)
{
	int signal = reason == EINTR ? interrupt_pending() : 0;
	char text[1024];
	ssize_t n = d->pid ? pread(d->err, text, sizeof text - 1, 0) : 0;

	dialogue_close(d);
	if (signal) {
		error_signal(err, signal);
		return error_context(err, "%s", d->name);
	}
	text[n > 0 ? n : 0] = '\0';
	text_drop(text, '\r'); /* ssh ends its lines for a terminal */
	n = (ssize_t)strlen(text);
	while (n > 0 && text[n - 1] == '\n')
		text[--n] = '\0';
	if (n > 0)
		return error_set(err, "%s: %s", d->name, text);
	return error_set(err, "%s: %s", d->name,
		reason ? strerror(reason) : "ended without an answer");
}

/* 0 when fd is ready, -1 with errno: ETIMEDOUT, EINTR for a signal that is held, or EPIPE when the
 * dialogue is closed. */
static int await(const struct dialogue *d, int fd, short events)
{
	struct pollfd fds[] = { { fd, events, 0 }, { d->interrupt, POLLIN, 0 } };
	double wait = d->patience;
	uint64_t now = clock_ns();
	int rc;

	if (d->pid == 0 || (d->until && now >= d->until)) {
		errno = d->pid ? ETIMEDOUT : EPIPE;
		return -1;
	}
	if (d->until && (double)(d->until - now) / 1e9 < wait)
		wait = (double)(d->until - now) / 1e9;
	do
		rc = poll(fds, ARRAY_SIZE(fds), (int)ceil(wait * 1000));
	while (rc < 0 && errno == EINTR);
	if (rc > 0 && fds[0].revents)
		return 0;
	errno = rc > 0 ? EINTR : rc == 0 ? ETIMEDOUT : errno;
	return -1;
}

int dialogue_send(struct dialogue *d, const char *data, size_t n, struct error *err)
{
	while (n) {
		ssize_t sent = send(d->in, data, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && errno == EAGAIN && await(d, d->in, POLLOUT) == 0)
			continue;
		if (sent < 0)
			return dialogue_fail(d, errno, err);
		data += sent;
		n -= (size_t)sent;
	}
	return 0;
}

void dialogue_finish(struct dialogue *d)
{
	shutdown(d->in, SHUT_WR);
	d->finished = true;
}

/* Waits for bytes: some, up to n. */
static ssize_t receive(struct dialogue *d, char *to, size_t n, struct error *err)
{
	ssize_t got = await(d, d->out, POLLIN) < 0 ? -1 : read(d->out, to, n);

	return got > 0 ? got : dialogue_fail(d, got < 0 ? errno : 0, err);
}

/* Receives more behind the bytes that nobody has read. */
static int fill(struct dialogue *d, struct error *err)
{
	ssize_t got;

	memmove(d->buf, d->buf + d->at, d->n - d->at);
	d->n -= d->at;
	d->at = 0;
	if (d->n == sizeof d->buf)
		return dialogue_fail(d, EMSGSIZE, err);
	got = receive(d, d->buf + d->n, sizeof d->buf - d->n, err);
	if (got < 0)
		return -1;
	d->n += (size_t)got;
	return 0;
}

char *dialogue_line(struct dialogue *d, struct arena *mem, struct error *err)
{
	const char *line, *end;

	while (!(end = memchr(d->buf + d->at, '\n', d->n - d->at)))
		if (fill(d, err) < 0)
			return NULL;
	line = d->buf + d->at;
	d->at = (size_t)(end - d->buf) + 1;
	return arena_copy(mem, line, (size_t)(end - line));
}

ssize_t dialogue_some(struct dialogue *d, char *to, size_t n, struct error *err)
{
	/* A small rest may have something behind it. */
	if (d->at == d->n && n >= sizeof d->buf)
		return receive(d, to, n, err);
	if (d->at == d->n && n && fill(d, err) < 0)
		return -1;
	n = d->n - d->at < n ? d->n - d->at : n;
	memcpy(to, d->buf + d->at, n);
	d->at += n;
	return (ssize_t)n;
}

int dialogue_read(struct dialogue *d, char *to, size_t n, struct error *err)
{
	while (n) {
		ssize_t got = dialogue_some(d, to, n, err);

		if (got < 0)
			return -1;
		to += got;
		n -= (size_t)got;
	}
	return 0;
}
