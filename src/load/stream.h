/* Opens streams to a server, by WebSocket (RFC 6455) or by server-sent events, and measures what
 * arrives. Times are nanoseconds.
 *
 * WebSocket: when all connections are open, each sends a message, waits for the next message of the
 * server, and so on. A round trip begins before the send.
 * Server-sent events: each connection asks for the stream and reads events. */
#pragma once

#include <stdint.h>

#include "load/load.h"

enum {
	STREAM_CONNECTIONS_MAX = 10000,
	STREAM_MESSAGE_MAX = 16 << 20, /* bytes of a message of the server */
};

enum stream_kind { STREAM_WEBSOCKET, STREAM_EVENTS };
extern const char *const stream_kind_names[]; /* "websocket", "sse"; ends with NULL */

struct stream_plan {
	enum stream_kind kind;
	struct load_target target; /* of HTTP/1.1 */
	/* Path and header values are templates; ${seq} is the number of the connection. */
	const char *path;
	struct pairs headers;
	unsigned connections;
	uint64_t messages;   /* of each connection: round trips, or events to read */
	const char *message; /* WebSocket: what is sent; UTF-8 */
	size_t message_n;
	uint64_t timeout_ns; /* of the handshake, of an answer, until the next event */
	int stop_fd;         /* everything ends when it is readable; negative: none */
};

struct stream_result {
	unsigned opened;        /* connections whose handshake is complete */
	uint64_t sent, answers; /* WebSocket: messages, and the messages that answer them */
	uint64_t events;        /* server-sent events; WebSocket: messages that nothing asked for */
	uint64_t errors[LOAD_ERRORS]; /* each ends its connection */
	struct histogram *latency;    /* round trips; from the request to its first event */
	struct histogram *interval;   /* between events; NULL for WebSocket */
	uint64_t duration_ns;         /* from the first message, or the first request, to the end */
	bool stopped;                 /* by stop_fd */
	const char *first_error;      /* a sentence about the first error; NULL: none */
};

/* -1: the plan has an error (EXIT_USAGE), nothing listens at the target, or a resource of this
 * machine is missing. Errors of single connections are counted instead. */
int stream_run(struct stream_result *out, const struct stream_plan *plan, struct arena *mem,
	struct error *err);
