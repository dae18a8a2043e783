/* Where the server listens. */
#pragma once

#include <sys/socket.h>

struct error;
struct load_plan;

struct address {
	struct sockaddr_storage at;
	socklen_t n;
};

/* The first address of the target that accepts a connection within the plan's connect timeout. */
int address_find(struct address *out, const struct load_plan *plan, struct error *err);

/* Begins to connect a new non-blocking socket, which is returned; -1 with errno. The connection is
 * there when it is writable. */
int address_connect(const struct address *to);
