/* What `http:` may say, and whether it fits together. */

#include "base/arena.h"
#include "base/error.h"
#include "load/request.h"
#include "measure/kind/http.h"
#include "model/option/problem.h"

#define AT(member) offsetof(struct http_request, member)
static const struct option request_rows[] = {
	{ "path", 0, OPTION_TEXT, AT(path), .default_text = "/", .value = "PATH",
		.help = "path and query; benchctl fills in ${seq}, ${rand} and columns of rows:" },
	{ "method", 0, OPTION_TEXT, AT(method), .default_text = "GET", .value = "METHOD",
		.help = "method of the request, such as POST" },
	{ "headers", 0, OPTION_PAIRS, AT(headers), .value = "NAME: VALUE",
		.help = "header lines of this request; ${NAME} is replaced" },
	{ "body", 0, OPTION_TEXT, AT(body), .value = "TEXT",
		.help = "body of the request; ${NAME} is replaced" },
	{ "weight", 0, OPTION_QUANTITY, AT(weight), .dim = DIM_COUNT, .min = 1e-6, .max = 1e9,
		.default_text = "1", .value = "N",
		.help = "share of all requests, relative to the other weights" },
	{ "expect_status", 0, OPTION_WORDS, AT(status), .value = "STATUS",
		.help = "expected status, or a list; default: expect_status of http:" },
};
static const struct section request_section = SECTION("http.requests",
	"requests of a mix; each is drawn by weight", request_rows, struct http_request);

#undef AT
#define AT(member) offsetof(struct http_options, member)
static const struct option rows[] = {
	{ "path", 0, OPTION_TEXT, AT(path), .value = "PATH",
		.help = "path and query of the request; "
			"${seq} is its number, ${rand} a random number, "
			"${NAME} a column of rows:; default: /" },
	{ "url", 0, OPTION_TEXT, AT(url), .value = "URL",
		.help = "a server that runs already, instead of service:; "
			"such as http://127.0.0.1:8080/items" },
	{ "method", 0, OPTION_TEXT, AT(method), .value = "METHOD",
		.help = "method of the request; default: GET" },
	{ "headers", 0, OPTION_PAIRS, AT(headers), .value = "NAME: VALUE",
		.help = "header lines of all requests; ${NAME} is replaced as in path" },
	{ "body", 0, OPTION_TEXT, AT(body), .value = "TEXT",
		.help = "body of the request; ${NAME} is replaced as in path" },
	{ "requests", 0, OPTION_LIST, AT(requests), .section = &request_section, .max = 1e5,
		.help = "several requests instead of path, method and body" },
	{ "fixtures", 0, OPTION_WORDS, AT(fixtures), .value = "FILE",
		.help = "request fixtures, or folders with request fixtures: sends exactly "
			"their requests, and compares each answer with the expected answer" },
	{ "workload", 0, OPTION_TEXT, AT(workload), .value = "NAME",
		.help = "requests with synthetic payloads of seed: json-bodies, path-params, "
			"query-params, forms, streaming, or one of them such as json-small" },
	{ "expect_status", 0, OPTION_WORDS, AT(status), .value = "STATUS", .needs = "!fixtures",
		.help = "expected status, or a list; default: any 2xx" },
	{ "expect_length", 0, OPTION_COUNT, AT(length), .max = 1 << 30, .value = "BYTES",
		.needs = "!fixtures",
		.help = "expected length of the answer's body; default: any" },
	{ "concurrency", 0, OPTION_COUNT, AT(concurrency), .default_text = "64", .min = 1,
		.max = LOAD_CONNECTIONS_MAX, .value = "N",
		.help = "connections; each sends its next request after it has the answer "
			"(closed load), and the primary metric is requests_per_second; with "
			"rate or capacity: maximum number of requests in flight, by default "
			"512" },
	{ "rate", 0, OPTION_QUANTITY, AT(rate), .dim = DIM_RATE, .max = 1e8, .value = "RATE",
		.help = "sends this many requests per second, such as 2000/s, whatever the "
			"server does (open load); the primary metric is latency, which "
			"counts from the time at which a request was due" },
	{ "capacity", 0, OPTION_SECTION, AT(capacity), .section = &http_capacity_section,
		.help = "finds the highest rate within limits such as { p99: 50ms }; the "
			"primary metric is capacity" },
	{ "duration", 0, OPTION_QUANTITY, AT(duration), .dim = DIM_TIME, .default_text = "1s",
		.min = 1e-3, .max = 86400, .value = "TIME",
		.help = "length of a round; one round is one sample" },
	{ "warmup", 0, OPTION_QUANTITY, AT(warmup), .dim = DIM_TIME, .default_text = "200ms",
		.max = 3600, .value = "TIME", .help = "length of the warm-up before each round" },
	{ "ramp", 0, OPTION_QUANTITY, AT(ramp), .dim = DIM_TIME, .default_text = "0s", .max = 3600,
		.value = "TIME",
		.help = "before the warm-up: time in which the rate, or the number of "
			"connections, grows from zero to its full value; does not count" },
	{ "count", 0, OPTION_COUNT, AT(count), .default_text = "0", .max = 1e12, .value = "N",
		.help = "maximum number of requests in a round; 0: no limit; count without "
			"duration: the round has no time limit" },
	{ "requests_per_connection", 0, OPTION_COUNT, AT(requests_per_connection),
		.default_text = "0", .max = 1e9, .value = "N",
		.help = "requests after which a connection is closed; 0: it stays open" },
	{ "tool", 0, OPTION_CHOICE, AT(tool), .choices = http_tool_names,
		.default_text = "benchctl", .value = "NAME",
		.help = "load generator that sends the requests of a round: benchctl, or "
			"another program, which must be installed" },
	{ "threads", 0, OPTION_COUNT, AT(threads), .default_text = "1", .min = 1,
		.max = LOAD_THREADS_MAX, .value = "N", .needs = "!tool=ab",
		.help = "threads of the client; raise it if the client is the limit" },
	{ "timeout", 0, OPTION_QUANTITY, AT(timeout), .dim = DIM_TIME, .default_text = "10s",
		.min = 1e-3, .max = 3600, .value = "TIME",
		.help = "an answer that takes longer is an error" },
	{ "max_errors", 0, OPTION_QUANTITY, AT(max_errors), .dim = DIM_RATIO, .max = 1,
		.default_text = "0", .value = "PERCENT", .needs = "!capacity",
		.help = "share of requests that may fail; above it the benchmark fails" },
	{ "rows", 0, OPTION_TEXT, AT(rows), .value = "FILE",
		.help = "CSV file; ${NAME} is the column NAME; each request uses the next row" },
	{ "seed", 0, OPTION_COUNT, AT(seed), .default_text = "1", .value = "N", .needs = "!tool",
		.help = "seed of ${rand} and of the mix; the same seed sends the same requests" },
	{ "http2", 0, OPTION_FLAG, AT(http2), .default_text = "false",
		.help = "send HTTP/2 over https, one request at a time per connection" },
	{ "insecure", 0, OPTION_FLAG, AT(insecure), .default_text = "false",
		.help = "https: accepts any certificate" },
	{ "ca_file", 0, OPTION_TEXT, AT(ca_file), .value = "FILE",
		.help = "https: trusts the certificates in this file instead of the system's "
			"certificates" },
};
const struct section http_section = SECTION_WITH("http",
	"sends requests to a server; one round is one sample", rows, struct http_options, AT(set),
	"path");

bool http_given(const struct http_options *o, const char *name)
{
	return section_given(&http_section, o, name);
}

bool http_is_counted(const struct http_options *o)
{
	return o->count && !http_given(o, "duration");
}

/* Each way to say what is sent excludes the others. */
static const char *exclusion(struct arena *mem, const struct http_options *o)
{
	static const char *const ways[] = { "requests", "fixtures", "workload" };
	static const char *const single[] = { "path", "method", "body" };
	const char *chosen = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (!http_given(o, ways[i]))
			continue;
		for (size_t k = 0; k < ARRAY_SIZE(single) && !chosen; k++)
			if (http_given(o, single[k]))
				chosen = single[k];
		if (chosen)
			return arena_printf(mem, "'%s' and '%s' exclude each other", chosen,
				ways[i]);
		chosen = ways[i];
	}
	if (http_given(o, "requests") && !o->requests.n)
		return "requests: is empty; give one, such as { path: / }";
	if (o->requests.n > LOAD_REQUESTS_MAX)
		return arena_printf(mem, "requests: has more than %d", LOAD_REQUESTS_MAX);
	if (o->insecure && o->ca_file)
		return "'insecure' and 'ca_file' exclude each other";
	if (http_given(o, "rate") && !(o->rate > 0))
		return "rate: is zero; leave it out for a closed load";
	if (http_given(o, "capacity") && http_given(o, "rate"))
		return "'rate' and 'capacity' exclude each other";
	if (http_given(o, "capacity") && http_capacity_fault(&o->capacity))
		return http_capacity_fault(&o->capacity);
	return http_tool_fault(mem, o);
}

static const char *server_fault(const struct http_options *o, const char *service)
{
	if (o->url && service)
		return "has both url: and service:; remove one of them";
	return o->url || service ? NULL
				 : "no server is given; add service: { app_dir: . } "
				   "or url: http://127.0.0.1:8080/";
}

void http_check(const struct http_options *o, const char *service, const struct item *at,
	struct problems *problems)
{
	const char *why = exclusion(problems->mem, o), *url = o->url ? o->url : service;
	struct request_mix mix;
	struct load_plan plan;
	struct error err;

	why = why ? why : server_fault(o, service);
	if (why) {
		problem_at(problems, at, "http: %s", why);
		return;
	}
	/* Files may be those of another tree, and setup may make them. */
	if (o->rows || o->fixtures.n)
		return;
	if (http_plan_make(&plan, problems->mem, o, url, NULL, 1, &err) < 0 ||
		request_prepare(&mix, &plan, problems->mem, &err) < 0)
		problem_at(problems, at, "http: %s", err.text);
}
