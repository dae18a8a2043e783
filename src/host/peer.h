/* The other end of the family `network`: a server that answers what the benchmark asks. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct benchctl_sink;
struct error;

enum { PEER_VERSION = 1, PEER_PORT = 7411, PEER_ADDRESS_MAX = 280 };

/* What a connection is for; its first 16 bytes say so, and the peer answers with 16. */
enum peer_mode {
	PEER_NOTHING, /* it is closed: the rate of connections */
	PEER_SINK,    /* reads all, then answers with the number of bytes (uint64_t, big-endian) */
	PEER_ECHO,    /* sends back what it gets */
	PEER_UDP,     /* `value` of the answer is a UDP port; one byte on the connection ends the
			 count, which is answered in the same way */
};
struct peer_hello {
	char magic[8];
	uint16_t version, mode;
	uint32_t value;
}; /* big-endian numbers */
#define PEER_MAGIC "bctlpeer"

void peer_hello_make(struct peer_hello *h, enum peer_mode mode, uint32_t value);
/* The version that it has; 0: it is not a hello. Its numbers are then those of this machine. */
unsigned peer_hello_read(struct peer_hello *h);

/* Listens at HOST:PORT (port 0: a free one) and serves in threads. */
struct peer *peer_start(const char *address, struct error *err);
/* "127.0.0.1:7411" */
const char *peer_address(const struct peer *p);
/* Ends all connections. */
void peer_stop(struct peer *p);

/* Splits "HOST:PORT" or "[HOST]:PORT"; false: it is neither. */
struct peer_place {
	char host[256], port[8];
};
bool peer_place_read(struct peer_place *p, const char *text);

/* How long it may be silent; fd_receive then fails with EAGAIN. */
void peer_timeouts(int fd, unsigned ms);

/* network_link.c: connections of the family to its peer. */
struct network_link {
	const char *peer; /* "HOST:PORT", for messages */
	struct peer_place place;
	double retry;     /* s: time for retries of a connection, with growing pauses */
	unsigned timeout; /* ms, of each connect, send and receive */
	uint64_t retries; /* so far */
};

/* A connection after the handshake; its descriptor, or -1 after fail(). value: of the answer. */
int network_link_open(struct network_link *l, enum peer_mode mode, uint32_t *value,
	struct benchctl_sink *sink);

/* One plain connect; a descriptor, or -1 with errno. It closes without a port in TIME_WAIT. */
int network_link_connect(const struct network_link *l);

/* A datagram socket that is connected to another port of the peer; -1 with errno. */
int network_link_udp(const struct network_link *l, uint32_t port);
