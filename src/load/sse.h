/* Reads server-sent events from bytes that arrive in any pieces (HTML, "Interpreting an event
 * stream"). Lines end with CR, LF or CRLF; one byte order mark at the beginning is skipped; an
 * event without its blank line is dropped at the end. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { SSE_MAX = 16 << 20 }; /* bytes of a line, and of the data of an event */

struct sse_event {
	const char *type; /* "message" where the event names none */
	const char *data; /* its lines joined by LF; may hold NUL; a NUL follows */
	size_t data_n;
	const char *id; /* the last id of the stream, or "" */
};

struct sse_text ARENA_LIST(char);

struct sse {
	/* Sees each event, whose texts are valid during the call. */
	void (*event)(void *ctx, const struct sse_event *event);
	void *ctx;
	struct arena *mem;

	struct sse_text line, data, type, id;
	bool begun;    /* a line has ended, so no byte order mark can follow */
	bool after_cr; /* an LF would belong to the line before */
	bool too_long;
};

/* -1: a line or an event is longer than SSE_MAX, and the stream cannot be read on. */
int sse_feed(struct sse *s, const char *bytes, size_t n);
