/* One thread of a load: its connections, its part of the requests, its counts. */
#pragma once

#include <pthread.h>
#include <stdint.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/error.h"
#include "load/address.h"
#include "load/load.h"
#include "load/request.h"
#include "load/response.h"

struct load;
struct worker;

/* One connection of a worker, with at most one request at a time. */
enum connection_state {
	CONNECTION_CLOSED,
	CONNECTION_PAUSED, /* closed, and waits before it connects again */
	CONNECTION_CONNECTING,
	CONNECTION_OPEN,
};

struct connection {
	int fd;
	enum connection_state state;
	bool busy;    /* has a request */
	bool retried; /* this request was sent before */
	bool writes;  /* epoll waits for space to write */
	bool was_open;
	bool counted;      /* the request counts */
	unsigned requests; /* on this connection */
	uint64_t seq;
	uint64_t start;    /* of the latency */
	uint64_t deadline; /* of the request */
	uint64_t until;    /* of the connecting or the pause */
	const struct request *request;

	char *written;   /* space for a request from templates */
	const char *out; /* the request's bytes */
	size_t out_n, out_at;
	/* engine_tcp */
	struct response response;
};

/* How requests reach the server. Times are looked at every few milliseconds, by tick. */
struct engine {
	/* For the whole load, before and after its threads; both may be NULL. */
	int (*begin)(struct load *load, struct arena *mem, struct error *err);
	void (*end)(struct load *load);
	int (*prepare)(struct worker *w, struct error *err);
	/* Sends the request that c has got. */
	void (*send)(struct worker *w, struct connection *c);
	/* What epoll reports for data. */
	void (*event)(struct worker *w, void *data, uint32_t events);
	/* Whether a time limit has passed, or a pause. */
	void (*tick)(struct worker *w, struct connection *c);
	/* w->timer has passed; NULL: the engine sets no timer. */
	void (*timeout)(struct worker *w);
	void (*close)(struct worker *w);
};
extern const struct engine engine_tcp;  /* HTTP/1.1 without TLS */
extern const struct engine engine_curl; /* everything that libcurl can */

/* What all workers share; nobody changes it while they run. */
struct load {
	const struct engine *engine;
	const struct load_plan *plan; /* without zeros that mean a default */
	const struct request_mix *mix;
	struct address address;
	struct response_limits limits;
	const struct response_watch *watch;
	void *shared; /* the engine's */
	unsigned threads;
	uint64_t begin;                    /* request 0 is due, or the ramp begins */
	uint64_t window_begin, window_end; /* window_end: UINT64_MAX if only a count ends it */
};

/* Open load: when request n is due, in ns after begin. */
double load_due(const struct load_plan *plan, double n);

struct worker {
	const struct load *load;
	unsigned index;
	pthread_t thread;
	int epoll;
	uint64_t now;

	struct connection *connections;
	unsigned slots, opened; /* opened: slots that have been used */
	unsigned connecting;
	struct connection **idle; /* of an open load: connected, without a request */
	unsigned idle_n;

	uint64_t next;    /* requests of this worker that have begun */
	uint64_t noticed; /* of an open load: requests that were seen to be due */
	uint64_t quota;   /* requests that may still begin inside the window */
	uint64_t window_end;
	uint64_t in_flight, in_flight_since;
	double in_flight_ns; /* the integral of in_flight over the window */
	uint64_t tick;       /* when to look for timeouts next */
	uint64_t timer;      /* of the engine; UINT64_MAX: none */
	void *engine;        /* its data */
	uint64_t cpu_begin, cpu_end;
	bool began, ended; /* the window, as far as cpu_begin and cpu_end know */

	char *buffer;
	struct arena mem;
	struct load_result result;
	struct error first; /* error of a request; empty: none */
	bool failed;        /* this machine lacks something; fatal says what */
	struct error fatal;
};

enum { WORKER_BUFFER = 1 << 16 };

/* Fills the worker's part. -1: no epoll. */
int worker_open(struct worker *w, const struct load *load, unsigned index, struct error *err);
/* Runs until the load has ended. The argument is the worker; returns NULL. */
void *worker_run(void *worker);
void worker_close(struct worker *w);

/* A connection has no request any more; gives it the next one. */
void worker_free_connection(struct worker *w, struct connection *c);
/* A request is in flight from its start, which may lie in the past, to its end. */
void worker_begin(struct worker *w, uint64_t start);
void worker_end(struct worker *w);
bool worker_in_window(const struct worker *w);

/* Raises the soft limit of open files, if that is necessary. before gets what it was. */
int load_allow_files(struct rlimit *before, unsigned connections, struct error *err);

/* load_run, which also shows every answer to somebody, who is called by one thread if the plan has
 * one. watch may be NULL. */
int load_watched(struct load_result *out, const struct load_plan *plan,
	const struct response_watch *watch, struct arena *mem, struct error *err);

/* exchange.c: a request and its answer, as they count: the same for every engine. */

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
