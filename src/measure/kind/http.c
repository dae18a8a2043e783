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
#include "process/interrupt.h"
#include "process/procfs.h"
#include "process/tree_use.h"
#include "service/service.h"

/* Requests are numbered from here on in each round, so that no two rounds send the same. */
#define ROUND_NUMBERS UINT64_C(1000000000)

struct entry_options {
	struct http_options http;
};
static const struct option rows[] = {
	{ "http", 0, OPTION_SECTION, offsetof(struct entry_options, http), .section = &http_section,
		.help = "sends requests to a server and measures the answers" },
};
static const struct section section = SECTION("http", "", rows, struct entry_options);

struct state {
	struct benchmark benchmark; /* with the primary metric of an open load */
	struct load_plan plan;
	pid_t above;     /* the parent of the server's processes; 0: unknown */
	uint64_t rounds; /* begun, warm-up included */
	struct http_checks checks;
};

static const struct http_options *options_of(const struct task *t)
{
	const struct entry_options *o = t->benchmark->options;

	return &o->http;
}

static void check(const void *options, const struct item *at, struct problems *problems)
{
	const struct entry_options *o = options;

	http_check(&o->http, at, problems);
}

/* What a report shows as the command; the server's port is another one each time. */
static const char *title(const struct task *t)
{
	const struct http_options *o = options_of(t);
	struct arena *mem = t->context->mem;
	const char *how = o->rate > 0 ? arena_printf(mem, "%g requests/s", o->rate)
				      : arena_printf(mem, "%zu connections", o->concurrency);

	if (o->requests.n)
		return arena_printf(mem, "%zu requests by weight, %s", o->requests.n, how);
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
	if (!o->url && !t->benchmark->services_n)
		return error_set(err,
			"http: knows no server; give service: { app_dir: . }, or url: http://127.0.0.1:8080/");
	if (o->url && t->benchmark->services_n)
		return error_set(err, "http: has both url: and service:; remove one of them");
	if (sides_share_server(t))
		return error_set(err,
			"http: url: names one server for both sides, so their comparison would "
			"say nothing; give service:, or compare with a stored baseline: "
			"benchctl gate --mode stored");
	s->benchmark = *t->benchmark;
	/* At a fixed rate, throughput is what was asked for. */
	if (o->rate > 0 && !s->benchmark.metric)
		s->benchmark.metric = http_metrics[HTTP_LATENCY].name;
	t->benchmark = &s->benchmark;
	return 0;
}

static int open_http(struct task *t, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	const struct service_info *service = services_info(t);
	struct state *s = t->state;

	s->above = service ? procfs_parent(service->pid) : 0;
	if (http_plan_make(&s->plan, t->context->mem, options_of(t),
		    service ? service->url : options_of(t)->url, t->root,
		    t->benchmark->life.schedule.timeout, err) < 0)
		return -1;
	s->plan.stop_fd = interrupt_open();
	if (s->plan.stop_fd < 0)
		return error_set(err, "signals cannot be watched: %s", strerror(errno));
	if (http_preflight(&s->plan, &scratch, err) == 0)
		return 0;
	task_interrupted(t->context);
	close(s->plan.stop_fd);
	return -1;
}

/* What the report says of all rounds so far. */
static void note_checks(struct task *t, const struct load_result *r)
{
	struct state *s = t->state;
	struct arena *mem = t->context->mem;

	http_checks_add(&s->checks, r);
	t->result->checks = http_checks_text(&s->checks, mem);
	t->result->doubt = http_checks_doubt(&s->checks, mem);
}

/* Runs the load and takes what the server used for it. */
static int run_round(struct load_result *r, struct http_server_use *server, struct state *s,
	struct arena *mem, struct error *err)
{
	double before = s->above ? tree_use_cpu(s->above) : (double)NAN;

	s->plan.first = ++s->rounds * ROUND_NUMBERS;
	if (load_run(r, &s->plan, mem, err) < 0)
		return -1;
	server->cpu = s->above ? tree_use_cpu(s->above) - before : (double)NAN;
	server->memory = s->above ? tree_use_memory(s->above) : (double)NAN;
	return 0;
}

static int sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct state *s = t->state;
	const char *doing = task_doing(t, 0);
	struct http_server_use server;
	struct load_result r;

	(void)n;
	if (run_round(&r, &server, s, &scratch, err) < 0)
		return error_context(err, "%s", doing);
	if (r.stopped) {
		task_interrupted(t->context);
		return error_set(err, "interrupted %s", doing);
	}
	if (http_round_fault(&r, options_of(t)->max_errors, doing, err) < 0)
		return -1;
	if (t->counts) {
		http_round_emit(sink, &r, &server);
		note_checks(t, &r);
	}
	return 1;
}

static int close_http(struct task *t, struct error *err)
{
	const struct state *s = t->state;

	(void)err;
	close(s->plan.stop_fd);
	return 0;
}

static const struct kind_hooks hooks = { probe, open_http, NULL, sample, close_http };

const struct kind http_kind = {
	.options = &section,
	.resources = RESOURCE_CPU | RESOURCE_NETWORK,
	.metrics = http_metrics,
	.metrics_n = HTTP_METRICS,
	.check = check,
	.hooks = &hooks,
};
