/* Requests with synthetic payloads: the same seed makes the same bytes. */
#pragma once

#include "load/load.h"

struct workload {
	const char *name; /* "json-small" */
	const char *suite;
	const char *method, *path, *type, *body; /* see workload.c; type, body: NULL: none */
};
/* By suite; ends with a NULL name. */
extern const struct workload workloads[];

struct load_request workload_request(const struct workload *w, struct arena *mem, uint64_t seed);

/* Adds the names of the workloads of a suite, or of one, or of all ("all"). -1: there is none; the
 * error lists what there is. */
int workload_names(struct words *out, struct arena *mem, const char *name, struct error *err);
const struct workload *workload_find(const char *name); /* or NULL */
