/* A server under load: one sample is one round of requests. */
#pragma once

#include <stdint.h>

#include "load/load.h"
#include "model/kind.h"
#include "model/metric.h"
#include "model/option/option.h"
#include "model/run/run.h"

struct sink;
struct task;

/* The highest rate at which a server keeps its limits. */
struct http_capacity_options {
	struct option_set set;
	double p50, p99;        /* s; 0: no limit */
	double errors;          /* ratio, with requests that were never sent */
	double lowest, highest; /* 1/s */
	double precision;       /* ratio */
};
extern const struct section http_capacity_section;

/* NULL, or what is wrong with them, as a sentence. */
const char *http_capacity_fault(const struct http_capacity_options *o);
bool http_capacity_keeps(const struct http_capacity_options *o, const struct load_result *r);

/* Tries a rate: 1: it keeps the limits, 0: it does not, -1: it could not be tried. */
typedef int capacity_try(void *ctx, double rate, struct error *err);

/* Raises or lowers the rate from `before` by a quarter, or from the lowest by doubling where before
 * is 0, until one keeps the limits and the next does not; then halves the distance until it is
 * within the precision. A rate that does not keep the limits is tried again: it fails if it fails
 * twice. *rate: the highest that has kept them; 0: not even the lowest. */
int http_capacity_search(double *rate, const struct http_capacity_options *o, double before,
	capacity_try *attempt, void *ctx, struct error *err);

struct http_request {
	struct item item;
	double weight;
	const char *method, *path; /* NULL: GET, / */
	struct pairs headers;
	const char *body;    /* NULL: none */
	struct words status; /* as written; none: that of all */
};

struct http_options { /* benchmark->options of this kind */
	struct option_set set;
	const char *path, *url, *method, *body; /* NULL: not given */
	struct pairs headers;                   /* of all requests */
	struct words status;
	size_t length; /* of each body */
	struct items requests;
	struct words fixtures; /* files and folders, instead of requests */
	const char *workload;  /* or synthetic ones */
	size_t concurrency;
	double rate; /* 1/s; 0: closed load */
	struct http_capacity_options capacity;
	double ramp, warmup, duration, timeout;
	size_t count, requests_per_connection, threads;
	double max_errors; /* ratio */
	int tool;          /* index of http_tool_names */
	bool insecure, http2;
	const char *ca_file, *rows;
	size_t seed;
};
extern const struct section http_section;
bool http_given(const struct http_options *o, const char *name);
/* Whether a number of requests ends a round, not a time. */
bool http_is_counted(const struct http_options *o);
/* service: a URL such as that of the benchmark's service; NULL: it has none. */
void http_check(const struct http_options *o, const char *service, const struct item *at,
	struct problems *problems);

/* The load of one round on the server at the URL. root: the folder that file names are relative to;
 * NULL: the current one. longest: s that a round may take. */
int http_plan_make(struct load_plan *plan, struct arena *mem, const struct http_options *o,
	const char *url, const char *root, double longest, struct error *err);

/* Sends every request of the plan before the first round, those with templates twice, and compares
 * the answers with what is expected. lengths[i]: of the body that answered request i. */
int http_preflight(uint64_t *lengths, const struct load_plan *plan, struct arena *mem,
	struct error *err);

enum http_metric {
	HTTP_REQUESTS_PER_SECOND,
	HTTP_LATENCY, /* and its percentiles */
	HTTP_LATENCY_MEAN,
	HTTP_LATENCY_DEVIATION,
	HTTP_LATENCY_MIN,
	HTTP_BYTES_PER_SECOND,
	HTTP_BYTES_PER_RESPONSE,
	HTTP_ERRORS,
	HTTP_NEVER_SENT,
	HTTP_RECONNECTS,
	HTTP_RETRIED,
	HTTP_CPU_PER_REQUEST,
	HTTP_MEMORY,
	HTTP_CAPACITY,
	HTTP_CLIENT_CPU,
	HTTP_CLIENT_DELAY,
	HTTP_METRICS
};
extern const struct metric http_metrics[HTTP_METRICS];

/* Findings from the rounds so far about the measurement itself. */
struct http_checks {
	struct run_load load;        /* and what was asked for */
	size_t limited, uneven;      /* rounds: by the client; against Little's law */
	double product, concurrency; /* of Little's law: sums over the rounds without errors */
	double client_cpu;           /* ratio, the sum over rounds */
	double worst_delay;          /* s: p99 of how late the client was */
	uint64_t reconnects, retried, never_sent;
};

/* -1: the round has too many errors, or no answer. doing: when it was, for the sentence. */
int http_round_fault(const struct load_result *r, double max_errors, const char *doing,
	struct error *err);
/* What the server's processes used for the round; NaN: unknown. */
struct http_server_use {
	double cpu;    /* s */
	double memory; /* B, after the round */
};
/* One sample of each metric. */
void http_round_emit(struct sink *sink, const struct load_result *r,
	const struct http_server_use *server);
void http_checks_add(struct http_checks *c, const struct load_result *r);
/* The same of a round of another load generator. */
struct http_tool_report;
void http_tool_emit(struct sink *sink, const struct http_tool_report *r,
	const struct http_server_use *server);
void http_checks_add_tool(struct http_checks *c, const struct http_tool_report *r,
	double concurrency);
/* "120 requests over 4 connections in 3 rounds of 1 s, each after 200 ms of warm-up, Little's law
 * within 0.4%, the client used 31% of its processors, 0 errors, 0 reconnects" */
const char *http_checks_text(const struct http_checks *c, struct arena *mem);
/* Why the rounds cannot show a loss, as a sentence; NULL: they can. */
const char *http_checks_doubt(const struct http_checks *c, struct arena *mem);

/* `tool:` of `http:`: another load generator sends the requests of a round. */

/* The first is benchctl's own client; ends with NULL. */
extern const char *const http_tool_names[];

/* Why the tool cannot do what the options ask for, as a sentence; NULL: it can. */
const char *http_tool_fault(struct arena *mem, const struct http_options *o);

/* -1: it is not installed. */
int http_tool_probe(const struct http_options *o, const struct task *t, struct error *err);

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
