/* A server on loopback inside the test, one thread per connection, and a plan for it. */
#pragma once

#include "unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "load/histogram.h"
#include "load/load.h"

enum { SEEN_MAX = 4096 };

struct server;
/* Serves one connection, the nth from 0. */
typedef void serve(struct server *s, int fd, unsigned nth);

struct server {
	int fd;
	uint16_t port;
	serve *serve;
	pthread_t thread;
	atomic_uint connections, requests;
	atomic_bool stopped;
	pthread_mutex_t lock;
	char seen[SEEN_MAX]; /* the last request, of any connection */
};

struct job {
	struct server *server;
	int fd;
	unsigned nth;
};

static inline void *serve_one(void *arg)
{
	struct job *j = arg;

	j->server->serve(j->server, j->fd, j->nth);
	close(j->fd);
	free(j);
	return NULL;
}

static inline void *serve_all(void *arg)
{
	struct server *s = arg;
	pthread_t threads[256];
	unsigned n = 0;
	int fd;

	while (n < 256 && (fd = accept(s->fd, NULL, NULL)) >= 0) {
		struct job *j = malloc(sizeof *j);

		*j = (struct job){ s, fd, atomic_fetch_add(&s->connections, 1) };
		pthread_create(&threads[n++], NULL, serve_one, j);
	}
	while (n > 0)
		pthread_join(threads[--n], NULL);
	return NULL;
}

static inline void server_start(struct server *s, serve *how)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;

	memset(s, 0, sizeof *s);
	pthread_mutex_init(&s->lock, NULL);
	s->serve = how;
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&at, n), 0);
	assert_int_equal(listen(s->fd, 128), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &n), 0);
	s->port = ntohs(at.sin_port);
	pthread_create(&s->thread, NULL, serve_all, s);
}

static inline void server_stop(struct server *s)
{
	atomic_store(&s->stopped, true);
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
}

static inline void say(int fd, const char *text)
{
	send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* Waits for a request without a body, or one with "Content-Length: N". text: SEEN_MAX bytes. */
static inline bool request_into(char *text, struct server *s, int fd)
{
	size_t n = 0;
	ssize_t got;

	while (n < SEEN_MAX - 1 && (got = recv(fd, text + n, SEEN_MAX - 1 - n, 0)) > 0) {
		const char *end, *length;

		n += (size_t)got;
		text[n] = '\0';
		end = strstr(text, "\r\n\r\n");
		length = strstr(text, "Content-Length: ");
		if (!end || (length && strlen(end + 4) < strtoul(length + 16, NULL, 10)))
			continue;
		pthread_mutex_lock(&s->lock);
		memcpy(s->seen, text, n + 1);
		pthread_mutex_unlock(&s->lock);
		atomic_fetch_add(&s->requests, 1);
		return true;
	}
	return false;
}

static inline bool request(struct server *s, int fd)
{
	char text[SEEN_MAX];

	return request_into(text, s, fd);
}

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static inline void hello(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	while (request(s, fd))
		say(fd, HELLO);
}

static inline struct load_plan plan_of(const struct server *s, const struct load_request *r)
{
	return (struct load_plan){
		.target = { .host = "127.0.0.1", .port = s->port },
		.requests = r,
		.requests_n = 1,
		.connections = 1,
		.count = 4,
		.timeout_ns = 500000000,
		.stop_fd = -1,
	};
}

static inline void wait_for_end(int fd)
{
	char byte;

	while (recv(fd, &byte, 1, 0) > 0)
		;
}
