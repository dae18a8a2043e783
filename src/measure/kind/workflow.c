/* Stages on hosts: one pass through all of them is one sample. */
#include "measure/kind/workflow.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "base/text.h"
#include "measure/engine.h"

static const struct section section = {
	.name = "workflow", .help = "", .size = sizeof(struct workflow_case), .set = NO_SET
};

struct workflow_state *workflow_state(const struct task *t)
{
	return t->state;
}

struct run *workflow_run(const struct task *t)
{
	return t->context->measurement->side[t->side].run;
}

/* A script with the line ends of Windows names an interpreter that ends with a carriage return. */
static int check_script(const struct task *t, const struct workflow_stage *s, struct error *err)
{
	const char *path = stage_path(t, s->script);
	CLOSES_FD int fd = file_open(path, err);
	char line[4096];
	ssize_t n;
	const char *end;

	if (fd < 0)
		return error_context(err, "stage '%s': script", s->name);
	n = read(fd, line, sizeof line);
	end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
	if (end && end > line && end[-1] == '\r')
		return error_set(err,
			"stage '%s': %s has the line ends of Windows, which no shell accepts; "
			"remove them: sed -i 's/\\r$//' %s",
			s->name, path, words_quote_one(t->context->mem, path));
	return 0;
}

static int probe(struct task *t, struct error *err)
{
	struct arena *mem = t->context->mem;
	struct workflow_state *st = arena_alloc(mem, sizeof *st);
	const struct workflow_stage *s;

	t->state = st;
	st->of = t->benchmark->options;
	for (size_t i = 0; (s = workflow_stage_at(st->of->workflow, i)); i++)
		if (s->script && !s->skip && check_script(t, s, err) < 0)
			return -1;
	t->result->command = arena_printf(mem, "benchctl run %s%s%s",
		words_quote_one(mem, t->context->measurement->suite->path),
		st->of->name ? " --case " : "", st->of->name ? st->of->name : "");
	return 0;
}

static const struct connection *find_connection(const struct task *t, const char *alias)
{
	const struct workflow_state *st = t->state;

	return TEXT_FIND(st->connections.v, st->connections.n, alias, alias);
}

struct remote *workflow_remote(const struct task *t, const char *alias)
{
	const struct connection *c = find_connection(t, alias);

	return c ? c->remote : NULL;
}

const struct run_machine *workflow_machine(const struct task *t, const char *alias)
{
	const struct connection *c = find_connection(t, alias);

	return c ? &c->machine : NULL;
}

static void add_machine(struct task *t, const struct run_machine *m)
{
	struct run *run = workflow_run(t);

	if (!TEXT_FIND(run->machines.v, run->machines.n, alias, m->alias))
		*ARENA_PUSH(t->context->mem, &run->machines) = *m;
}

/* Connects, where the host is another machine and not yet connected. */
static int connect_host(struct task *t, const char *alias, struct error *err)
{
	struct workflow_state *st = t->state;
	const struct workflow_host *h = workflow_host(st->of->workflow, alias);
	struct remote_spec spec = {
		.host = h, .spawner = t->context->spawner, .mem = t->context->mem
	};
	struct connection *c;
	struct remote *remote;

	if (!h || find_connection(t, alias))
		return 0;
	if ((h->password &&
		    secrets_expand(&spec.password, spec.mem, &t->secrets, h->password, err) < 0) ||
		(h->key_password &&
			secrets_expand(&spec.key_password, spec.mem, &t->secrets, h->key_password,
				err) < 0))
		return error_context(err, "hosts.%s", alias);
	if (spec.password)
		words_push(spec.mem, &t->secrets, spec.password);
	if (spec.key_password)
		words_push(spec.mem, &t->secrets, spec.key_password);
	remote = remote_open(&spec, err);
	if (!remote)
		return -1;
	c = ARENA_PUSH(spec.mem, &st->connections);
	*c = (struct connection){ alias, remote, { .alias = alias, .address = h->ip } };
	if (remote_describe(&c->machine, remote, err) < 0)
		return -1;
	add_machine(t, &c->machine);
	return 0;
}

static int close_workflow(struct task *t, struct error *err)
{
	struct workflow_state *st = t->state;

	(void)err;
	while (st->connections.n)
		remote_close(st->connections.v[--st->connections.n].remote);
	return 0;
}

static int connect_stage(struct task *t, const struct workflow_stage *s, struct error *err)
{
	const char *const places[] = { s->copy.from, s->copy.to };

	for (size_t i = 0; i < s->host.n && !s->skip; i++)
		if (connect_host(t, s->host.v[i], err) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_SIZE(places) && places[i] && !s->skip; i++) {
		const char *alias, *path;

		workflow_place(&alias, &path, t->context->mem, places[i]);
		if (connect_host(t, alias, err) < 0)
			return -1;
	}
	return 0;
}

/* All machines, before the first stage starts. */
static int open_workflow(struct task *t, struct error *err)
{
	const struct workflow *w = workflow_state(t)->of->workflow;
	const struct workflow_stage *s;

	for (size_t i = 0; (s = workflow_stage_at(w, i)); i++)
		if (connect_stage(t, s, err) < 0) {
			close_workflow(t, ERROR_IGNORED);
			return -1;
		}
	return 0;
}

/* Where this pass keeps its files: in the run's folder itself where it is the only one. */
static int enter_folder(struct task *t, struct error *err)
{
	struct workflow_state *st = t->state;
	const struct measurement *m = t->context->measurement;
	const struct schedule *schedule = &t->benchmark->life.schedule;
	struct arena *mem = t->context->mem;
	const char *subfolder = m->part ? m->part : "";

	if (m->sides > 1)
		subfolder = file_join(mem, subfolder, t->side ? "head" : "base");
	if (st->of->name)
		subfolder = file_join(mem, subfolder, st->of->name);
	if (m->block || schedule->warmup || schedule->runs.max > 1)
		subfolder = file_join(mem, subfolder,
			t->counts ? arena_printf(mem, "sample-%zu", t->samples + 1) : "warm-up");
	st->subfolder = subfolder;
	st->started = 0;
	st->resumes = m->earlier && t->counts;
	st->resumed = 0;
	st->folder = file_absolute(mem, m->dir ? m->dir : "");
	if (*subfolder)
		st->folder = file_join(mem, st->folder, subfolder);
	return file_mkdirs(file_join(mem, st->folder, "logs"), err);
}

/* What progress shows of this pass. */
static void list_steps(struct task *t)
{
	const struct workflow *w = workflow_state(t)->of->workflow;
	const struct workflow_stage *s;

	t->context->steps.n = 0;
	for (size_t i = 0; (s = workflow_stage_at(w, i)); i++)
		for (size_t h = 0; h < s->host.n; h++)
			steps_find(t->context, s->name, s->host.v[h]);
}

static int run_stages(struct task *t, struct sink *sink, struct error *err)
{
	const struct workflow *w = workflow_state(t)->of->workflow;
	const struct workflow_stage *v = w->stages.v;
	int resumed;

	for (size_t i = 0; i < w->stages.n; i++)
		for (size_t k = 0; k < v[i].host.n; k++) {
			if (task_interrupted(t->context))
				return error_set(err, "interrupted before stage '%s'", v[i].name);
			if (v[i].skip) {
				const struct stage_run r = {
					.stage = &v[i], .host = v[i].host.v[k], .began = clock_ns()
				};

				stage_record(t, &r, STAGE_SKIPPED, NULL);
				continue;
			}
			if (stage_check_running(t, err) < 0)
				return -1;
			resumed = stage_resume(t, sink, &v[i], v[i].host.v[k], err);
			if (resumed < 0)
				return -1;
			if (!resumed && stage_run(t, sink, &v[i], v[i].host.v[k], false, err) < 0)
				return -1;
		}
	return stage_check_running(t, err);
}

/* Keeps the first error; a later one is a warning. */
static int keep_first_error(struct task *t, int rc, struct error *err, int next,
	const struct error *other)
{
	if (next >= 0)
		return rc;
	if (rc >= 0) {
		*err = *other;
		return -1;
	}
	t->result->warning = arena_string(t->context->mem, other->text);
	return rc;
}

static int clean_up(struct task *t, struct sink *sink, int rc, struct error *err)
{
	const struct workflow *w = workflow_state(t)->of->workflow;
	const struct workflow_stage *v = w->cleanup.v;
	struct error other = { 0 };

	while (workflow_state(t)->running.n)
		rc = keep_first_error(t, rc, err, stage_stop_last(t, sink, &other), &other);
	for (size_t i = 0; i < w->cleanup.n; i++)
		for (size_t k = 0; k < v[i].host.n && !v[i].skip; k++)
			rc = keep_first_error(t, rc, err,
				stage_run(t, sink, &v[i], v[i].host.v[k], true, &other), &other);
	return rc;
}

static int sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	uint64_t began = clock_ns();
	int rc = enter_folder(t, err);

	(void)n;
	if (rc < 0)
		return -1;
	list_steps(t);
	rc = run_stages(t, sink, err);
	task_interrupted(t->context); /* or nothing of the cleanup would run */
	if (rc == 0)
		sink_emit(sink, &process_metrics[PROCESS_WALL],
			clock_seconds(began) + workflow_state(t)->resumed);
	return clean_up(t, sink, rc, err) < 0 ? -1 : 1;
}

static bool has_subs(const void *options)
{
	const struct workflow_case *c = options;

	return workflow_has_metrics(c->workflow);
}

static const struct kind_refusal refuses[] = {
	{ "stages", NULL,
		{ "shell", "ignore_failure", "input", "output", "sample", "leak", "leak_over",
			"leak_limit", "counters", "profile", "profiler", "work", "scaling" } },
};

/* repeat:, its own warmup: and timeout: of each stage */
static const char *const own[] = { "warmup", "runs", "timeout", NULL };

static const struct kind_hooks hooks = {
	.probe = probe, .open = open_workflow, .sample = sample, .close = close_workflow
};

const struct kind workflow_kind = {
	.options = &section,
	.resources = RESOURCE_ANY,
	.has_stages = true,
	.is_process = true,
	.timed_outside = true,
	.metrics = process_metrics,
	.metrics_n = 1,
	.refuses = refuses,
	.refuses_n = ARRAY_SIZE(refuses),
	.own = own,
	.has_subs = has_subs,
	.hooks = &hooks,
};
