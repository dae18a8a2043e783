#include "host/peer.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

void peer_hello_make(struct peer_hello *h, enum peer_mode mode, uint32_t value)
{
	*h = (struct peer_hello){
		.version = htons(PEER_VERSION), .mode = htons((uint16_t)mode), .value = htonl(value)
	};
	memcpy(h->magic, PEER_MAGIC, sizeof h->magic);
}

unsigned peer_hello_read(struct peer_hello *h)
{
	if (memcmp(h->magic, PEER_MAGIC, sizeof h->magic) != 0)
		return 0;
	h->version = ntohs(h->version);
	h->mode = ntohs(h->mode);
	h->value = ntohl(h->value);
	return h->version;
}

bool peer_place_read(struct peer_place *p, const char *text)
{
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;
	bool bracketed = n >= 2 && text[0] == '[' && text[n - 1] == ']';
	size_t length = bracketed ? n - 2 : n;
	unsigned long port;
	char *end;

	if (!colon || length == 0 || length >= sizeof p->host || colon[1] < '0' || colon[1] > '9')
		return false;
	port = strtoul(colon + 1, &end, 10);
	if (*end || port > 65535 || (!bracketed && memchr(text, ':', n)))
		return false;
	snprintf(p->host, sizeof p->host, "%.*s", (int)length, text + bracketed);
	snprintf(p->port, sizeof p->port, "%lu", port);
	return true;
}

void peer_timeouts(int fd, unsigned ms)
{
	const struct timeval limit = { ms / 1000, ms % 1000 * 1000 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}
