/* `benchctl stream`. */
#pragma once

#include "app/app.h"
#include "load/stream.h"

struct stream_request {
	const char *url;      /* ws://, or http:// for server-sent events */
	struct words headers; /* "Name: value" */
	const char *message;
	size_t connections, messages;
	double timeout;      /* s */
	const char *ca_file; /* NULL: the system's certificates */
	bool insecure;
};

/* What a histogram holds, in seconds; NaN if it is empty. */
enum { STREAM_PERCENTS = 4 };
extern const double stream_percents[STREAM_PERCENTS];
struct stream_times {
	uint64_t n;
	double mean, min, max, percent[STREAM_PERCENTS];
};
/* h: NULL is an empty one. */
struct stream_times stream_times_of(const struct histogram *h);

/* plan->kind: by the URL. A signal ends the streams; the result is then incomplete. */
int app_stream(struct stream_result *out, struct stream_plan *plan, struct app *app,
	const struct stream_request *request, struct error *err);
