/* Counts server-sent events in bytes that arrive in any pieces (HTML, "Interpreting an event
 * stream"). Lines end with CR, LF or CRLF; one byte order mark at the beginning is skipped; an
 * event without data, or without its blank line at the end, is none. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { SSE_MAX = 16 << 20 }; /* bytes of a line, and of the data of an event */

struct sse {
	void (*event)(void *ctx); /* sees each event */
	void *ctx;

	char line[9];          /* its first bytes: a mark, "data", a colon and a blank */
	size_t line_n, data_n; /* bytes so far: of the line, and of the event's lines of data */
	bool begun;            /* a line has ended, so no byte order mark can follow */
	bool after_cr;         /* an LF would belong to the line before */
	bool too_long;
};

/* -1: a line or an event is longer than SSE_MAX, and the stream cannot be read on. */
int sse_feed(struct sse *s, const char *bytes, size_t n);
