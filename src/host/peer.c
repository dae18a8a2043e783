#include "host/peer.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

/* A silent connection is closed, and their number is limited: a stranger cannot occupy the peer. */
enum { SILENCE_MS = 30000, CONNECTIONS_MAX = 256, CHUNK = 1 << 17, QUIET_MS = 200 };

struct peer_connection {
	struct peer *peer; /* NULL: the slot is free */
	pthread_t thread;
	int fd;
	atomic_bool over;
};

struct peer {
	int fd, stop[2];
	char address[PEER_ADDRESS_MAX];
	pthread_t thread;
	struct peer_connection connections[CONNECTIONS_MAX];
};

static void send_count(int fd, uint64_t n)
{
	n = htobe64(n);
	fd_send(fd, &n, sizeof n);
}

static void sink(int fd, char *chunk)
{
	uint64_t all = 0;
	ssize_t n;

	while ((n = recv(fd, chunk, CHUNK, 0)) > 0)
		all += (uint64_t)n;
	if (n == 0)
		send_count(fd, all);
}

static void echo(int fd, char *chunk)
{
	ssize_t n;

	while ((n = recv(fd, chunk, CHUNK, 0)) > 0 && fd_send(fd, chunk, (size_t)n))
		;
}

/* A socket at the address where the connection has come in; -1 with errno. */
static int open_udp(int fd, uint32_t *port)
{
	struct sockaddr_storage at = { 0 };
	socklen_t n = sizeof at;
	int udp = -1;

	if (getsockname(fd, (struct sockaddr *)&at, &n) < 0)
		return -1;
	udp = socket(at.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (at.ss_family == AF_INET6)
		((struct sockaddr_in6 *)(void *)&at)->sin6_port = 0;
	else
		((struct sockaddr_in *)(void *)&at)->sin_port = 0;
	if (udp < 0 || bind(udp, (struct sockaddr *)&at, n) < 0 ||
		getsockname(udp, (struct sockaddr *)&at, &n) < 0) {
		fd_close(&udp);
		return -1;
	}
	*port = ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&at)->sin6_port
					       : ((struct sockaddr_in *)(void *)&at)->sin_port);
	return udp;
}

/* Counts until the connection says so and the datagrams on their way have come. */
static void count(int fd, int udp, char *chunk)
{
	struct pollfd fds[] = { { udp, POLLIN, 0 }, { fd, POLLIN, 0 } };
	uint64_t all = 0;
	int wait = SILENCE_MS;

	while (poll(fds, 2, wait) > 0) {
		if (fds[0].revents && recv(udp, chunk, CHUNK, MSG_DONTWAIT) >= 0)
			all++;
		if (fds[1].fd >= 0 && fds[1].revents) {
			if (recv(fd, chunk, 1, 0) != 1)
				return;
			fds[1].fd = -1;
			wait = QUIET_MS;
		}
	}
	send_count(fd, all);
}

static void serve(int fd)
{
	struct peer_hello hello, answer;
	char *chunk = malloc(CHUNK);
	uint32_t port = 0;
	int udp = -1, one = 1;
	unsigned version;

	peer_timeouts(fd, SILENCE_MS);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	version = chunk && fd_receive(fd, &hello, sizeof hello) ? peer_hello_read(&hello) : 0;
	if (version == PEER_VERSION && hello.mode == PEER_UDP)
		udp = open_udp(fd, &port);
	/* To another version, too, so that it can say which one this is. */
	peer_hello_make(&answer, PEER_NOTHING, port);
	if (version && fd_send(fd, &answer, sizeof answer) && version == PEER_VERSION) {
		if (hello.mode == PEER_SINK)
			sink(fd, chunk);
		else if (hello.mode == PEER_ECHO)
			echo(fd, chunk);
		else if (udp >= 0)
			count(fd, udp, chunk);
	}
	fd_close(&udp);
	free(chunk);
}

static void *connection(void *ctx)
{
	struct peer_connection *c = ctx;

	serve(c->fd);
	shutdown(c->fd, SHUT_RDWR);
	c->over = true;
	return NULL;
}

static void end_connection(struct peer_connection *c)
{
	pthread_join(c->thread, NULL);
	close(c->fd);
	c->peer = NULL;
}

/* A free slot, after those whose connection is over were emptied; NULL: none. */
static struct peer_connection *find_slot(struct peer *p)
{
	struct peer_connection *slot = NULL;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		struct peer_connection *c = &p->connections[i];

		if (c->peer && c->over)
			end_connection(c);
		if (!c->peer && !slot)
			slot = c;
	}
	return slot;
}

static void accept_one(struct peer *p)
{
	int fd = accept4(p->fd, NULL, NULL, SOCK_CLOEXEC);
	struct peer_connection *c = fd >= 0 ? find_slot(p) : NULL;

	if (fd < 0)
		return;
	if (c) {
		c->peer = p;
		c->fd = fd;
		c->over = false;
		if (pthread_create(&c->thread, NULL, connection, c) == 0)
			return;
		c->peer = NULL;
	}
	close(fd);
}

static void *listen_on(void *ctx)
{
	struct peer *p = ctx;
	struct pollfd fds[] = { { p->fd, POLLIN, 0 }, { p->stop[0], POLLIN, 0 } };

	while (poll(fds, 2, -1) >= 0 || errno == EINTR) {
		if (fds[1].revents)
			break;
		if (fds[0].revents)
			accept_one(p);
	}
	return NULL;
}

/* Listens; 0 or -1 with errno. */
static int bind_to(struct peer *p, const struct addrinfo *at)
{
	struct sockaddr_storage own;
	socklen_t n = sizeof own;
	char host[256], port[8];
	int one = 1;

	p->fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (p->fd < 0)
		return -1;
	setsockopt(p->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(p->fd, at->ai_addr, at->ai_addrlen) < 0 || listen(p->fd, 1024) < 0 ||
		getsockname(p->fd, (struct sockaddr *)&own, &n) < 0)
		return -1;
	if (getnameinfo((struct sockaddr *)&own, n, host, sizeof host, port, sizeof port,
		    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return -1;
	snprintf(p->address, sizeof p->address, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host,
		port);
	return 0;
}

static void release(struct peer *p)
{
	const int fds[] = { p->fd, p->stop[0], p->stop[1] };

	fd_close_all(fds, 3);
	free(p);
}

struct peer *peer_start(const char *address, struct error *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct peer *p = calloc(1, sizeof *p);
	struct addrinfo *list = NULL;
	struct peer_place place;
	int rc;

	if (!p)
		die_of_memory(0);
	p->fd = p->stop[0] = p->stop[1] = -1;
	if (!peer_place_read(&place, address)) {
		error_set(err, "'%s' is not HOST:PORT, such as 127.0.0.1:%d", address, PEER_PORT);
	} else if ((rc = getaddrinfo(place.host, place.port, &hints, &list)) != 0) {
		error_set(err, "the host '%s' has no address: %s", place.host, gai_strerror(rc));
	} else if (bind_to(p, list) < 0 || pipe2(p->stop, O_CLOEXEC) < 0 ||
		(errno = pthread_create(&p->thread, NULL, listen_on, p)) != 0) {
		error_set(err, "cannot listen at %s: %s", address, strerror(errno));
	} else {
		freeaddrinfo(list);
		return p;
	}
	if (list)
		freeaddrinfo(list);
	release(p);
	return NULL;
}

const char *peer_address(const struct peer *p)
{
	return p->address;
}

void peer_stop(struct peer *p)
{
	fd_close(&p->stop[1]);
	pthread_join(p->thread, NULL);
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (p->connections[i].peer) {
			shutdown(p->connections[i].fd, SHUT_RDWR);
			end_connection(&p->connections[i]);
		}
	release(p);
}
