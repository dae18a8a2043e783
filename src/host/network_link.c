#include "host/peer.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "host/families.h"

#define PAUSE_FIRST   0.02 /* s */
#define PAUSE_LONGEST 0.5
#define NO_HOST       ENXIO /* which connect does not give */

/* 0, or errno: the connection of the non-blocking socket is there. */
static int await(int fd, unsigned timeout)
{
	struct pollfd writable = { fd, POLLOUT, 0 };
	int rc = poll(&writable, 1, (int)timeout);

	return rc > 0 ? fd_connected(fd) : rc == 0 ? ETIMEDOUT : errno;
}

static int connect_to(const struct addrinfo *at, unsigned timeout)
{
	int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int why = 0;

	if (fd < 0)
		return -1;
	if (at->ai_socktype == SOCK_STREAM)
		fd_use_tcp(fd);
	if (connect(fd, at->ai_addr, at->ai_addrlen) < 0)
		why = errno == EINPROGRESS ? await(fd, timeout) : errno;
	if (!why && fcntl(fd, F_SETFL, 0) < 0)
		why = errno;
	if (!why) {
		peer_timeouts(fd, timeout);
		return fd;
	}
	close(fd);
	errno = why;
	return -1;
}

static int find(const struct network_link *l, int type, const char *port)
{
	const struct addrinfo hints = { .ai_socktype = type, .ai_flags = AI_NUMERICSERV };
	struct addrinfo *list = NULL;
	int fd = -1;

	if (getaddrinfo(l->place.host, port, &hints, &list) != 0) {
		errno = NO_HOST;
		return -1;
	}
	for (const struct addrinfo *at = list; at && fd < 0; at = at->ai_next)
		fd = connect_to(at, l->timeout);
	freeaddrinfo(list);
	return fd;
}

int network_link_connect(const struct network_link *l)
{
	return find(l, SOCK_STREAM, l->place.port);
}

int network_link_udp(const struct network_link *l, uint32_t port)
{
	char text[16];

	snprintf(text, sizeof text, "%u", (unsigned)port);
	return find(l, SOCK_DGRAM, text);
}

/* 0; -1: it may go better next time, with errno; -2 after fail(). */
static int shake_hands(const struct network_link *l, int fd, enum peer_mode mode, uint32_t *value,
	struct benchctl_sink *sink)
{
	struct peer_hello hello;
	unsigned version;

	peer_hello_make(&hello, mode, 0);
	if (!fd_send(fd, &hello, sizeof hello) || !fd_receive(fd, &hello, sizeof hello))
		return -1;
	version = peer_hello_read(&hello);
	*value = hello.value;
	if (version == PEER_VERSION)
		return 0;
	if (version)
		family_fail(sink,
			"the peer %s speaks version %u and this benchctl version %d; "
			"use the same release on both machines",
			l->peer, version, PEER_VERSION);
	else
		family_fail(sink, "%s is not a benchctl peer: it answers something else", l->peer);
	return -2;
}

static int fail_link(const struct network_link *l, int why, bool connected,
	struct benchctl_sink *sink)
{
	if (connected)
		return family_fail(sink, "the peer %s %s in the handshake; is it benchctl peer?",
			l->peer, why == EAGAIN ? "does not answer" : "hangs up");
	return family_fail(sink,
		"cannot connect to the peer %s: %s; "
		"start it there: benchctl peer --listen 0.0.0.0:%s",
		l->peer, why == NO_HOST ? "the host has no address" : strerror(why), l->place.port);
}

int network_link_open(struct network_link *l, enum peer_mode mode, uint32_t *value,
	struct benchctl_sink *sink)
{
	uint64_t began = clock_ns();
	double pause = PAUSE_FIRST;

	for (;;) {
		int fd = network_link_connect(l), why = errno, rc = -1;

		if (fd >= 0) {
			rc = shake_hands(l, fd, mode, value, sink);
			why = errno;
		}
		if (rc == 0)
			return fd;
		if (fd >= 0)
			close(fd);
		if (rc == -2)
			return -1;
		if (clock_seconds(began) >= l->retry)
			return fail_link(l, why, fd >= 0, sink);
		l->retries++;
		clock_sleep(pause);
		pause = pause < PAUSE_LONGEST / 2 ? 2 * pause : PAUSE_LONGEST;
	}
}
