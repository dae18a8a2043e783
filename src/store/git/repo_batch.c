#include "store/git/repo_batch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "process/proc.h"
#include "store/git/repo_backend.h"

/* A partial clone may have to fetch before it answers. */
enum { SILENCE_MS = 120 * 1000, PIPE_BYTES = 1 << 20 };

static void close_all(const int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

int repo_batch_start(struct repo_batch *b, struct arena *mem)
{
	const struct proc p = { .argv = b->argv, .env = b->env };
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, rc;

	b->err = memfd_create("git-stderr", MFD_CLOEXEC);
	/* A socket for the input, so that a dead process raises no SIGPIPE. */
	if (b->err < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0 ||
		pipe2(out, O_CLOEXEC) < 0) {
		rc = errno;
	} else {
		fcntl(out[1], F_SETPIPE_SZ, PIPE_BYTES); /* fewer turns; as it is will do too */
		/* A process group of its own: Ctrl-C is for us, and a partial report may still need
		 * git. It ends when its input is closed, which the kernel does for us whatever
		 * happens. */
		rc = proc_start(&b->pid, mem, &p, (const int[]){ in[1], out[1], b->err }, true);
	}
	b->in = in[0];
	b->out = out[0];
	b->at = b->n = 0;
	close_all((const int[]){ in[1], out[1] }, 2);
	if (rc == 0)
		return 0;
	b->pid = 0;
	close_all((const int[]){ b->in, b->out, b->err }, 3);
	errno = rc;
	return -1;
}

void repo_batch_stop(struct repo_batch *b)
{
	if (b->pid == 0)
		return;
	close_all((const int[]){ b->in, b->out, b->err }, 3);
	/* It only reads, so there is nothing to wait for. */
	kill(b->pid, SIGKILL);
	while (waitpid(b->pid, NULL, 0) < 0 && errno == EINTR)
		;
	b->pid = 0;
}

/* Bytes read, 0 at the end, -1 with errno. */
static ssize_t receive(const struct repo_batch *b, char *to, size_t n)
{
	struct pollfd fd = { b->out, POLLIN, 0 };
	ssize_t got;
	int rc;

	do {
		rc = poll(&fd, 1, SILENCE_MS);
		if (rc == 0)
			errno = ETIMEDOUT;
		got = rc > 0 ? read(b->out, to, n) : -1;
	} while (got < 0 && errno == EINTR);
	return got;
}

static int send_line(const struct repo_batch *b, struct arena *mem, const char *name)
{
	const char *at = arena_printf(mem, "%s\n", name);
	size_t left = strlen(at);

	while (left) {
		ssize_t n = send(b->in, at, left, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		left -= (size_t)n;
	}
	return 0;
}

/* The process is of no more use: says why, in its own words if it left some. */
static int broken(struct repo_batch *b, int reason, struct error *err)
{
	char words[1024];
	ssize_t n = pread(b->err, words, sizeof words - 1, 0);

	repo_batch_stop(b);
	words[n > 0 ? n : 0] = '\0';
	while (n > 0 && words[n - 1] == '\n')
		words[--n] = '\0';
	if (n > 0)
		return error_set(err, "git cat-file: %s", words);
	return error_set(err, "git cat-file: %s",
		reason ? strerror(reason) : "ended without an answer");
}

/* The next line of the answer without its end, in mem; NULL when the process has broken down. */
static char *receive_line(struct repo_batch *b, struct arena *mem, struct error *err)
{
	for (;;) {
		const char *eol = memchr(b->buf + b->at, '\n', b->n - b->at);
		ssize_t got;

		if (eol) {
			const char *line = b->buf + b->at;

			b->at += (size_t)(eol - line) + 1;
			return arena_copy(mem, line, (size_t)(eol - line));
		}
		memmove(b->buf, b->buf + b->at, b->n - b->at);
		b->n -= b->at;
		b->at = 0;
		got = b->n < sizeof b->buf ? receive(b, b->buf + b->n, sizeof b->buf - b->n) : 0;
		if (got <= 0) {
			broken(b, got < 0 ? errno : 0, err);
			return NULL;
		}
		b->n += (size_t)got;
	}
}

/* The object and the newline that ends it: what the buffer has of it, and the rest. */
static int receive_data(struct repo_object *o, struct repo_batch *b, struct arena *mem,
	struct error *err)
{
	size_t have = b->n - b->at;
	char *data;

	if (o->n > REPO_MAX_BLOB) {
		repo_batch_stop(b);
		return repo_too_large(err, o->id);
	}
	if (have > o->n + 1)
		have = o->n + 1;
	data = arena_alloc(mem, o->n + 1);
	memcpy(data, b->buf + b->at, have);
	b->at += have;
	while (have < o->n + 1) {
		ssize_t got = receive(b, data + have, o->n + 1 - have);

		if (got <= 0)
			return broken(b, got < 0 ? errno : 0, err);
		have += (size_t)got;
	}
	data[o->n] = '\0';
	o->data = data;
	return 0;
}

/* "ID TYPE SIZE" */
static int parse_header(struct repo_object *o, struct arena *mem, const char *line)
{
	size_t id = strspn(line, "0123456789abcdef"), type;
	char *end;

	if (id == 0 || line[id] != ' ')
		return -1;
	type = strcspn(line + id + 1, " ");
	o->id = arena_copy(mem, line, id);
	o->type = arena_copy(mem, line + id + 1, type);
	line += id + 1 + type;
	errno = 0;
	o->n = strtoull(line, &end, 10);
	return *line == ' ' && end > line && *end == '\0' && errno == 0 ? 0 : -1;
}

static int ask(struct repo_batch *b, struct arena *mem, const char *name, struct error *err)
{
	if (b->pid == 0 && repo_batch_start(b, mem) < 0)
		return error_set(err, "cannot run %s: %s", b->argv[0], strerror(errno));
	return send_line(b, mem, name) < 0 ? broken(b, errno, err) : 0;
}

static int answer(struct repo_object *o, struct repo_batch *b, struct arena *mem, const char *name,
	struct error *err)
{
	size_t echo = strlen(name);
	char *line = receive_line(b, mem, err);

	if (!line)
		return -1;
	/* Before anything else: a name may look like the head of an answer. */
	if (strncmp(line, name, echo) == 0) {
		if (strcmp(line + echo, " missing") == 0)
			return 1;
		if (strcmp(line + echo, " ambiguous") == 0)
			return 2;
	}
	if (parse_header(o, mem, line) < 0)
		return broken(b, EPROTO, err);
	return receive_data(o, b, mem, err);
}

int repo_batch_ask(struct repo_object *o, struct repo_batch *b, struct arena *mem, const char *name,
	struct error *err)
{
	return ask(b, mem, name, err) < 0 ? -1 : answer(o, b, mem, name, err);
}

int repo_batch_ask_both(struct repo_object o[2], bool *missing, struct repo_batch *b,
	struct arena *mem, const char *const names[2], struct error *err)
{
	*missing = false;
	for (size_t i = 0; i < 2; i++)
		if (ask(b, mem, names[i], err) < 0)
			return -1;
	for (size_t i = 0; i < 2; i++) {
		int rc = answer(&o[i], b, mem, names[i], err);

		if (rc < 0)
			return -1;
		*missing |= rc > 0;
	}
	return 0;
}
