/* One connection of a stream, as the parts of stream.h see it. */
#pragma once

#include <stdint.h>
#include <sys/types.h>
#include <wslay/wslay.h>

#include "base/lazy.h"
#include "base/rng.h"
#include "load/address.h"
#include "load/load.h"
#include "load/request.h"
#include "load/response.h"
#include "load/sse.h"
#include "load/stream.h"

/* libwslay, which is opened when a WebSocket needs it. */
#define WSLAY_FUNCTIONS(F)                                                                         \
	F(wslay_event_context_client_init)                                                         \
	F(wslay_event_context_free)                                                                \
	F(wslay_event_config_set_max_recv_msg_length)                                              \
	F(wslay_event_recv)                                                                        \
	F(wslay_event_send)                                                                        \
	F(wslay_event_queue_msg)                                                                   \
	F(wslay_event_queue_close)                                                                 \
	F(wslay_event_set_error)                                                                   \
	F(wslay_event_want_write)                                                                  \
	F(wslay_event_get_read_enabled)                                                            \
	F(wslay_event_get_queued_msg_count)                                                        \
	F(wslay_event_get_close_received)                                                          \
	F(wslay_event_get_status_code_received)                                                    \
	F(wslay_event_get_status_code_sent)
struct wslay_library {
	WSLAY_FUNCTIONS(LAZY_POINTER)
};

enum peer_state {
	PEER_NEW,
	PEER_CONNECTING,
	PEER_ASKING, /* the request is on its way, or its answer */
	PEER_READY,  /* waits until the others are open */
	PEER_OPEN,
	PEER_CLOSING, /* all messages are there; the server may say goodbye */
	PEER_ENDED,
};

struct peer {
	struct stream *stream;
	unsigned index;
	int fd;
	enum peer_state state;
	bool writes; /* epoll waits for space to write */
	uint64_t deadline;
	const char *out; /* the rest of the request */
	size_t out_n;
	struct response response;
	struct response_watch watch;
	unsigned seen;  /* header lines of the answer; bits of the protocol */
	uint64_t since; /* of a round trip, or of the wait for an event */
	uint64_t done;  /* round trips, or events */

	/* stream_ws.c */
	wslay_event_context_ptr frames;
	const char *early; /* bytes of the stream's buffer that libwslay has not had */
	size_t early_n;
	size_t budget; /* bytes that may still be read at this event */
	bool gone;     /* the server has ended the connection */
	bool awaits;   /* an answer */
	/* stream_sse.c */
	struct sse sse;
};

/* What differs between the kinds. */
struct stream_protocol {
	const struct pair *headers; /* of the request */
	size_t headers_n;
	int (*prepare)(struct stream *s, struct error *err);
	void (*header)(void *peer, const char *line, size_t n);
	void (*body)(void *peer, const char *bytes, size_t n); /* or NULL */
	/* The header of the answer is complete; the n bytes follow it. */
	void (*accept)(struct peer *p, const char *bytes, size_t n);
	/* All connections are open; this one is PEER_READY. NULL: none ever is. */
	void (*start)(struct peer *p);
	void (*read)(struct peer *p);
	void (*write)(struct peer *p);
	void (*close)(struct peer *p); /* NULL: there is nothing to free */
};
extern const struct stream_protocol stream_websocket, stream_events;

struct stream {
	const struct stream_plan *plan;
	const struct stream_protocol *protocol;
	struct stream_result *result;
	struct arena *mem;
	struct load_plan load; /* the request */
	struct address address;
	struct request_mix mix;
	struct response_limits limits;
	struct load_column keys; /* Sec-WebSocket-Key of each connection */
	struct wslay_library wslay;
	struct stream_tls *tls; /* NULL: without */
	struct rng rng;
	int epoll;
	struct peer *peers;
	unsigned started, opening, ended;
	uint64_t began, now;
	bool going; /* all connections are open, or have failed */
	char *buffer;
};
enum { STREAM_BUFFER = 1 << 16 };

/* As recv into the stream's buffer, and send, without waiting. more: more bytes follow at once. */
ssize_t peer_receive(const struct peer *p);
ssize_t peer_send(const struct peer *p, const void *bytes, size_t n, bool more);
/* Reads into the stream's buffer: bytes, or 0 if there are none, or the peer has ended by now. */
size_t peer_read(struct peer *p);
/* The value of a header line of that name, or NULL. */
const char *peer_header(const char *line, size_t n, const char *name, size_t *value_n);
/* epoll_ctl; false with errno. */
bool peer_watch(struct peer *p, int op, uint32_t events);
/* Whether epoll shall wait for space to write. */
void peer_wait(struct peer *p, bool writes);
/* The handshake is complete. */
void peer_opened(struct peer *p, enum peer_state state);
void peer_end(struct peer *p);
/* Counts an error and ends the peer; text completes the sentence "connection 3: the server ". */
__attribute__((format(printf, 3, 4))) void peer_fail(struct peer *p, enum load_error class,
	const char *fmt, ...);

/* stream_tls.c: over TLS, libcurl connects, verifies the certificate and encrypts. Everything else
 * is as without TLS. */

/* Connects all streams, a few at a time, until each is open or has failed. */
int stream_tls_open(struct stream *s, struct error *err);
void stream_tls_close(struct stream *s);

/* The peer's descriptor; -1: it has none, and *why says why. */
int stream_tls_fd(const struct peer *p, const char **why);
void stream_tls_end(const struct peer *p);

/* As recv and send without waiting. One call takes all that has been decrypted, if there is room
 * for a record of TLS (16 KiB), so what is left makes the descriptor readable. */
ssize_t stream_tls_recv(const struct peer *p, void *out, size_t n);
ssize_t stream_tls_send(const struct peer *p, const void *bytes, size_t n);
