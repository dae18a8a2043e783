/* `tool:` of `http:`: another load generator sends the requests of a round. */
#pragma once

#include "model/kind.h"

struct arena;
struct error;
struct histogram;
struct http_options;
struct load_plan;
struct result;
struct task;

/* The first is benchctl's own client; ends with NULL. */
extern const char *const http_tool_names[];

/* Why the tool cannot do what the options ask for, as a sentence; NULL: it can. */
const char *http_tool_fault(struct arena *mem, const struct http_options *o);

/* -1: it is not installed. */
int http_tool_probe(const struct http_options *o, const struct task *t, struct error *err);

/* What one run of the tool has reported. */
struct http_tool_report {
	const struct result *result; /* in the importer's metrics */
	struct histogram *latency;   /* of every request; NULL: it does not report that */
	double requests;             /* NaN: not said */
	double client_cpu;           /* ratio of its processors */
};
int http_tool_run(struct http_tool_report *out, struct task *t, const struct http_options *o,
	const struct load_plan *plan, struct arena *mem, struct error *err);

/* The tool that the benchmark needs; NULL: none. */
const char *http_tool_of(const struct benchmark *b);
