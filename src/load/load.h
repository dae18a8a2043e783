/* Sends requests to an HTTP server and measures the answers.
 *
 * The load is closed (each connection sends its next request when it has the answer) or open (a
 * request is due every 1/rate seconds, whatever the server does). In an open load the latency of
 * request n begins when it was due, t0 + n/rate, so a server that stalls cannot hide it.
 *
 * A request counts if it begins inside the window, which follows the warm-up. Requests that are in
 * flight when the window ends are waited for; the timeout limits that.
 *
 * Times are nanoseconds. This folder knows no benchmark, configuration or verdict. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pairs.h"

struct error;

enum {
	LOAD_CONNECTIONS_MAX = 100000,
	LOAD_THREADS_MAX = 256,
	LOAD_REQUESTS_MAX = 10000,
	LOAD_HEADER_MAX = 65536, /* bytes: the default limit of all header lines of an answer */
};
#define LOAD_BODY_MAX           (UINT64_C(1) << 30) /* the default limit of a body, in bytes */
#define LOAD_TIMEOUT_NS         UINT64_C(30000000000)
#define LOAD_CONNECT_TIMEOUT_NS UINT64_C(5000000000)

/* Path, header values and body are templates. ${seq} is the number of the request; ${rand}
 * is a random number of at most 19 digits; ${NAME} is the value of that column in row seq modulo
 * the number of its rows. $$ is one dollar sign before a brace: $${seq} sends ${seq}. The same seed
 * and number make the same request. */
struct load_column {
	const char *name;
	const char *const *v;
	size_t n;
};

/* What an answer holds; only http_preflight compares it. */
struct load_expected {
	const char *json;             /* the body, as json_canonical writes it; NULL: not JSON */
	const char *text, *text_json; /* or byte for byte, or that string in JSON; NULL: neither */
	size_t text_n;
	struct pairs headers; /* that it has at least */
};

struct load_request {
	double weight;      /* its share of all requests, relative to the other weights; > 0 */
	const char *method; /* NULL: GET */
	const char *path;   /* begins with '/', or is "*" */
	/* Host, User-Agent, Content-Length and Connection are added where they are not given.
	 * Content-Length and Transfer-Encoding must not be given. */
	struct pairs headers;
	const char *body;
	size_t body_n;
	bool verbatim;       /* no part is a template */
	const int *statuses; /* what the server may answer; none: any 2xx */
	size_t statuses_n;
	bool check_length; /* an answer whose body has another length is an error */
	uint64_t length;
	const struct load_expected *expected; /* NULL: any answer of these statuses */
};

enum load_protocol { LOAD_HTTP_1, LOAD_HTTP_2 }; /* HTTP/2 needs TLS */

struct load_target {
	bool tls;
	enum load_protocol protocol;
	const char *host; /* name or address, without brackets; also the Host header */
	uint16_t port;
	const char *socket;  /* the path of a Unix socket to connect to instead; NULL: none */
	const char *ca_file; /* TLS: trust these certificates instead of the system's; NULL: none */
	bool insecure;       /* TLS: accept any certificate */
	bool libcurl;        /* use libcurl also where our own client is enough */
};

struct load_plan {
	struct load_target target;
	const struct load_request *requests;
	size_t requests_n;
	const struct load_column *columns;
	size_t columns_n;

	/* Closed load: this many connections. Open load: at most this many. At least 1. */
	unsigned connections;
	double rate;      /* requests per second of an open load; 0: closed */
	unsigned threads; /* 0: 1; never more than connections */

	/* Before the warm-up: from nothing to the rate, or all connections, in a straight line. */
	uint64_t ramp_ns;
	/* duration or count, or both: what comes first ends the window. */
	uint64_t warmup_ns, duration_ns;
	uint64_t count; /* requests inside the window; 0: no limit */

	unsigned requests_per_connection; /* then the connection is closed; 0: no limit */
	uint64_t timeout_ns;              /* of a request, from its sending; 0: the default */
	uint64_t connect_timeout_ns;      /* 0: the default */
	size_t header_max;                /* 0: the default */
	uint64_t body_max;                /* 0: the default */
	uint64_t seed;
	uint64_t first; /* the number of the first request, so that a next load can go on */
	int stop_fd;    /* the load ends when it is readable; negative: none */
};

enum load_error {
	LOAD_ERROR_CONNECT,  /* no connection, or no TLS session */
	LOAD_ERROR_TIMEOUT,  /* no complete answer in time */
	LOAD_ERROR_STATUS,   /* a complete answer with an unexpected status */
	LOAD_ERROR_LENGTH,   /* a body of an unexpected length, or above the limit */
	LOAD_ERROR_PROTOCOL, /* not HTTP, or header lines above the limit */
	LOAD_ERROR_CLOSED,   /* the connection ended before the answer did */
	LOAD_ERRORS
};
extern const char *const load_error_names[LOAD_ERRORS];   /* "connect" ... */
uint64_t load_errors(const uint64_t errors[LOAD_ERRORS]); /* their sum */

/* sent = completed + errors + unfinished. */
struct load_result {
	struct histogram *latency; /* of completed requests */
	uint64_t begun;            /* requests of the warm-up too */
	uint64_t sent;
	uint64_t completed; /* answered as expected */
	uint64_t errors[LOAD_ERRORS];
	uint64_t unfinished; /* in flight when stop_fd ended the load */
	/* Open load: requests due in the window that found no free connection before its end. */
	uint64_t never_sent;
	uint64_t answered; /* answers as expected that arrived inside the window: for requests/s */
	uint64_t reconnects; /* connections inside the window beyond the first of each slot */
	/* Requests sent again, because a connection that had been used before ended without a
	 * byte of the answer: no error of the server (RFC 9112, 9.3.1). */
	uint64_t retried;             /* 0 with libcurl, which does so without saying */
	uint64_t bytes_in, bytes_out; /* inside the window, with header lines */
	uint64_t body_bytes;          /* bodies of completed requests */
	uint64_t window_ns;           /* the length of the window */
	uint64_t cpu_ns;              /* the generator's processor time inside the window */
	unsigned threads;
	/* Requests in flight, averaged over the window. By Little's law it equals mean latency
	 * times throughput. */
	double concurrency;
	/* Open load: how late the generator noticed that a request was due. NULL if closed. */
	struct histogram *delay;
	bool stopped;            /* by stop_fd */
	const char *first_error; /* a sentence about the first error; NULL: none */
};

/* Runs the load. -1: the plan has an error, nothing listens at the target, or a resource of this
 * machine is missing. Errors of single requests are counted instead. */
int load_run(struct load_result *out, const struct load_plan *plan, struct arena *mem,
	struct error *err);

/* One answer, to look at before the load. */
enum { LOAD_KEPT_BODY = 1 << 16 };
struct load_answer {
	int status;
	bool expected; /* status and length are what the request allows */
	uint64_t length;
	const char *body; /* its first LOAD_KEPT_BODY bytes, and a NUL */
	size_t body_n;
	struct pairs headers;
};

/* Sends request `index` of the plan once, as number plan->first, with its timeouts and limits. -1:
 * no complete answer; the error says why. */
int load_probe(struct load_answer *out, const struct load_plan *plan, size_t index,
	struct arena *mem, struct error *err);
/* The header of that name, in any case; NULL: there is none. */
struct pair *load_header_find(const struct pairs *headers, const char *name);
