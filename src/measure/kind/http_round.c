/* One round as samples, and whether it can be believed. */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "base/units.h"
#include "benchctl/plugin.h"
#include "import/read/web.h"
#include "load/histogram.h"
#include "measure/kind/http.h"
#include "measure/sink.h"

const struct metric http_metrics[HTTP_METRICS] = {
	[HTTP_REQUESTS_PER_SECOND] = { "requests_per_second", "1/s", DIM_RATE, BETTER_HIGHER },
	[HTTP_LATENCY] = { "latency", "s", DIM_TIME, BETTER_LOWER },
	[HTTP_LATENCY_MEAN] = { "latency.mean", "s", DIM_TIME, BETTER_LOWER },
	[HTTP_LATENCY_DEVIATION] = { "latency.stddev", "s", DIM_TIME, BETTER_LOWER },
	[HTTP_LATENCY_MIN] = { "latency.min", "s", DIM_TIME, BETTER_LOWER },
	[HTTP_BYTES_PER_SECOND] = { "bytes_per_second", "B/s", DIM_BANDWIDTH, BETTER_HIGHER },
	[HTTP_BYTES_PER_RESPONSE] = { "bytes_per_response", "B", DIM_SIZE, BETTER_NONE, true },
	[HTTP_ERRORS] = { "errors", "ratio", DIM_RATIO, BETTER_LOWER },
	[HTTP_NEVER_SENT] = { "never_sent", "ratio", DIM_RATIO, BETTER_LOWER },
	[HTTP_RECONNECTS] = { "reconnects", "1", DIM_COUNT, BETTER_LOWER },
	[HTTP_RETRIED] = { "retried", "1", DIM_COUNT, BETTER_LOWER },
	[HTTP_CPU_PER_REQUEST] = { "cpu_per_request", "s", DIM_TIME, BETTER_LOWER },
	[HTTP_MEMORY] = { "memory", "B", DIM_SIZE, BETTER_LOWER },
	[HTTP_CAPACITY] = { "capacity", "1/s", DIM_RATE, BETTER_HIGHER },
	[HTTP_CLIENT_CPU] = { "client.cpu", "ratio", DIM_RATIO, BETTER_NONE },
	[HTTP_CLIENT_DELAY] = { "client.delay", "s", DIM_TIME, BETTER_NONE },
};

#define CLIENT_CPU_MAX 0.9  /* of its cores: above it the client measures itself */
#define LITTLE_MAX     0.02 /* by which mean latency times throughput may miss the concurrency */

static double window(const struct load_result *r)
{
	return r->window_ns ? (double)r->window_ns * 1e-9 : (double)NAN;
}

static double throughput(const struct load_result *r)
{
	return (double)r->answered / window(r);
}

static double client_cpu(const struct load_result *r)
{
	return (double)r->cpu_ns * 1e-9 / window(r) / r->threads;
}

/* "7 had another status, 5 timed out" */
static const char *kinds(char *out, size_t size, const struct load_result *r)
{
	static const char *const how[LOAD_ERRORS] = { [LOAD_ERROR_CONNECT] = "found no connection",
		[LOAD_ERROR_TIMEOUT] = "timed out",
		[LOAD_ERROR_STATUS] = "had another status",
		[LOAD_ERROR_LENGTH] = "had another length",
		[LOAD_ERROR_PROTOCOL] = "violated the protocol",
		[LOAD_ERROR_CLOSED] = "lost their connection" };
	size_t at = 0;

	*out = '\0';
	for (size_t i = 0; i < LOAD_ERRORS; i++)
		if (r->errors[i] && at < size)
			at += (size_t)snprintf(out + at, size - at, "%s%llu %s", at ? ", " : "",
				(unsigned long long)r->errors[i], how[i]);
	return out;
}

int http_round_fault(const struct load_result *r, double max_errors, const char *doing,
	struct error *err)
{
	uint64_t errors = load_errors(r->errors), all = errors + r->completed;
	char list[300], limit[QUANTITY_MAX];

	if (errors && (double)errors > max_errors * (double)all)
		return error_set(err,
			"%llu of %llu request%s failed %s (%s), more than max_errors: %s; "
			"the first: %s",
			(unsigned long long)errors, (unsigned long long)all, text_s(all), doing,
			kinds(list, sizeof list, r), quantity_format(limit, max_errors, DIM_RATIO),
			r->first_error ? r->first_error : "unknown");
	if (r->completed == 0 && r->never_sent)
		return error_set(err,
			"the server does not keep up with the rate: no request was answered %s, "
			"and %llu found no free connection; give a lower rate or more concurrency",
			doing, (unsigned long long)r->never_sent);
	/* A rate of zero says nothing. */
	if (r->completed == 0 || r->answered == 0)
		return error_set(err, "no request was sent and answered in the %.3g s %s; %s%s",
			window(r), doing,
			r->first_error ? "the first error: " : "give a longer duration",
			r->first_error ? r->first_error : "");
	return 0;
}

static void emit(struct sink *sink, enum http_metric metric, double value)
{
	sink_emit(sink, &http_metrics[metric], value);
}

static void emit_latency(struct sink *sink, const struct histogram *h)
{
	FREES_ARENA struct arena mem = { 0 };
	struct benchctl_bucket *v = arena_array(&mem, HISTOGRAM_BUCKETS, sizeof *v);

	sink_histogram(sink, &http_metrics[HTTP_LATENCY], v, histogram_buckets(v, h, 1e-9));
	emit(sink, HTTP_LATENCY_MEAN, histogram_mean(h) * 1e-9);
	emit(sink, HTTP_LATENCY_MIN, (double)h->min * 1e-9);
	if (h->n > 1)
		emit(sink, HTTP_LATENCY_DEVIATION, histogram_deviation(h) * 1e-9);
}

void http_round_emit(struct sink *sink, const struct load_result *r,
	const struct http_server_use *server)
{
	uint64_t errors = load_errors(r->errors), all = errors + r->completed;

	emit(sink, HTTP_REQUESTS_PER_SECOND, throughput(r));
	emit_latency(sink, r->latency);
	emit(sink, HTTP_BYTES_PER_SECOND, (double)r->bytes_in / window(r));
	emit(sink, HTTP_BYTES_PER_RESPONSE, (double)r->body_bytes / (double)r->completed);
	emit(sink, HTTP_ERRORS, (double)errors / (double)all);
	emit(sink, HTTP_RECONNECTS, (double)r->reconnects);
	emit(sink, HTTP_RETRIED, (double)r->retried);
	if (server->cpu > 0)
		emit(sink, HTTP_CPU_PER_REQUEST, server->cpu / (double)r->begun);
	if (server->memory > 0)
		emit(sink, HTTP_MEMORY, server->memory);
	emit(sink, HTTP_CLIENT_CPU, client_cpu(r));
	if (!r->delay || !r->delay->n)
		return;
	emit(sink, HTTP_NEVER_SENT, (double)r->never_sent / (double)(all + r->never_sent));
	emit(sink, HTTP_CLIENT_DELAY, histogram_percentile(r->delay, 99) * 1e-9);
}

static void add_round(struct http_checks *c, double cpu, double requests, uint64_t failed)
{
	struct run_load *l = &c->load;

	l->rounds++;
	l->total_requests += requests > 0 ? (size_t)requests : 0;
	l->failed += failed;
	l->success_rate = 1 - (double)l->failed / (double)l->total_requests;
	c->client_cpu += cpu;
	c->limited += cpu > CLIENT_CPU_MAX;
}

void http_checks_add(struct http_checks *c, const struct load_result *r)
{
	double product = histogram_mean(r->latency) * 1e-9 * throughput(r);
	/* Requests that cross an end of the window count on one side of the law only. */
	double edges = 2 * (double)r->latency->max / (double)r->window_ns;

	add_round(c, client_cpu(r), (double)(r->completed + load_errors(r->errors)),
		load_errors(r->errors));
	c->reconnects += r->reconnects;
	c->retried += r->retried;
	c->never_sent += r->never_sent;
	if (r->delay && r->delay->n)
		c->worst_delay = fmax(c->worst_delay, histogram_percentile(r->delay, 99) * 1e-9);
	if (load_errors(r->errors) || !(r->concurrency > 0))
		return; /* the latencies of failed requests are missing */
	c->product += product;
	c->concurrency += r->concurrency;
	c->uneven += !(fabs(product / r->concurrency - 1) <= LITTLE_MAX + edges);
}

static double reported(const struct http_tool_report *r, const char *metric)
{
	const struct series *s = result_find(r->result, metric);

	return s ? series_centre(s) : (double)NAN;
}

static void emit_known(struct sink *sink, enum http_metric metric, const char *suffix, double value)
{
	FREES_ARENA struct arena mem = { 0 };
	struct metric m = http_metrics[metric];

	if (*suffix)
		m.name = arena_printf(&mem, "%s%s", m.name, suffix);
	if (isfinite(value))
		sink_emit(sink, *suffix ? &m : &http_metrics[metric], value);
}

/* What the tool's summary says of the latencies. */
static void emit_summary(struct sink *sink, const struct http_tool_report *r)
{
	static const struct {
		const char *from, *suffix;
	} percentiles[] = { { WEB_LATENCY "_p90", ".p90" }, { WEB_LATENCY "_p95", ".p95" },
		{ WEB_LATENCY "_p99", ".p99" }, { WEB_LATENCY "_p99.9", ".p99.9" } };
	const struct series *latency = result_find(r->result, WEB_LATENCY);
	const struct figures f = latency && latency->figures ? *latency->figures : no_figures;

	emit_known(sink, HTTP_LATENCY, "",
		isnan(f.median) ? reported(r, WEB_LATENCY "_p50") : f.median);
	for (size_t i = 0; i < ARRAY_SIZE(percentiles); i++)
		emit_known(sink, HTTP_LATENCY, percentiles[i].suffix,
			reported(r, percentiles[i].from));
	emit_known(sink, HTTP_LATENCY, ".max", f.max);
	emit_known(sink, HTTP_LATENCY_MEAN, "", f.mean);
	emit_known(sink, HTTP_LATENCY_MIN, "", f.min);
	emit_known(sink, HTTP_LATENCY_DEVIATION, "", f.sd);
}

void http_tool_emit(struct sink *sink, const struct http_tool_report *r,
	const struct http_server_use *server)
{
	emit_known(sink, HTTP_REQUESTS_PER_SECOND, "", reported(r, WEB_RATE));
	if (r->latency)
		emit_latency(sink, r->latency);
	else
		emit_summary(sink, r);
	emit_known(sink, HTTP_BYTES_PER_SECOND, "", reported(r, WEB_BYTES));
	emit_known(sink, HTTP_ERRORS, "", 0); /* a report with errors is a failure */
	emit_known(sink, HTTP_CPU_PER_REQUEST, "",
		server->cpu > 0 ? server->cpu / r->requests : (double)NAN);
	emit_known(sink, HTTP_MEMORY, "", server->memory);
	emit_known(sink, HTTP_CLIENT_CPU, "", r->client_cpu);
}

/* The tool does not say when its requests began: the ends of rounds explain what the law misses. */
void http_checks_add_tool(struct http_checks *c, const struct http_tool_report *r,
	double concurrency)
{
	const struct series *latency = result_find(r->result, WEB_LATENCY);
	double mean = latency && latency->figures ? latency->figures->mean : (double)NAN;

	add_round(c, r->client_cpu, r->requests, 0);
	if (isnan(mean * reported(r, WEB_RATE)))
		return;
	c->product += mean * reported(r, WEB_RATE);
	c->concurrency += concurrency;
}

static const char *amount(struct arena *mem, uint64_t n, const char *one, const char *many)
{
	return arena_printf(mem, ", %llu %s", (unsigned long long)n, n == 1 ? one : many);
}

/* The ends of the windows cancel out over many rounds. */
static double little_law_deviation(const struct http_checks *c)
{
	return c->concurrency > 0 ? 100 * fabs(c->product / c->concurrency - 1) : 0;
}

static const char *load_text(const struct run_load *l, struct arena *mem)
{
	return arena_printf(mem, "%zu request%s over %zu connection%s in %zu round%s of %s%s%s%s",
		l->total_requests, text_s(l->total_requests), (size_t)l->concurrency,
		text_s(l->concurrency), l->rounds, text_s(l->rounds),
		l->duration > 0 ? quantity_text(mem, l->duration, DIM_TIME)
				: arena_printf(mem, "%llu", (unsigned long long)l->count),
		l->warmup > 0 ? ", each after " : "",
		l->warmup > 0 ? quantity_text(mem, l->warmup, DIM_TIME) : "",
		l->warmup > 0 ? " of warm-up" : "");
}

const char *http_checks_text(const struct http_checks *c, struct arena *mem)
{
	char delay[QUANTITY_MAX];

	return arena_printf(mem,
		"%s, Little's law within %.1f%%%s, "
		"the client used %.0f%% of its processors%s%s%s%s%s%s",
		load_text(&c->load, mem), little_law_deviation(c),
		c->load.tool ? " by the tool's figures"
			: little_law_deviation(c) > 100 * LITTLE_MAX &&
				2 * c->uneven <= c->load.rounds
			? " (the ends of short rounds explain it)"
			: "",
		100 * c->client_cpu / (double)c->load.rounds,
		amount(mem, c->load.failed, "error", "errors"),
		amount(mem, c->reconnects, "reconnect", "reconnects"),
		c->retried ? amount(mem, c->retried, "request sent again", "requests sent again")
			   : "",
		c->never_sent
			? amount(mem, c->never_sent, "request never sent", "requests never sent")
			: "",
		c->worst_delay > 0 ? ", the client was late by up to " : "",
		c->worst_delay > 0 ? quantity_format(delay, c->worst_delay, DIM_TIME) : "");
}

const char *http_checks_doubt(const struct http_checks *c, struct arena *mem)
{
	if (2 * c->limited > c->load.rounds)
		return arena_printf(mem,
			"the client was the limit: it used %.0f%% of its processors; "
			"give the client more threads, or the server more work",
			100 * c->client_cpu / (double)c->load.rounds);
	if (2 * c->uneven > c->load.rounds)
		return arena_printf(mem,
			"mean latency times throughput misses the concurrency by %.1f%% "
			"(Little's law), so the figures contradict each other",
			little_law_deviation(c));
	return NULL;
}
