/* Runs that were measured elsewhere: by another tool, or in shards. */
#pragma once

#include "app/recording/recording.h"

/* `benchctl import`: stores what other tools have measured as one run. */
struct import_options {
	const char *format; /* "auto", or the name of one */
	const char *suite;  /* name; NULL: the configuration's */
	const char *config; /* NULL: benchctl.yaml, if there is one */
	struct words files; /* "-": standard input; each is one sample of what several have */
};
int app_import(struct recorded *out, struct app *app, const struct import_options *options,
	struct error *err);

/* The name of the i-th format, or NULL. */
const char *app_import_format(size_t i);

/* `benchctl merge`: merges the runs of all shards of a suite. */
int app_merge(struct recorded *out, struct app *app, const struct words *runs, struct error *err);
