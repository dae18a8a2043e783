/* A server under load: one sample is one round of requests. */
#pragma once

#include <stdint.h>

#include "load/load.h"
#include "measure/kind/http_capacity.h"
#include "model/metric.h"
#include "model/option/option.h"
#include "model/run/run.h"

struct problems;
struct sink;

/* One of `requests:`. */
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
/* Everything at its default. */
void http_options_begin(struct http_options *o, struct arena *mem);
/* Marks an option as given. */
void http_give(struct http_options *o, const char *name);
extern const struct section http_section;
/* Whether the user has given the option of that name. */
bool http_given(const struct http_options *o, const char *name);
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

/* What the rounds so far say about the measurement itself. */
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
