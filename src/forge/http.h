/* One HTTP request after another, to a forge or a webhook.
 *
 * Redirects are not followed, because the token would go with them. A request that the server has
 * refused for its rate is sent again when the server says; one that failed otherwise is sent again
 * only if that is safe. Writes are paced: forges allow 80 a minute. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/words.h"
#include "load/curl_request.h"

struct http {
	struct arena *mem;
	const char *const *headers; /* of every request, ends with NULL */
	struct words secrets;       /* hidden in every text that is shown */
	FILE *show;                 /* print requests here instead of sending them; or NULL */
	double timeout;             /* s, of one request */
	double patience;            /* s, of all waiting that servers ask for */
	bool plain;                 /* HTTP without TLS is allowed also beyond this machine */
	void (*note)(void *ctx, const char *text);
	void *ctx;

	struct curl_library lib;
	CURL *easy; /* NULL: none yet */
	double waited;
	size_t writes;
	uint64_t last_write; /* clock_ns */
};

/* The members above the empty line are the caller's. */
int http_open(struct http *h, struct error *err);
void http_close(struct http *h);
#define CLOSES_HTTP __attribute__((cleanup(http_close)))

struct http_request {
	const char *method, *url;
	const char *shown; /* instead of the URL, where that is a secret; or NULL */
	const char *body;  /* JSON; NULL: none */
	bool repeatable;   /* sending it twice does no harm */
};

struct http_answer {
	int status; /* 0: it was only shown */
	const char *body;
	size_t n;
	const char *link; /* header lines; NULL: none */
	const char *retry_after, *remaining, *reset;
};

/* -1: no complete answer; *unknown (or NULL): whether the server may have obeyed nevertheless. */
int http_send(struct http_answer *out, bool *unknown, struct http *h, const struct http_request *r,
	struct error *err);

/* A copy without secrets. */
char *http_hide(const struct http *h, const char *text);

/* Whether the request did not reach the server. */
bool http_is_unsent(CURLcode code);

/* Seconds until the next try, after `tries` others; negative: the answer or failure is final. */
double http_delay(const struct http *h, const struct http_request *r, const struct http_answer *a,
	CURLcode code, unsigned tries);

/* The next page of a list, by the Link header of an answer (RFC 8288): the query, without '?', of
 * the target with the relation "next"; NULL: there is none. A query is all that a page differs by,
 * and the header's server may be one that only others can reach. The header may be NULL. */
const char *link_next(struct arena *mem, const char *header);
