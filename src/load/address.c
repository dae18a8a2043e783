#include "load/address.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "load/load.h"

int address_connect(const struct address *to)
{
	int fd = socket(to->at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (to->at.ss_family != AF_UNIX)
		fd_use_tcp(fd);
	if (connect(fd, (const struct sockaddr *)&to->at, to->n) < 0 && errno != EINPROGRESS)
		fd_close(&fd);
	return fd;
}

/* 0, or an errno. */
static int try_out(const struct address *to, uint64_t timeout_ns)
{
	CLOSES_FD int fd = address_connect(to);
	struct pollfd writable = { .fd = fd, .events = POLLOUT };
	uint64_t began = clock_ns();
	int n;

	if (fd < 0)
		return errno;
	do
		n = poll(&writable, 1, (int)(timeout_ns / 1000000) + 1);
	while (n < 0 && errno == EINTR && clock_ns() - began < timeout_ns);
	if (n <= 0)
		return n < 0 ? errno : ETIMEDOUT;
	return fd_connected(fd);
}

static int find_socket(struct address *out, const char *path, uint64_t timeout_ns,
	struct error *err)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int why;

	if (strlen(path) >= sizeof un.sun_path)
		return error_set(err, "the path of the socket '%s' is longer than %zu bytes", path,
			sizeof un.sun_path - 1);
	snprintf(un.sun_path, sizeof un.sun_path, "%s", path);
	memcpy(&out->at, &un, sizeof un);
	out->n = sizeof un;
	why = try_out(out, timeout_ns);
	return why ? error_set(err, "nothing accepts a connection at the socket '%s': %s", path,
			     strerror(why))
		   : 0;
}

int address_find(struct address *out, const struct load_plan *plan, struct error *err)
{
	const struct load_target *target = &plan->target;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	char port[8];
	bool v6;
	int why = 0;

	*out = (struct address){ 0 };
	if (target->socket)
		return find_socket(out, target->socket, plan->connect_timeout_ns, err);
	snprintf(port, sizeof port, "%u", (unsigned)target->port);
	why = getaddrinfo(target->host, port, &hints, &list);
	if (why)
		return error_set(err, "the host '%s' has no address: %s", target->host,
			gai_strerror(why));
	why = EADDRNOTAVAIL;
	for (const struct addrinfo *i = list; i && why; i = i->ai_next) {
		memcpy(&out->at, i->ai_addr, i->ai_addrlen);
		out->n = i->ai_addrlen;
		why = try_out(out, plan->connect_timeout_ns);
	}
	freeaddrinfo(list);
	if (!why)
		return 0;
	v6 = strchr(target->host, ':');
	return error_set(err, "nothing accepts a connection at %s%s%s port %s: %s", v6 ? "[" : "",
		target->host, v6 ? "]" : "", port, strerror(why));
}
