/* `benchctl accept`: enters a deliberate slowdown into the accept ledger. */
#ifndef BENCHCTL_APP_ACCEPT_H
#define BENCHCTL_APP_ACCEPT_H

#include "app/project.h"

struct accept_options {
	const char *id; /* of a benchmark or result, or a pattern */
	const char *metric, *reason, *expires, *config;
	double max;
};

/* *path gets the ledger's. */
int app_accept(const char **path, struct app *app, const struct accept_options *options,
	struct error *err);

#endif
