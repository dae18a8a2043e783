/* One stage on one host. */
#include "measure/kind/workflow.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "base/text.h"
#include "measure/program.h"
#include "process/output_tail.h"

enum { TAIL_LINES = 10 };

const char *stage_path(const struct task *t, const char *path)
{
	const char *folder = program_folder(t);
	struct arena *mem = t->context->mem;

	if (folder)
		path = file_join(mem, folder, path);
	return redirect_text(mem, &t->redirect, file_absolute(mem, path));
}

int stage_expand(const char **out, const struct task *t, const struct stage_run *r,
	const char *text, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const char *at, *end, *value;

	while ((at = strstr(text, "${")) && (end = strchr(at, '}'))) {
		fwrite(text, 1, (size_t)(at - text), m.f);
		value = words_value(&r->env, at + 2, (size_t)(end - at - 2));
		if (!value)
			return error_set(err, "stage '%s': '%s': %.*s is not set", r->stage->name,
				text, (int)(end + 1 - at), at);
		fputs(value, m.f);
		text = end + 1;
	}
	fputs(text, m.f);
	*out = memory_file_copy(t->context->mem, &m);
	return 0;
}

void stage_record(struct task *t, const struct stage_run *r, int status, const char *how)
{
	struct arena *mem = t->context->mem;
	const struct workflow_state *st = t->state;
	struct run *run = workflow_run(t);
	struct run_stage *s = ARENA_PUSH(mem, &run->stages);
	const char *tail = r->log && status == STAGE_FAILED ? last_lines_of(mem, r->log, TAIL_LINES)
							    : NULL;

	*s = (struct run_stage){ .name = r->stage->name,
		.host = r->host,
		.benchmark = t->result->id,
		.sample = t->counts ? t->samples + 1 : 0,
		.status = status,
		.how = how ? secrets_hide(mem, &t->secrets, how, strlen(how)) : NULL,
		.duration = clock_seconds(r->began),
		.tail = tail ? secrets_hide(mem, &t->secrets, tail, strlen(tail)) : NULL };
	if (r->log)
		s->log = file_join(mem, st->subfolder, r->log + strlen(st->folder) + 1);
	steps_end(t, steps_find(t->context, r->stage->name, r->host), status);
}

/* The variables of the stage; those of the case and the command line win. */
static int make_env(struct task *t, struct stage_run *r, struct error *err)
{
	const struct workflow_state *st = t->state;
	const struct pairs *outer = &t->benchmark->life.process.env;
	struct pairs *env = &r->benchmark.life.process.env;
	struct arena *mem = t->context->mem;
	const struct pairs *parts[] = { &r->stage->env, outer };

	*env = (struct pairs){ 0 };
	pairs_set(env, mem, "BENCHCTL_HOST", r->host);
	pairs_set(env, mem, "BENCHCTL_CASE_NAME", st->of->name ? st->of->name : "");
	pairs_set(env, mem, "BENCHCTL_STAGE", r->stage->name);
	if (workflow_run(t)->commit)
		pairs_set(env, mem, "BENCHCTL_COMMIT", workflow_run(t)->commit);
	for (size_t k = 0; k < ARRAY_SIZE(parts); k++)
		for (size_t i = 0; i < parts[k]->n; i++) {
			const char *value;

			if (secrets_expand(&value, mem, &t->secrets, parts[k]->v[i].value, err) < 0)
				return error_context(err, "env: %s", parts[k]->v[i].key);
			pairs_set(env, mem, parts[k]->v[i].key, value);
		}
	return 0;
}

/* The words that run a script: by itself, by the program of its #! line, or by the shell. */
static struct words script_words(struct arena *mem, const char *path, const char *plain)
{
	CLOSES_FD int fd = file_open(path, ERROR_IGNORED);
	char head[256] = "";
	struct words w = { 0 }, own = { 0 };
	bool shell;

	if (fd >= 0 && read(fd, head, sizeof head - 1) < 0)
		head[0] = '\0';
	head[strcspn(head, "\r\n")] = '\0';
	if (!text_starts(head, "#!"))
		words_push(mem, &w, plain);
	else if (access(path, X_OK) != 0 &&
		words_split(&own, &shell, mem, head + 2, ERROR_IGNORED) == 0)
		w = own, w.scalar = false;
	words_push(mem, &w, path);
	return w;
}

static struct words stage_words(struct arena *mem, const struct stage_run *r)
{
	const struct workflow_stage *s = r->stage;

	if (s->copy.from)
		return (struct words){ 0 };
	return r->script ? script_words(mem, r->script, s->shell)
			 : words_of_shell(mem, s->shell, s->command);
}

static void describe(struct stage_run *r, struct task *t)
{
	const struct workflow_stage *s = r->stage;
	struct process_options *process = &r->benchmark.life.process;
	struct schedule *schedule = &r->benchmark.life.schedule;

	r->script = s->script ? stage_path(t, s->script) : NULL;
	if (s->cwd && !workflow_remote(t, r->host))
		process->cwd = s->cwd;
	process->ignore_failure = false;
	process->output = OUTPUT_CAPTURE;
	if (s->timeout > 0)
		schedule->timeout = s->timeout;
	r->log = file_join(t->context->mem, workflow_state(t)->folder,
		arena_printf(t->context->mem, "logs/%02zu-%s%s%s.log", ++workflow_state(t)->started,
			text_slug(t->context->mem, s->name), strcmp(r->host, "local") ? "-" : "",
			strcmp(r->host, "local") ? r->host : ""));
}

/* What a stage on another machine gets of the environment. */
static struct words remote_env(const struct task *t, const struct stage_run *r)
{
	const struct pairs *own = &r->benchmark.life.process.env;
	struct arena *mem = t->context->mem;
	struct words env = { 0 };

	for (size_t i = 0; t->context->measurement->env && t->context->measurement->env[i]; i++)
		words_set(mem, &env, t->context->measurement->env[i]);
	for (size_t i = 0; i < own->n; i++)
		words_set(mem, &env, arena_printf(mem, "%s=%s", own->v[i].key, own->v[i].value));
	return env;
}

/* Everything that it needs to start. The task has the stage's benchmark from here on. */
static int prepare(struct program *p, struct task *t, struct stage_run *r, struct error *err)
{
	struct words w;
	int rc;

	describe(r, t);
	steps_begin(t, steps_find(t->context, r->stage->name, r->host),
		r->stage->copy.from ? NULL : r->log);
	if (make_env(t, r, err) < 0)
		return -1;
	t->benchmark = &r->benchmark;
	t->env = (struct words){ 0 };
	w = stage_words(t->context->mem, r);
	rc = program_make(p, t, &w, err);
	if (r->stage->copy.from) /* there is no program */
		r->log = NULL;
	if (!t->env.v)
		t->env = program_environment(t);
	p->text = r->stage->script ? r->stage->script : r->stage->command;
	p->role = r->stage->name;
	p->log = r->log;
	p->grace = r->stage->grace;
	p->watch.memory_limit = r->benchmark.life.process.memory_limit;
	r->env = workflow_remote(t, r->host) ? remote_env(t, r) : t->env;
	r->here = t->env;
	return rc;
}

int stage_say(struct task *t, const struct stage_run *r, const char *how, struct error *err)
{
	struct arena *mem = t->context->mem;
	char *tail = r->log ? arena_string(mem, last_lines_of(mem, r->log, TAIL_LINES)) : NULL,
	     *line;

	error_set(err, "stage '%s' on %s %s after %s", r->stage->name, r->host, how,
		clock_text(mem, clock_seconds(r->began)));
	if (!tail || !*tail)
		return error_append(err, "; the stage has printed nothing");
	tail = secrets_hide(mem, &t->secrets, tail, strlen(tail));
	error_append(err, ". Last lines of %s:", r->log);
	while ((line = strsep(&tail, "\n")))
		error_append(err, "\n  %.300s", line);
	return -1;
}

/* Waits for the health check, where a stage has one. A background stage starts here. */
static int await_health(struct task *t, struct stage_run *r, struct error *err)
{
	struct outcome ignored;

	r->service = service_start(&r->spec, t->context->spawner, t->context->mem, err);
	if (!r->service && r->remote.argv)
		remote_end(&r->remote);
	if (!r->service)
		return error_context(err, "stage '%s' on %s", r->stage->name, r->host);
	if (!r->stage->background) {
		service_stop(r->service, &ignored);
		r->service = NULL;
	}
	return 0;
}

static int run_to_end(struct task *t, struct stage_run *r, const struct program *p,
	struct error *err)
{
	struct outcome o;
	const char *how;

	if (program_run(p, t, &o, 1, err) < 0)
		return -1;
	how = program_ending(t, &o);
	if (o.kind == OUTCOME_NOT_STARTED) {
		program_verdict(p, t, &o, "", err);
		return error_context(err, "stage '%s' on %s", r->stage->name, r->host);
	}
	return how ? stage_say(t, r, how, err) : 0;
}

static int work(struct task *t, struct stage_run *r, bool cleans, struct error *err)
{
	struct remote *remote = workflow_remote(t, r->host);
	struct program p;

	if (prepare(&p, t, r, err) < 0)
		return error_context(err, "stage '%s'", r->stage->name);
	p.patient = cleans;
	if (r->stage->copy.from)
		return stage_copy(t, r, err);
	if (stage_check_spec(t, r, err) < 0)
		return -1;
	if (r->stage->background) {
		if (remote && stage_prepare_remote(&p, t, r, remote, err) < 0)
			return -1;
		words_add(t->context->mem, &r->spec.command, p.argv);
	} else if ((remote ? stage_run_remote(t, r, remote, &p, err) : run_to_end(t, r, &p, err)) <
		0) {
		return -1;
	}
	return r->spec.health.n ? await_health(t, r, err) : 0;
}

int stage_run(struct task *t, struct sink *sink, const struct workflow_stage *stage,
	const char *host, bool cleans, struct error *err)
{
	struct workflow_state *st = t->state;
	const struct benchmark *whole = t->benchmark;
	struct stage_run *r = arena_alloc(t->context->mem, sizeof *r);
	int rc;

	*r = (struct stage_run){
		.stage = stage, .host = host, .benchmark = *whole, .began = clock_ns()
	};
	rc = work(t, r, cleans, err);
	if (rc == 0 && stage->background) {
		*ARENA_PUSH(t->context->mem, &st->running) = r;
	} else if (rc == 0) {
		rc = stage_collect(t, sink, r, false, err);
		stage_record(t, r, rc == 0 ? STAGE_OK : STAGE_FAILED, rc == 0 ? NULL : err->text);
	} else {
		stage_record(t, r, STAGE_FAILED, err->text);
		stage_collect(t, sink, r, true, ERROR_IGNORED);
	}
	t->benchmark = whole;
	return rc;
}

int stage_check_running(struct task *t, struct error *err)
{
	const struct workflow_state *st = t->state;

	for (size_t i = 0; i < st->running.n; i++)
		if (service_check(st->running.v[i]->service, "while others ran", err) < 0)
			return error_context(err, "stage '%s' on %s", st->running.v[i]->stage->name,
				st->running.v[i]->host);
	return 0;
}

int stage_stop_last(struct task *t, struct sink *sink, struct error *err)
{
	struct workflow_state *st = t->state;
	struct stage_run *r = st->running.v[--st->running.n];
	const struct benchmark *whole = t->benchmark;
	struct outcome ignored = { 0 };
	int rc = service_check(r->service, "while others ran", err);

	t->benchmark = &r->benchmark;
	if (r->remote.argv) {
		/* There it gets SIGTERM, and its grace; ssh ends with it. */
		remote_end(&r->remote);
		service_await_end(r->service, r->stage->grace + 2);
	}
	service_stop(r->service, &ignored);
	r->service = NULL;
	if (rc == 0)
		rc = stage_collect(t, sink, r, false, err);
	else
		stage_collect(t, sink, r, true, ERROR_IGNORED);
	stage_record(t, r, rc < 0 ? STAGE_FAILED : STAGE_STOPPED, rc < 0 ? err->text : NULL);
	t->benchmark = whole;
	return rc;
}
