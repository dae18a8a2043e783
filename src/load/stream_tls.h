/* Streams over TLS: libcurl connects, verifies the certificate and encrypts. Everything else is as
 * without TLS. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct error;
struct peer;
struct stream;
struct stream_tls;

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
