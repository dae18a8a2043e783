#include "service/port.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/error.h"
#include "base/file.h"

enum { TRIES = 200 };

/* Binds a socket to the port (0: any) in one family, and returns the port; 0 with errno. A port
 * with connections that linger from an earlier server is good enough where it was asked for. */
static unsigned probe_family(int family, unsigned number)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)number) };
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)number) };
	struct sockaddr *at = family == AF_INET6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in;
	socklen_t size = family == AF_INET6 ? sizeof in6 : sizeof in;
	CLOSES_FD int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unsigned found = 0;
	int on = 1;

	if (fd < 0)
		return 0;
	if (number)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(fd, at, size) == 0 && getsockname(fd, at, &size) == 0 &&
		/* With SO_REUSEADDR, only listening shows another listener. */
		(!number || listen(fd, 1) == 0))
		found = ntohs(family == AF_INET6 ? in6.sin6_port : in.sin_port);
	return found;
}

/* A port that is free in both families, where the machine has both; 0 with errno. */
static unsigned probe(unsigned number)
{
	unsigned found = probe_family(AF_INET, number);
	int fault = errno;

	if (!found && fault != EAFNOSUPPORT)
		return 0;
	if (!found)
		return probe_family(AF_INET6, number);
	if (probe_family(AF_INET6, found) || errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL)
		return found;
	return 0;
}

/* An abstract socket of that name; it ends with this process, and is seen as far as ports are. */
static int reserve_port(unsigned number)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int n = snprintf(at.sun_path + 1, sizeof at.sun_path - 1, "benchctl-port-%u", number);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 &&
		bind(fd, (struct sockaddr *)&at,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n)) < 0)
		fd_close(&fd);
	return fd;
}

static int refuse(unsigned number, struct error *err)
{
	if (!number)
		return error_set(err, "no free port was found: %s", strerror(errno));
	if (errno == EADDRINUSE)
		return error_set(err,
			"port %u is taken: another program listens on it; stop that "
			"program, or leave out `port:` to get a free port",
			number);
	return error_set(err, "port %u cannot be used: %s", number, strerror(errno));
}

int port_take(struct port *p, unsigned number, struct error *err)
{
	*p = (struct port){ 0, -1 };
	for (int i = 0; i < (number ? 1 : TRIES); i++) {
		unsigned found = probe(number);

		if (!found)
			continue;
		p->held = reserve_port(found);
		if (p->held >= 0) {
			p->number = found;
			return 0;
		}
	}
	return refuse(number, err);
}

void port_release(struct port *p)
{
	fd_close(&p->held);
	p->number = 0;
}
