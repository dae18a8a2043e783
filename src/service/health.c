#include "service/health.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/error.h"
#include "base/text.h"
#include "process/interrupt.h"
#include "process/spawner.h"

enum { LOOK_MS = 50, ADDRESSES_MAX = 4, STATUS_LINE_MAX = 512 };

struct target {
	struct sockaddr_storage at;
	socklen_t size;
	const char *text;
};

static const char *text_of(struct arena *mem, const struct sockaddr *at, socklen_t size)
{
	char host[NI_MAXHOST] = "";

	getnameinfo(at, size, host, sizeof host, NULL, 0, NI_NUMERICHOST);
	return arena_printf(mem, at->sa_family == AF_INET6 ? "[%s]" : "%s", host);
}

static size_t resolve(struct health *h, struct target *out, size_t n, const char *host)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	char port[16];
	struct addrinfo *all;
	int rc;

	snprintf(port, sizeof port, "%u", h->port);
	rc = getaddrinfo(host, port, &hints, &all);
	if (rc != 0) {
		h->last = arena_printf(h->mem, "%s is unknown: %s", host, gai_strerror(rc));
		return n;
	}
	for (const struct addrinfo *a = all; a && n < ADDRESSES_MAX; a = a->ai_next) {
		memcpy(&out[n].at, a->ai_addr, a->ai_addrlen);
		out[n].size = a->ai_addrlen;
		out[n++].text = text_of(h->mem, a->ai_addr, a->ai_addrlen);
	}
	freeaddrinfo(all);
	return n;
}

/* Not every machine's localhost has both families. */
static size_t targets(struct health *h, struct target *out)
{
	if (strcmp(h->spec->host, "localhost") != 0)
		return resolve(h, out, 0, h->spec->host);
	return resolve(h, out, resolve(h, out, 0, "127.0.0.1"), "::1");
}

/* Waits until the socket is ready. False: the time is over, the server ended, or a signal came. */
static bool await_socket(const struct health *h, int fd, short events, uint64_t began)
{
	struct pollfd fds[2] = { { fd, events, 0 }, { h->ended, POLLIN, 0 } };

	for (;;) {
		double left = h->spec->timeout - clock_seconds(began);
		int ms = left * 1000 < LOOK_MS ? (int)(left * 1000) + 1 : LOOK_MS;

		if (left <= 0 || interrupt_pending())
			return false;
		if (poll(fds, 2, ms) < 0 && errno != EINTR)
			return false;
		if (fds[0].revents)
			return true;
		if (fds[1].revents)
			return false;
	}
}

/* A connected socket; -1 with h->last. */
static int open_connection(struct health *h, const struct target *t, uint64_t began)
{
	int fd = socket(t->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), fault = 0;

	if (fd < 0 || connect(fd, (const struct sockaddr *)&t->at, t->size) < 0)
		fault = errno;
	if (fault == EINPROGRESS)
		fault = await_socket(h, fd, POLLOUT, began) ? fd_connected(fd) : ETIMEDOUT;
	if (!fault)
		return fd;
	fd_close(&fd);
	/* The other address of localhost; what the first one has said matters more. */
	if (fault != ECONNREFUSED || !h->last)
		h->last = arena_printf(h->mem, "%s:%u: %s", t->text, h->port, strerror(fault));
	return -1;
}

/* The status of an answer that begins "HTTP/1.1 200"; 0: it is none. */
static int status_of(const char *text)
{
	if (!text_starts(text, "HTTP/1.") || !text[7] || text[8] != ' ')
		return 0;
	for (size_t i = 9; i < 12; i++)
		if (text[i] < '0' || text[i] > '9')
			return 0;
	return (text[9] - '0') * 100 + (text[10] - '0') * 10 + text[11] - '0';
}

/* Reads the beginning of the answer. */
static const char *receive(const struct health *h, int fd, char out[STATUS_LINE_MAX],
	uint64_t began)
{
	size_t n = 0;

	while (n < 12) {
		ssize_t got;

		if (!await_socket(h, fd, POLLIN, began))
			return "no answer in time";
		got = recv(fd, out + n, STATUS_LINE_MAX - 1 - n, 0);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (got <= 0)
			return n ? "an answer that is not HTTP" : "it closed the connection";
		n += (size_t)got;
		out[n] = '\0';
	}
	return NULL;
}

/* Sends GET and looks at the status of the answer. */
static bool get(struct health *h, const struct target *t, const char *path)
{
	uint64_t began = clock_ns();
	CLOSES_FD int fd = open_connection(h, t, began);
	char answer[STATUS_LINE_MAX] = "";
	const char *request = arena_printf(h->mem,
		"GET %s HTTP/1.1\r\nHost: %s:%u\r\nUser-Agent: benchctl\r\nAccept: */*\r\n"
		"Connection: close\r\n\r\n",
		path, t->text, h->port);
	const char *why;
	int status;

	if (fd < 0)
		return false;
	/* A fresh connection takes so few bytes at once. */
	if (send(fd, request, strlen(request), MSG_NOSIGNAL) != (ssize_t)strlen(request))
		why = "it closed the connection";
	else
		why = receive(h, fd, answer, began);
	status = why ? 0 : status_of(answer);
	h->answer = status ? status : h->answer;
	if (h->spec->status ? (unsigned)status == h->spec->status : status >= 200 && status < 300)
		return true;
	h->last = arena_printf(h->mem, "GET http://%s:%u%s: %s", t->text, h->port, path,
		why              ? why
			: status ? arena_printf(h->mem, "status %d", status)
				 : "an answer that is not HTTP");
	return false;
}

static bool try_network(struct health *h, const char *path)
{
	struct target all[ADDRESSES_MAX];
	size_t n = targets(h, all);

	for (size_t i = 0; i < n; i++) {
		bool ok;

		if (*path == '/') {
			ok = get(h, &all[i], path);
		} else {
			CLOSES_FD int fd = open_connection(h, &all[i], clock_ns());

			ok = fd >= 0;
		}
		if (i == 0 || ok)
			h->address = all[i].text;
		if (ok)
			return true;
	}
	return false;
}

/* The file counts when it was written after the start. */
static bool try_file(struct health *h, const char *name)
{
	struct stat st;

	if (stat(file_join(h->mem, h->spec->cwd, name), &st) == 0 &&
		(uint64_t)st.st_mtim.tv_sec * 1000000000 + (uint64_t)st.st_mtim.tv_nsec +
				/* File systems note the time of the last tick. */
				10000000 >=
			h->started)
		return true;
	h->last = arena_printf(h->mem, "the server has not written %s", name);
	return false;
}

static bool try_command(struct health *h, const char *line)
{
	const char *const argv[] = { "sh", "-c", line, NULL };
	const struct command c = { .path = "/bin/sh",
		.argv = argv,
		.env = h->env,
		.cwd = h->spec->cwd,
		.output = OUTPUT_NULL,
		.timeout = h->spec->timeout };
	struct outcome o = { 0 };
	struct error err;

	if (spawner_run(h->spawner, &c, &o, &err) == 0 && o.kind == OUTCOME_EXITED && o.code == 0)
		return true;
	if (o.kind == OUTCOME_INTERRUPTED)
		raise(o.code); /* it was taken, and is for the caller */
	line = h->spec->check ? h->spec->check : line;
	h->last = o.kind == OUTCOME_EXITED
		? arena_printf(h->mem, "'%s' exited with status %d", line, o.code)
		: arena_printf(h->mem, "'%s' did not exit within its time", line);
	return false;
}

static bool try_one(struct health *h, const char *check)
{
	if (text_starts(check, "file:"))
		return try_file(h, check + strlen("file:"));
	if (text_starts(check, "command:"))
		return try_command(h, check + strlen("command:"));
	if (strcmp(check, "process") == 0)
		return false; /* the caller knows how long it runs */
	return try_network(h, check);
}

enum health_state health_try(struct health *h)
{
	h->last = NULL;
	for (size_t i = 0; i < h->spec->health.n; i++) {
		struct pollfd ended = { h->ended, POLLIN, 0 };

		if (try_one(h, h->spec->health.v[i]))
			return HEALTH_READY;
		if (interrupt_pending() || poll(&ended, 1, 0) > 0)
			return HEALTH_STOPPED;
	}
	return HEALTH_NOT_YET;
}

bool health_has(const struct health *h, const char *kind)
{
	for (size_t i = 0; i < h->spec->health.n; i++)
		if (text_starts(h->spec->health.v[i], kind))
			return true;
	return false;
}
