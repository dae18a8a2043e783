/* Reads an HTTP/1.0 or 1.1 answer (RFC 9112) from bytes that arrive in any pieces.
 *
 * Interim answers (1xx) are skipped, except an expected 101. A final answer's body ends by
 * Transfer-Encoding, else by Content-Length, else with the connection. Answers to HEAD, and 204 and
 * 304, have no body. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct response_limits {
	size_t header; /* bytes of all header lines, trailers and chunk sizes' lines */
	uint64_t body;
};

/* Receives the parts of an answer as they arrive, with interim answers and without trailers. */
struct response_watch {
	void (*status)(void *ctx, int status);
	void (*header)(void *ctx, const char *line, size_t n);
	void (*body)(void *ctx, const char *bytes, size_t n); /* or NULL */
	void *ctx;
};

enum response_state {
	RESPONSE_STATUS,
	RESPONSE_HEADER,
	RESPONSE_BODY,
	RESPONSE_UNTIL_CLOSE,
	RESPONSE_CHUNK_SIZE,
	RESPONSE_CHUNK,
	RESPONSE_CHUNK_END,
	RESPONSE_TRAILER,
	RESPONSE_DONE,
	RESPONSE_FAILED,
};

struct response {
	enum response_state state;
	int status;
	bool head;           /* answers HEAD */
	bool upgrade;        /* the request asks for another protocol: 101 ends the answer */
	bool reusable;       /* the connection may carry a next request */
	bool too_long;       /* why it failed: the body exceeds the limit */
	const char *problem; /* if it failed: the end of a sentence that begins "the server " */
	uint64_t body;       /* bytes so far */
	uint64_t left;       /* bytes of the body or chunk to come */

	bool old;                   /* HTTP/1.0 */
	bool close, keep;           /* words of Connection */
	bool coded, chunked, sized; /* Transfer-Encoding, its last coding, Content-Length */
	bool special;               /* the line before is one of these */
	bool touched;               /* a byte of the answer has arrived */
	size_t lines;               /* bytes of lines so far */
	char *part; /* the beginning of a line, limits->header bytes large; may be NULL */
	size_t part_n;
	struct arena *mem; /* for part */
	const struct response_limits *limits;
	const struct response_watch *watch; /* NULL: nobody */
};

/* Begins a new answer; keeps upgrade, mem, limits, watch and the space for part. */
void response_begin(struct response *r, bool head);

/* Takes bytes up to the end of the answer. Returns how many; all of them unless r->state is
 * RESPONSE_DONE or RESPONSE_FAILED afterwards. */
size_t response_feed(struct response *r, const char *bytes, size_t n);

/* The connection has ended: the answer is done, or has failed. */
void response_end(struct response *r);

/* Whether the value of a header, n bytes, is a list with commas that has the word, in any case. */
bool response_lists(const char *value, size_t n, const char *word);
