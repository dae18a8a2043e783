/* A request and its answer, as they count: the same for every engine. */
#pragma once

#include <stdint.h>

#include "load/load.h"

struct connection;
struct worker;

/* The connection gets request number seq, whose latency counts from start. */
void exchange_begin(struct worker *w, struct connection *c, uint64_t seq, uint64_t start);
/* Makes its bytes: c->out. */
void exchange_write(struct worker *w, struct connection *c);

/* Counts a complete answer. rest: more bytes than the answer have come. */
void exchange_answered(struct worker *w, struct connection *c, int status, uint64_t body,
	bool rest);
/* Counts an error; what completes the sentence "GET /path: ". */
void exchange_failed(struct worker *w, struct connection *c, enum load_error class,
	const char *what);
/* Before the next attempt to connect, so that a server that refuses is not asked without end. */
void exchange_pause(struct worker *w, struct connection *c);
/* The request has ended, and has been counted; the connection gets the next one. */
void exchange_end(struct worker *w, struct connection *c);
