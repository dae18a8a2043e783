/* `benchctl stream`. */
#include "app/stream.h"

#include "base/json_write.h"
#include "base/text.h"
#include "base/units.h"
#include "cli/cli.h"
#include "report/table.h"

enum { SCHEMA_VERSION = 1 };

struct stream_flags {
	struct stream_request request;
	bool json;
};
#define AT(field) offsetof(struct stream_flags, field)
static const struct option stream_rows[] = {
	{ "connections", 'c', OPTION_COUNT, AT(request.connections), .min = 1,
		.max = STREAM_CONNECTIONS_MAX, .default_text = "1", .value = "N",
		.help = "connections at the same time" },
	{ "messages", 'n', OPTION_COUNT, AT(request.messages), .min = 1, .max = 1e12,
		.default_text = "100", .value = "N",
		.help = "round trips, or events to read, per connection" },
	{ "message", 0, OPTION_TEXT, AT(request.message), .default_text = "benchctl",
		.value = "TEXT",
		.help = "text of each message that benchctl sends to a WebSocket" },
	{ "header", 'H', OPTION_WORDS, AT(request.headers), .value = "'NAME: VALUE'",
		.help = "a header of the request" },
	{ "timeout", 0, OPTION_QUANTITY, AT(request.timeout), .dim = DIM_TIME, .min = 0.001,
		.max = 3600, .default_text = "30s", .value = "TIME",
		.help = "longest wait for an answer or for the next event" },
	{ "ca-file", 0, OPTION_TEXT, AT(request.ca_file), .value = "FILE",
		.help = "wss, https: trusts the certificates in this file, not the system's" },
	{ "insecure", 0, OPTION_FLAG, AT(request.insecure),
		.help = "wss, https: accepts any certificate" },
	{ "json", 0, OPTION_FLAG, AT(json), .help = "as JSON" },
};

static void add_count(struct table *t, const char *name, uint64_t n)
{
	TABLE_ADD(t, name, arena_printf(t->mem, "%llu", (unsigned long long)n));
}

static void add_times(struct table *t, const char *name, const struct histogram *h)
{
	const struct stream_times times = stream_times_of(h);
	struct table_row *row;

	if (!times.n)
		return;
	row = TABLE_ADD(t, name, quantity_text(t->mem, times.mean, DIM_TIME));
	for (size_t i = 0; i < STREAM_PERCENTS; i++)
		row->cells[2 + i] = quantity_text(t->mem, times.percent[i], DIM_TIME);
	row->cells[2 + STREAM_PERCENTS] = quantity_text(t->mem, times.max, DIM_TIME);
}

static void print_counts(FILE *out, struct arena *mem, const struct stream_plan *plan,
	const struct stream_result *r)
{
	struct table t = TABLE(mem, 0, "", ">");
	bool sends = plan->kind == STREAM_WEBSOCKET;

	TABLE_ADD(&t, "protocol", stream_kind_names[plan->kind]);
	TABLE_ADD(&t, "connections", arena_printf(mem, "%u of %u", r->opened, plan->connections));
	if (sends) {
		add_count(&t, "messages sent", r->sent);
		add_count(&t, "answers", r->answers);
	}
	add_count(&t, "events", r->events);
	if (r->duration_ns)
		TABLE_ADD(&t, sends ? "answers per second" : "events per second",
			quantity_text(mem,
				(double)(sends ? r->answers : r->events) /
					((double)r->duration_ns / 1e9),
				DIM_RATE));
	for (size_t i = 0; i < LOAD_ERRORS; i++)
		if (r->errors[i])
			add_count(&t, arena_printf(mem, "errors: %s", load_error_names[i]),
				r->errors[i]);
	if (!load_errors(r->errors))
		add_count(&t, "errors", 0);
	table_print(out, &t, 0);
}

static void print_table(FILE *out, const struct stream_plan *plan, const struct stream_result *r)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 0, "", ">mean", ">p50", ">p90", ">p95", ">p99", ">max");

	_Static_assert(STREAM_PERCENTS == 4, "a column each");
	print_counts(out, &mem, plan, r);
	add_times(&t, plan->kind == STREAM_WEBSOCKET ? "round trip" : "first event", r->latency);
	add_times(&t, "between events", r->interval);
	if (t.n) {
		fputc('\n', out);
		table_print(out, &t, 0);
	}
}

static void json_times(struct json_out *o, const char *key, const struct histogram *h)
{
	const struct stream_times times = stream_times_of(h);
	char name[16];

	json_out_object(o, key);
	json_out_u64(o, "samples", times.n);
	json_out_number(o, "mean", times.mean);
	json_out_number(o, "min", times.min);
	for (size_t i = 0; i < STREAM_PERCENTS; i++) {
		snprintf(name, sizeof name, "p%g", stream_percents[i]);
		json_out_number(o, name, times.percent[i]);
	}
	json_out_number(o, "max", times.max);
	json_out_close(o);
}

static void print_json(FILE *out, const char *url, const struct stream_plan *plan,
	const struct stream_result *r)
{
	struct json_out o = json_out_to(out, 1);

	json_out_object(&o, NULL);
	json_out_u64(&o, "schema_version", SCHEMA_VERSION);
	json_out_string(&o, "protocol", stream_kind_names[plan->kind]);
	json_out_string(&o, "url", url);
	json_out_u64(&o, "connections", plan->connections);
	json_out_u64(&o, "connections_opened", r->opened);
	json_out_u64(&o, "messages_per_connection", plan->messages);
	json_out_u64(&o, "messages_sent", r->sent);
	json_out_u64(&o, "responses_received", r->answers);
	json_out_u64(&o, "events_received", r->events);
	json_out_number(&o, "duration", (double)r->duration_ns / 1e9);
	json_times(&o, "latency", r->latency);
	if (r->interval)
		json_times(&o, "interval", r->interval);
	json_out_u64(&o, "errors", load_errors(r->errors));
	json_out_object(&o, "errors_by_class");
	for (size_t i = 0; i < LOAD_ERRORS; i++)
		json_out_u64(&o, load_error_names[i], r->errors[i]);
	json_out_close(&o);
	json_out_string(&o, "first_error", r->first_error);
	json_out_bool(&o, "interrupted", r->stopped);
	json_out_end(&o);
}

static int run(struct cli *cli, struct error *err)
{
	struct stream_flags *flags = cli->flags;
	struct stream_result r;
	struct stream_plan plan;
	int status;

	flags->request.url = cli_arg(cli, 0);
	if (!flags->request.url)
		return error_exit(err, EXIT_USAGE,
			"stream needs a URL: benchctl stream ws://127.0.0.1:8080/path");
	if (words_has(&cli->given, "message") && text_starts(flags->request.url, "http"))
		return error_exit(err, EXIT_USAGE,
			"--message has no effect on server-sent events, which benchctl only "
			"reads; remove it");
	status = app_stream(&r, &plan, &cli->app, &flags->request, err);
	if (status < 0)
		return -1;
	if (flags->json)
		print_json(cli->document, flags->request.url, &plan, &r);
	else
		print_table(cli->text, &plan, &r);
	if (r.first_error)
		cli_say("%s", r.first_error);
	return status;
}

const struct cli_command stream_command = {
	.name = "stream",
	.args = "URL",
	.summary = "measure WebSocket round trips, or server-sent events",
	.help = "  benchctl stream ws://127.0.0.1:8080/chat --connections 4 --messages 100\n"
		"  benchctl stream http://127.0.0.1:8080/events --connections 4 --json\n"
		"\n"
		"ws, wss: when all connections are open, each sends a message and waits for the\n"
		"next message of the server. A round trip begins before the send. http, https:\n"
		"each connection reads events. Path and headers may hold ${seq}, the number of\n"
		"the connection. An error ends with exit status 3.\n",
	.flags = CLI_FLAGS("stream", stream_rows, struct stream_flags),
	.max_args = 1,
	.run = run,
};
