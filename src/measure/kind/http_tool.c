#include "measure/kind/http.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/pairs.h"
#include "import/read/web.h"
#include "load/histogram.h"
#include "load/request.h"
#include "measure/kind/import_output.h"
#include "measure/kinds.h"
#include "measure/program.h"
#include "measure/task.h"
#include "process/spawner.h"
#include "process/which.h"

enum tool { OWN, WRK, H2LOAD, OHA, HEY, BOMBARDIER, AB };
const char *const http_tool_names[] = { "benchctl", "wrk", "h2load", "oha", "hey", "bombardier",
	"ab", NULL };

/* Requests of a round above which a log would need too much memory. */
enum { LOGGED_MAX = 4000000 };

/* Words with {connections}, {threads}, {timeout} in s, and {n}: the length of a round in s or in
 * requests. NULL: the tool has no such option. */
struct tool_words {
	const char *always, *timed, *counted;
	const char *header, *method, *body;
	const char *trust; /* any certificate; NULL: it does so anyway */
	const char *log;   /* every request goes to the file {log} */
	const char *log_format;
};
static const struct tool_words tools[] = {
	[WRK] = { "--latency -c {connections} -t {threads} --timeout {timeout}s", "-d {n}s", NULL,
		"-H" },
	/* Its timed run does not end where a connection is just being opened again. */
	[H2LOAD] = { "--h1 -c {connections} -t {threads} -N {timeout}", NULL, "-n {n}", "-H", NULL,
		NULL, NULL, "--log-file={log}", "h2load-log" },
	/* -w: requests that the end of the time would cut off are part of its rate. */
	[OHA] = { "--no-tui --output-format json -c {connections} -t {timeout}s", "-w -z {n}s",
		"-n {n}", "-H", "-m", "-d", "--insecure" },
	[HEY] = { "-c {connections} -t {timeout}", "-z {n}s", "-n {n}", "-H", "-m", "-d" },
	[BOMBARDIER] = { "--format json --print result --latencies -c {connections} -t {timeout}s",
		"-d {n}s", "-n {n}", "-H", "-m", "-b", "--insecure" },
	/* -n after -t: the most requests, for which ab reserves memory. */
	[AB] = { "-q -k -l -r -c {connections} -s {timeout}", "-t {n} -n 5000000", "-n {n}", "-H",
		"-m" },
};

/* An option that benchctl's own client alone has. */
static const char *own_option(const struct http_options *o)
{
	static const char *const own[] = { "rate", "capacity", "requests", "fixtures", "workload",
		"rows", "ramp", "http2", "requests_per_connection", "expect_status",
		"expect_length", "max_errors" };
	const struct tool_words *tool = &tools[o->tool];

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		if (http_given(o, own[i]))
			return own[i];
	if (o->method && !tool->method)
		return "method";
	return o->body && !tool->body ? "body" : NULL;
}

const char *http_tool_fault(struct arena *mem, const struct http_options *o)
{
	const struct load_request r = {
		.path = o->path ? o->path : "/", .headers = o->headers, .body = o->body
	};
	const char *name = http_tool_names[o->tool], *own;

	if (o->tool == OWN)
		return NULL;
	if ((own = own_option(o)))
		return arena_printf(mem, "'%s' and 'tool: %s' exclude each other", own, name);
	if (request_has_template(&r))
		return arena_printf(mem, "tool: %s sends the same request each time; remove ${...}",
			name);
	if (o->count && !http_is_counted(o))
		return arena_printf(mem, "'count' and 'duration' exclude each other with tool: %s",
			name);
	if (http_is_counted(o) && !tools[o->tool].counted)
		return arena_printf(mem, "tool: %s does not support a count; give a duration",
			name);
	if (!http_is_counted(o) && !tools[o->tool].timed)
		return arena_printf(mem,
			"tool: %s needs a count, because a timed run might never end", name);
	if (!http_is_counted(o) && (o->duration < 1 || o->duration > floor(o->duration)))
		return arena_printf(mem,
			"tool: %s accepts only whole seconds, such as duration: 1s", name);
	return NULL;
}

int http_tool_probe(const struct http_options *o, const struct task *t, struct error *err)
{
	const char *ignored;

	if (o->tool == OWN)
		return 0;
	return which_find(&ignored, t->context->mem, http_tool_names[o->tool], program_folder(t),
		       getenv("PATH"), err) < 0
		? error_context(err, "tool")
		: 0;
}

static unsigned threads_of(const struct load_plan *plan)
{
	return plan->threads < plan->connections ? plan->threads : plan->connections;
}

static const char *number(struct arena *mem, double v)
{
	return arena_printf(mem, "%.0f", v);
}

static void add_words(struct words *to, struct arena *mem, const char *text,
	const struct pairs *values)
{
	while (*text) {
		size_t n = strcspn(text, " ");

		words_push(mem, to, pairs_fill(mem, arena_copy(mem, text, n), values, false));
		text += n + (text[n] == ' ');
	}
}

static void add_option(struct words *to, struct arena *mem, const char *option, const char *value)
{
	words_push(mem, to, option);
	words_push(mem, to, value);
}

static const char *url_of(struct arena *mem, const struct load_plan *plan)
{
	const struct load_target *t = &plan->target;

	return arena_printf(mem, strchr(t->host, ':') ? "%s://[%s]:%u%s" : "%s://%s:%u%s",
		t->tls ? "https" : "http", t->host, (unsigned)t->port, plan->requests->path);
}

/* The file for every request of a round; NULL: none. */
static const char *log_of(const struct task *t, const struct http_options *o)
{
	const char *metrics = t->context->metrics_file;

	return tools[o->tool].log && metrics && o->count <= LOGGED_MAX
		? arena_printf(t->context->mem, "%s.requests", metrics)
		: NULL;
}

static struct words command_of(struct arena *mem, const struct http_options *o,
	const struct load_plan *plan, const char *log)
{
	const struct tool_words *tool = &tools[o->tool];
	const struct load_request *r = plan->requests;
	struct pair v[] = { { "connections", number(mem, plan->connections) },
		{ "threads", number(mem, threads_of(plan)) },
		{ "timeout", number(mem, ceil(o->timeout)) },
		{ "n", number(mem, http_is_counted(o) ? (double)o->count : o->duration) },
		{ "log", log } };
	const struct pairs values = { v, ARRAY_SIZE(v) };
	struct words w = { 0 };

	words_push(mem, &w, http_tool_names[o->tool]);
	add_words(&w, mem, tool->always, &values);
	add_words(&w, mem, http_is_counted(o) ? tool->counted : tool->timed, &values);
	if (log)
		add_words(&w, mem, tool->log, &values);
	for (size_t i = 0; i < r->headers.n; i++)
		add_option(&w, mem, tool->header,
			arena_printf(mem, "%s: %s", r->headers.v[i].key, r->headers.v[i].value));
	if (r->method)
		add_option(&w, mem, tool->method, r->method);
	if (r->body)
		add_option(&w, mem, tool->body, r->body);
	/* The preflight has verified the certificate, unless it need not be. */
	if (tool->trust && plan->target.tls)
		words_push(mem, &w, tool->trust);
	words_push(mem, &w, url_of(mem, plan));
	return w;
}

/* Those in Go and Rust take as many threads as there are processors, unless these say how many. */
static const char *const *environment(const struct task *t, const struct load_plan *plan)
{
	struct words env = program_environment(t);
	struct arena *mem = t->context->mem;

	words_set(mem, &env, arena_printf(mem, "GOMAXPROCS=%u", threads_of(plan)));
	words_set(mem, &env, arena_printf(mem, "TOKIO_WORKER_THREADS=%u", threads_of(plan)));
	return env.v;
}

static int read_report(struct http_tool_report *out, const struct http_options *o,
	const struct capture *printed, struct arena *mem, struct error *err)
{
	const char *name = http_tool_names[o->tool];
	struct import_answer answer;
	struct run *run = arena_alloc(mem, sizeof *run);
	const struct series *latency;

	if (import_text(run, mem, arena_printf(mem, "output of %s", name), printed->v, printed->n,
		    importer_find(name), &answer, err) < 0)
		return -1;
	if (run->n != 1)
		return error_set(err, "%s reports %zu results instead of one", name, run->n);
	if (run->v->status != RESULT_OK)
		return error_set(err, "%s: %s", name, run->v->reason);
	latency = result_find(run->v, WEB_LATENCY);
	out->result = run->v;
	out->requests = latency && latency->figures && latency->figures->n
		? (double)latency->figures->n
		: (double)NAN;
	return 0;
}

static int read_log(struct http_tool_report *out, const struct http_options *o, const char *path,
	struct arena *mem, struct error *err)
{
	struct import_answer answer;
	struct run run = { 0 };
	const struct series *s;

	if (import_file(&run, mem, path, importer_find(tools[o->tool].log_format), &answer, err) <
		0)
		return -1;
	s = run.n ? result_find(run.v, WEB_LATENCY) : NULL;
	if (!s || !s->n)
		return error_set(err, "%s has no request", path);
	out->latency = histogram_new(mem);
	for (size_t i = 0; i < s->n; i++)
		histogram_add(out->latency, (uint64_t)(s->v[i] * 1e9));
	return 0;
}

int http_tool_run(struct http_tool_report *out, struct task *t, const struct http_options *o,
	const struct load_plan *plan, struct arena *mem, struct error *err)
{
	struct capture printed = { .max = IMPORT_OUTPUT_BYTES_MAX };
	const char *log = log_of(t, o);
	const struct words words = command_of(mem, o, plan, log);
	struct outcome ended;
	struct program p;
	int rc;

	*out = (struct http_tool_report){ 0 };
	if (program_make(&p, t, &words, err) < 0)
		return -1;
	p.role = "tool"; /* which a profiler leaves alone */
	p.env = environment(t, plan);
	p.keep = &printed;
	rc = program_run(&p, t, &ended, 1, err);
	if (rc == 1)
		rc = program_verdict(&p, t, &ended, task_moment(t, 0), err);
	if (rc == 0)
		rc = read_report(out, o, &printed, mem, err);
	if (rc == 0 && log)
		rc = read_log(out, o, log, mem, err);
	if (log)
		unlink(log);
	if (rc == 0)
		out->client_cpu = (clock_timeval(ended.usage.ru_utime) +
					  clock_timeval(ended.usage.ru_stime)) /
			ended.wall / threads_of(plan);
	capture_free(&printed);
	return rc;
}

const char *http_tool_of(const struct benchmark *b)
{
	const struct http_options *o = b->kind == &http_kind ? b->options : NULL;

	return o && o->tool != OWN ? http_tool_names[o->tool] : NULL;
}
