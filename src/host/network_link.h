/* Connections of the family `network` to its peer. */
#pragma once

#include <stdint.h>

#include "host/peer.h"

struct benchctl_sink;

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
