#include "app/stream.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "load/histogram.h"
#include "load/url.h"
#include "process/interrupt.h"

const double stream_percents[] = { 50, 90, 95, 99 };

struct stream_times stream_times_of(const struct histogram *h)
{
	static const double ns = 1e9;
	bool filled = h && h->n;
	struct stream_times t = { .n = filled ? h->n : 0,
		.mean = filled ? histogram_mean(h) / ns : (double)NAN,
		.min = filled ? (double)h->min / ns : (double)NAN,
		.max = filled ? (double)h->max / ns : (double)NAN };

	for (size_t i = 0; i < STREAM_PERCENTS; i++)
		t.percent[i] = filled ? histogram_percentile(h, stream_percents[i]) / ns
				      : (double)NAN;
	return t;
}

static int read_headers(struct stream_plan *plan, struct arena *mem, const struct words *lines,
	struct error *err)
{
	for (size_t i = 0; i < lines->n; i++) {
		char *name = arena_string(mem, lines->v[i]), *value = strchr(name, ':');

		if (!value)
			return error_set(err, "--header '%s' has no colon; write 'Name: value'",
				name);
		*value++ = '\0';
		*ARENA_PUSH(mem, &plan->headers) = (struct pair){ name,
			value + strspn(value, " \t") };
	}
	return 0;
}

static int make_plan(struct stream_plan *plan, struct arena *mem, const struct stream_request *r,
	struct error *err)
{
	bool http = text_starts(r->url, "http://") || text_starts(r->url, "https://");

	*plan = (struct stream_plan){ .kind = http ? STREAM_EVENTS : STREAM_WEBSOCKET,
		.connections = (unsigned)r->connections,
		.messages = r->messages,
		.message = r->message,
		.message_n = strlen(r->message),
		.timeout_ns = (uint64_t)(r->timeout * 1e9),
		.stop_fd = -1 };
	if (!http && !text_starts(r->url, "ws://") && !text_starts(r->url, "wss://"))
		return error_set(err,
			"'%.200s' does not begin with ws:// or wss:// (WebSocket), or with "
			"http:// or https:// (server-sent events)",
			r->url);
	if (url_read(&plan->target, &plan->path, mem, r->url, http ? "http" : "ws", err) < 0)
		return -1;
	if (r->insecure && r->ca_file)
		return error_set(err, "--insecure and --ca-file exclude each other");
	if ((r->insecure || r->ca_file) && !plan->target.tls)
		return error_set(err, "%s has no effect without TLS; use %s:// or remove it",
			r->insecure ? "--insecure" : "--ca-file", http ? "https" : "wss");
	plan->target.insecure = r->insecure;
	plan->target.ca_file = r->ca_file;
	return read_headers(plan, mem, &r->headers, err);
}

int app_stream(struct stream_result *out, struct stream_plan *plan, struct app *app,
	const struct stream_request *request, struct error *err)
{
	CLOSES_FD int stop = -1;
	sigset_t before;
	int rc, signal;

	if (make_plan(plan, &app->mem, request, err) < 0)
		return error_stage(err, EXIT_USAGE);
	interrupt_block(&before);
	stop = interrupt_open();
	if (stop < 0)
		return error_exit(err, EXIT_MEASURE, "cannot watch for signals: %s",
			strerror(errno));
	plan->stop_fd = stop;
	rc = stream_run(out, plan, &app->mem, err);
	signal = interrupt_take();
	interrupt_restore(&before);
	if (rc < 0)
		return error_stage(err, EXIT_MEASURE);
	return signal ? 128 + signal : load_errors(out->errors) ? EXIT_MEASURE : EXIT_PASS;
}
