#include "load/load.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/threads.h"
#include "load/address.h"
#include "load/histogram.h"
#include "load/request.h"
#include "load/worker.h"

/* Files that the program has open besides the connections. */
enum { FILES_OTHER = 64 };
#define HOUR_NS UINT64_C(3600000000000)

const char *const load_error_names[LOAD_ERRORS] = {
	[LOAD_ERROR_CONNECT] = "connect",
	[LOAD_ERROR_TIMEOUT] = "timeout",
	[LOAD_ERROR_STATUS] = "status",
	[LOAD_ERROR_LENGTH] = "length",
	[LOAD_ERROR_PROTOCOL] = "protocol",
	[LOAD_ERROR_CLOSED] = "closed",
};

uint64_t load_errors(const uint64_t errors[LOAD_ERRORS])
{
	uint64_t n = 0;

	for (size_t i = 0; i < LOAD_ERRORS; i++)
		n += errors[i];
	return n;
}

static int check(const struct load_plan *p, struct error *err)
{
	if (p->connections < 1 || p->connections > LOAD_CONNECTIONS_MAX)
		return error_set(err, "a load needs 1 to %d connections, not %u",
			LOAD_CONNECTIONS_MAX, p->connections);
	if (p->threads > LOAD_THREADS_MAX)
		return error_set(err, "a load can have at most %d threads, not %u",
			LOAD_THREADS_MAX, p->threads);
	if (!(p->rate >= 0 && p->rate <= 1e8))
		return error_set(err, "the rate %g is not from 0 to 1e8 requests per second",
			p->rate);
	if (p->duration_ns == 0 && p->count == 0)
		return error_set(err, "a load needs a duration or a count of requests");
	if (p->duration_ns > 24 * HOUR_NS || p->warmup_ns > 24 * HOUR_NS ||
		p->ramp_ns > 24 * HOUR_NS || p->timeout_ns > HOUR_NS)
		return error_set(err,
			"a load and its warm-up may each last at most 24 hours, and "
			"a timeout at most one hour");
	if (p->target.protocol == LOAD_HTTP_2 && !p->target.tls)
		return error_set(err, "HTTP/2 needs TLS; use https, or HTTP/1.1");
	if (strlen(p->target.host) > 255)
		return error_set(err, "the host's name is longer than 255 characters");
	return 0;
}

static struct load_plan with_defaults(const struct load_plan *plan)
{
	struct load_plan p = *plan;

	if (!p.threads)
		p.threads = 1;
	if (p.threads > p.connections)
		p.threads = p.connections;
	if (!p.timeout_ns)
		p.timeout_ns = LOAD_TIMEOUT_NS;
	if (!p.connect_timeout_ns)
		p.connect_timeout_ns = LOAD_CONNECT_TIMEOUT_NS;
	if (!p.header_max)
		p.header_max = LOAD_HEADER_MAX;
	if (!p.body_max)
		p.body_max = LOAD_BODY_MAX;
	return p;
}

int load_allow_files(struct rlimit *before, unsigned connections, struct error *err)
{
	rlim_t needed = (rlim_t)connections + FILES_OTHER;
	struct rlimit now;

	if (getrlimit(RLIMIT_NOFILE, before) < 0)
		return error_set(err, "the limit of open files is unknown: %s", strerror(errno));
	now = *before;
	if (now.rlim_cur >= needed)
		return 0;
	now.rlim_cur = needed;
	if (now.rlim_max < needed || setrlimit(RLIMIT_NOFILE, &now) < 0)
		return error_set(err, "%u connections need a limit of %llu open files (ulimit -n)",
			connections, (unsigned long long)needed);
	return 0;
}

/* In a ramp of T the rate grows from 0 to r, so r T / 2 requests belong to it, and request n is due
 * when r t^2 / (2 T) = n. */
double load_due(const struct load_plan *plan, double n)
{
	double ramp = (double)plan->ramp_ns, interval = 1e9 / plan->rate;
	double of_ramp = ramp / (2 * interval);

	return n < of_ramp ? sqrt(n / of_ramp) * ramp : ramp + (n - of_ramp) * interval;
}

/* A window of an open load that a count ends has exactly that many due times. */
static void place_window(struct load *load)
{
	const struct load_plan *p = load->plan;
	double interval = p->rate > 0 ? 1e9 / p->rate : 0;

	load->begin = clock_ns();
	load->window_begin = load->begin + p->ramp_ns + p->warmup_ns;
	load->window_end = p->duration_ns ? load->window_begin + p->duration_ns : UINT64_MAX;
	if (p->count && p->rate > 0) {
		double before = (double)p->ramp_ns / 2 + (double)p->warmup_ns;
		double end = load_due(p, ceil(before / interval) + (double)p->count - 0.5);

		if (load->begin + (uint64_t)end < load->window_end)
			load->window_end = load->begin + (uint64_t)end;
	}
}

static int run_all(struct worker *workers, unsigned n, struct error *err)
{
	unsigned started = 0;
	int why = 0;

	while (started < n && !why) {
		why = threads_start(&workers[started].thread, worker_run, &workers[started], 0);
		started += !why;
	}
	for (unsigned i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	return why ? error_set(err, "a thread cannot start: %s", strerror(why)) : 0;
}

static void add(struct load_result *out, const struct worker *w)
{
	const struct load_result *r = &w->result;

	histogram_merge(out->latency, r->latency);
	if (out->delay)
		histogram_merge(out->delay, r->delay);
	for (size_t i = 0; i < LOAD_ERRORS; i++)
		out->errors[i] += r->errors[i];
	out->begun += r->begun;
	out->sent += r->sent;
	out->completed += r->completed;
	out->unfinished += r->unfinished;
	out->never_sent += r->never_sent;
	out->answered += r->answered;
	out->reconnects += r->reconnects;
	out->retried += r->retried;
	out->bytes_in += r->bytes_in;
	out->bytes_out += r->bytes_out;
	out->body_bytes += r->body_bytes;
	out->cpu_ns += w->cpu_end - w->cpu_begin;
	out->stopped = out->stopped || r->stopped;
}

static int gather(struct load_result *out, const struct load *load, const struct worker *workers,
	struct arena *mem, struct error *err)
{
	uint64_t end = load->window_begin;
	double in_flight_ns = 0;

	for (unsigned i = 0; i < load->threads; i++) {
		const struct worker *w = &workers[i];

		if (w->failed)
			return error_set(err, "%s", w->fatal.text);
		add(out, w);
		end = w->window_end > end ? w->window_end : end;
		in_flight_ns += w->in_flight_ns;
		/* Rather one that counts. */
		if (w->first.text[0] &&
			(!out->first_error ||
				load_errors(out->errors) == load_errors(w->result.errors)))
			out->first_error = arena_string(mem, w->first.text);
	}
	out->window_ns = end - load->window_begin;
	out->concurrency = out->window_ns ? in_flight_ns / (double)out->window_ns : 0;
	return 0;
}

static int run_workers(struct load_result *out, struct load *load, struct arena *mem,
	struct error *err)
{
	struct worker *workers = arena_array(mem, load->threads, sizeof *workers);
	unsigned opened = 0;
	int rc = 0;

	if (load->engine->begin && load->engine->begin(load, mem, err) < 0)
		return -1;
	place_window(load);
	while (opened < load->threads && rc == 0)
		rc = worker_open(&workers[opened], load, opened, err), opened++;
	if (rc == 0)
		rc = run_all(workers, load->threads, err);
	if (rc == 0)
		rc = gather(out, load, workers, mem, err);
	for (unsigned i = 0; i < opened; i++)
		worker_close(&workers[i]);
	if (load->engine->end)
		load->engine->end(load);
	return rc;
}

int load_watched(struct load_result *out, const struct load_plan *plan,
	const struct response_watch *watch, struct arena *mem, struct error *err)
{
	struct load_plan whole = with_defaults(plan);
	struct request_mix mix;
	struct load load = { .plan = &whole, .mix = &mix, .watch = watch };
	struct rlimit before;
	int rc;

	*out = (struct load_result){ .threads = whole.threads };
	out->latency = histogram_new(mem);
	out->delay = whole.rate > 0 ? histogram_new(mem) : NULL;
	load.engine = plan->target.libcurl || plan->target.tls ||
			plan->target.protocol != LOAD_HTTP_1
		? &engine_curl
		: &engine_tcp;
	load.threads = whole.threads;
	load.limits = (struct response_limits){ whole.header_max, whole.body_max };
	if (check(plan, err) < 0 || request_prepare(&mix, &whole, mem, err) < 0 ||
		address_find(&load.address, &whole, err) < 0 ||
		load_allow_files(&before, whole.connections, err) < 0)
		return -1;
	rc = run_workers(out, &load, mem, err);
	setrlimit(RLIMIT_NOFILE, &before);
	return rc;
}

int load_run(struct load_result *out, const struct load_plan *plan, struct arena *mem,
	struct error *err)
{
	return load_watched(out, plan, NULL, mem, err);
}
