#include "measure/kind/http.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "measure/engine.h"
#include "measure/services.h"
#include "measure/task.h"
#include "model/service.h"
#include "process/interrupt.h"
#include "process/procfs.h"
#include "process/tree_use.h"
#include "service/service.h"

/* Requests are numbered from here on in each round, so that no two rounds send the same. */
#define ROUND_NUMBERS UINT64_C(1000000000)

static const struct option rows[] = {
	{ "http", 0, OPTION_SECTION, 0, .section = &http_section, .change = CHANGE_REPLACES,
		.help = "sends requests to a server and measures the answers" },
};
static const struct section section = SECTION("http", "", rows, struct http_options);

struct state {
	struct benchmark benchmark; /* with the primary metric of an open load */
	struct load_plan plan;
	pid_t above;     /* the parent of the server's processes; 0: unknown */
	uint64_t rounds; /* begun, warm-up included */
	struct http_checks checks;
	double capacity; /* 1/s, of the sample before; 0: none */
};

static const struct http_options *options_of(const struct task *t)
{
	return t->benchmark->options;
}

static void check(const struct benchmark *b, struct problems *problems, struct problems *idle)
{
	const struct service_options *s = b->services_n ? b->services[b->services_n - 1] : NULL;
	const struct http_options *o = b->options;
	/* Ports that stand for those of the measurement. */
	const char *service = !s ? NULL : s->tls ? "https://localhost:1" : "http://localhost:1";
	const char *url = o->url ? o->url : service;

	http_check(o, service, &b->item, problems);
	if ((o->ca_file || o->insecure) && url && !text_starts(url, "https:"))
		problem_at(idle, &b->item, "http: '%s' has no effect without TLS; remove it, or %s",
			o->ca_file ? "ca_file" : "insecure",
			o->url ? "write https:// in url:" : "give the service tls: true");
}

/* What a report shows as the command; the server's port is another one each time. */
static const char *title(const struct task *t)
{
	const struct http_options *o = options_of(t);
	struct arena *mem = t->context->mem;
	const char *how = http_given(o, "capacity") ? "the highest rate"
		: o->rate > 0
		? arena_printf(mem, "%g requests/s", o->rate)
		: arena_printf(mem, "%zu connection%s", o->concurrency, text_s(o->concurrency));

	if (http_tool_of(t->benchmark))
		how = arena_printf(mem, "%s of %s", how, http_tool_of(t->benchmark));
	if (o->requests.n)
		return arena_printf(mem, "%zu request%s by weight, %s", o->requests.n,
			text_s(o->requests.n), how);
	if (o->workload)
		return arena_printf(mem, "workload %s, %s", o->workload, how);
	if (o->fixtures.n)
		return arena_printf(mem, "fixture%s %s, %s", text_s(o->fixtures.n),
			words_list(mem, &o->fixtures), how);
	return arena_printf(mem, "%s %s%s, %s", o->method ? o->method : "GET", o->url ? o->url : "",
		o->path          ? o->path
			: o->url ? ""
				 : "/",
		how);
}

/* A server that belongs to neither side would be compared with itself. */
static bool sides_share_server(const struct task *t)
{
	const struct measurement *m = t->context->measurement;

	return !t->benchmark->services_n && m->sides > 1 &&
		!text_equal(m->side[0].root, m->side[1].root);
}

static int probe(struct task *t, struct error *err)
{
	const struct http_options *o = options_of(t);
	struct arena *mem = t->context->mem;
	struct state *s = arena_alloc(mem, sizeof *s);

	t->state = s;
	t->result->command = title(t);
	if (sides_share_server(t))
		return error_set(err,
			"http: url: names one server for both sides, so benchctl "
			"would compare this server with itself; give service:, or "
			"compare with a stored baseline: benchctl gate --mode stored");
	s->benchmark = *t->benchmark;
	/* At a fixed rate, throughput is what was asked for. */
	if (http_given(o, "capacity") && !s->benchmark.metric)
		s->benchmark.metric = http_metrics[HTTP_CAPACITY].name;
	else if (o->rate > 0 && !s->benchmark.metric)
		s->benchmark.metric = http_metrics[HTTP_LATENCY].name;
	t->benchmark = &s->benchmark;
	return http_tool_probe(o, t, err);
}

/* Each start of the service may have another port. */
static void find_server(struct task *t)
{
	const struct service_info *service = services_info(t);
	struct state *s = t->state;

	if (!service)
		return;
	s->above = procfs_parent(service->pid);
	s->plan.target.port = (uint16_t)service->port;
}

/* An answer whose body is known has the same length in every round. */
static void expect_lengths(struct state *s, struct arena *mem, const uint64_t *lengths)
{
	size_t n = s->plan.requests_n;
	struct load_request *v = arena_dup(mem, s->plan.requests, n, sizeof *v);

	for (size_t i = 0; i < n; i++)
		if (v[i].expected && (v[i].expected->json || v[i].expected->text)) {
			v[i].check_length = true;
			v[i].length = lengths[i];
		}
	s->plan.requests = v;
}

/* The load as the options say; each round adds its requests. */
static struct run_load load_of(const struct task *t, const struct load_plan *plan)
{
	const struct http_options *o = options_of(t);
	bool counted = http_is_counted(o);

	return (struct run_load){ .benchmark = t->benchmark->id,
		.workload = o->workload,
		.tool = http_tool_of(t->benchmark),
		.concurrency = plan->connections,
		.threads = plan->threads,
		.rate = o->rate > 0 ? o->rate : (double)NAN,
		.duration = counted ? (double)NAN : o->duration,
		.count = o->count,
		.warmup = o->warmup,
		.ramp = o->ramp,
		.success_rate = (double)NAN };
}

static int open_http(struct task *t, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	const struct service_info *service = services_info(t);
	struct state *s = t->state;
	uint64_t *lengths;

	if (http_plan_make(&s->plan, t->context->mem, options_of(t),
		    service ? service->url : options_of(t)->url, t->root,
		    t->benchmark->life.schedule.timeout, err) < 0)
		return -1;
	find_server(t);
	s->checks.load = load_of(t, &s->plan);
	s->plan.stop_fd = interrupt_open();
	if (s->plan.stop_fd < 0)
		return error_set(err, "cannot watch for signals: %s", strerror(errno));
	lengths = arena_array(&scratch, s->plan.requests_n, sizeof *lengths);
	if (http_preflight(lengths, &s->plan, &scratch, err) == 0) {
		expect_lengths(s, t->context->mem, lengths);
		return 0;
	}
	task_interrupted(t->context);
	close(s->plan.stop_fd);
	return -1;
}

/* What the report says of all rounds so far. */
static void note_checks(struct task *t)
{
	struct state *s = t->state;
	struct arena *mem = t->context->mem;

	t->result->checks = http_checks_text(&s->checks, mem);
	t->result->doubt = http_checks_doubt(&s->checks, mem);
}

/* One round and what the server used for it. */
struct round {
	struct load_result load;
	struct http_server_use server;
};

static double server_cpu(const struct state *s)
{
	return s->above ? tree_use_cpu(s->above) : (double)NAN;
}

static struct http_server_use server_use(const struct state *s, double cpu_before)
{
	return (struct http_server_use){ server_cpu(s) - cpu_before,
		s->above ? tree_use_memory(s->above) : (double)NAN };
}

static int run_load(struct load_result *out, struct task *t, const struct load_plan *plan,
	struct arena *mem, struct error *err)
{
	if (load_run(out, plan, mem, err) < 0)
		return error_context(err, "%s", task_moment(t, 0));
	if (!out->stopped)
		return 0;
	task_interrupted(t->context);
	return error_set(err, "interrupted %s", task_moment(t, 0));
}

static int run_round(struct round *r, struct task *t, struct arena *mem, struct error *err)
{
	struct state *s = t->state;
	double before = server_cpu(s);

	s->plan.first = ++s->rounds * ROUND_NUMBERS;
	if (run_load(&r->load, t, &s->plan, mem, err) < 0)
		return -1;
	r->server = server_use(s, before);
	return 0;
}

/* Our own client warms the server up; the tool sends what counts. */
static int sample_tool(struct task *t, struct sink *sink, struct arena *mem, struct error *err)
{
	const struct http_options *o = options_of(t);
	struct state *s = t->state;
	struct load_plan warmup = s->plan;
	struct http_tool_report report;
	struct http_server_use use;
	struct load_result ignored;
	double before;

	warmup.duration_ns = s->plan.warmup_ns;
	warmup.warmup_ns = warmup.count = 0;
	if (warmup.duration_ns && run_load(&ignored, t, &warmup, mem, err) < 0)
		return -1;
	before = server_cpu(s);
	if (http_tool_run(&report, t, o, &s->plan, mem, err) < 0)
		return -1;
	use = server_use(s, before);
	if (!t->counts)
		return 1;
	http_tool_emit(sink, &report, &use);
	http_checks_add_tool(&s->checks, &report, s->plan.connections);
	note_checks(t);
	return 1;
}

struct search {
	struct task *t;
	struct arena *mem;
	struct round best; /* that kept the limits */
};

static int try_rate(void *ctx, double rate, struct error *err)
{
	struct search *search = ctx;
	struct state *s = search->t->state;
	struct round r;

	s->plan.rate = rate;
	if (run_round(&r, search->t, search->mem, err) < 0)
		return -1;
	if (!http_capacity_keeps(&options_of(search->t)->capacity, &r.load))
		return 0;
	search->best = r;
	return 1;
}

/* The round at the highest rate that keeps the limits. */
static int find_capacity(struct round *r, struct task *t, struct arena *mem, struct error *err)
{
	const struct http_capacity_options *o = &options_of(t)->capacity;
	struct search search = { .t = t, .mem = mem };
	struct state *s = t->state;
	char lowest[QUANTITY_MAX];

	if (http_capacity_search(&s->capacity, o, s->capacity, try_rate, &search, err) < 0)
		return -1;
	if (s->capacity <= 0)
		return error_set(err,
			"capacity: the server breaks the limits at %s %s; raise the "
			"limits, or give a smaller `lowest:`",
			quantity_format(lowest, o->lowest, DIM_RATE), task_moment(t, 0));
	*r = search.best;
	return 0;
}

static int sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	const struct http_options *o = options_of(t);
	struct state *s = t->state;
	bool searches = http_given(o, "capacity");
	struct round r = { 0 };

	(void)n;
	find_server(t);
	if (http_tool_of(t->benchmark))
		return sample_tool(t, sink, &scratch, err);
	if (searches && find_capacity(&r, t, &scratch, err) < 0)
		return -1;
	if (!searches &&
		(run_round(&r, t, &scratch, err) < 0 ||
			http_round_fault(&r.load, o->max_errors, task_moment(t, 0), err) < 0))
		return -1;
	if (!t->counts)
		return 1;
	http_round_emit(sink, &r.load, &r.server);
	if (searches)
		sink_emit(sink, &http_metrics[HTTP_CAPACITY], s->capacity);
	http_checks_add(&s->checks, &r.load);
	note_checks(t);
	return 1;
}

static int close_http(struct task *t, struct error *err)
{
	struct run *run = t->context->measurement->side[t->side].run;
	const struct state *s = t->state;

	(void)err;
	close(s->plan.stop_fd);
	*ARENA_PUSH(t->context->mem, &run->loads) = s->checks.load;
	return 0;
}

/* Its rounds last as long as duration: says; another program is a process that may hang. */
static bool is_timed(const void *options)
{
	const struct http_options *o = options;

	return !http_is_counted(o) && o->tool == 0;
}
static const struct kind_refusal refuses[] = { { NULL, is_timed, { "timeout" } } };

static const struct kind_hooks hooks = { probe, open_http, NULL, sample, close_http };

const struct kind http_kind = {
	.options = &section,
	.resources = RESOURCE_CPU | RESOURCE_NETWORK,
	.fresh_services = true,
	.metrics = http_metrics,
	.metrics_n = HTTP_METRICS,
	.refuses = refuses,
	.refuses_n = ARRAY_SIZE(refuses),
	.check = check,
	.hooks = &hooks,
};
