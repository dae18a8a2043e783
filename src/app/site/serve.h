/* `benchctl serve`: the pages by HTTP, for this machine alone. */
#pragma once

#include "app/site/site.h"

struct serve_options {
	struct site_options site;
	size_t port; /* 0: any free one */
};

/* Answers GET requests to 127.0.0.1 until a signal arrives. ready: is called with the address. */
int app_serve(struct app *app, const struct serve_options *o,
	void (*ready)(void *ctx, const char *url), void *ctx, struct error *err);
