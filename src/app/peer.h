/* `benchctl peer`: the other end of the built-in benchmark `network`. */
#pragma once

struct error;

/* Listens at HOST:PORT until a signal ends it, which is the error. listening: called once with the
 * address. */
int app_peer(const char *address, void (*listening)(void *ctx, const char *address), void *ctx,
	struct error *err);
