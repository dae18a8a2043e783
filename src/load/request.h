/* The requests of a plan as bytes to send. Templates are parsed once, before the load begins. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

/* Literal bytes, then perhaps a value. */
enum { HOLE_NONE = -1, HOLE_SEQ = -2, HOLE_RAND = -3 }; /* else the index of a column */
struct segment {
	const char *text;
	size_t n;
	int hole;
};

struct template
{
	struct segment *v;
	size_t n, cap;
	size_t longest; /* the largest number of bytes that it becomes */
};

struct request {
	const struct load_request *spec;
	bool head;
	bool idempotent;
	const char *bytes; /* the whole request, if it is always the same; else NULL */
	size_t n;
	struct template lines, body; /* else these; Content-Length is between them */
	bool has_length;
};

struct request_mix {
	const struct load_plan *plan;
	struct request *v;
	size_t n;
	uint64_t *share; /* [i] is the upper end of request i's part of the 64-bit numbers */
	size_t longest;  /* bytes that request_write needs; 0: all requests are always the same */
};

/* Errors name the request and its part. */
int request_prepare(struct request_mix *mix, const struct load_plan *plan, struct arena *mem,
	struct error *err);

/* The request of number seq; depends on nothing else but the plan. */
const struct request *request_draw(const struct request_mix *mix, uint64_t seq);

/* Writes a request that has templates; out has mix->longest bytes. Returns the bytes written. */
size_t request_write(char *out, const struct request_mix *mix, const struct request *r,
	uint64_t seq);

/* Whether a part of the request may differ from one time to the next. */
bool request_has_template(const struct load_request *r);

/* Whether the plan allows this answer's status. */
bool request_expects(const struct load_request *spec, int status);
