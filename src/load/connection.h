/* One connection of a worker, with at most one request at a time. */
#pragma once

#include <stdint.h>

#include "load/request.h"
#include "load/response.h"

enum connection_state {
	CONNECTION_CLOSED,
	CONNECTION_PAUSED, /* closed, and waits before it connects again */
	CONNECTION_CONNECTING,
	CONNECTION_OPEN,
};

struct connection {
	int fd;
	enum connection_state state;
	bool busy;    /* has a request */
	bool retried; /* this request was sent before */
	bool writes;  /* epoll waits for space to write */
	bool was_open;
	bool counted;      /* the request counts */
	unsigned requests; /* on this connection */
	uint64_t seq;
	uint64_t start;    /* of the latency */
	uint64_t deadline; /* of the request */
	uint64_t until;    /* of the connecting or the pause */
	const struct request *request;

	char *written;   /* space for a request from templates */
	const char *out; /* the request's bytes */
	size_t out_n, out_at;
	/* engine_tcp */
	struct response response;
};
