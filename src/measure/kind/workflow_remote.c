/* A stage on another machine, and files between machines. */
#include "measure/kind/workflow.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "measure/program.h"

/* The same on another machine: what starts there, and ssh here. */
int stage_prepare_remote(struct program *p, struct task *t, struct stage_run *r,
	struct remote *remote, struct error *err)
{
	static const char *const streams[] = { "exec \"$@\" <\"$0\"",
		"l=$1; shift; exec \"$@\" <\"$0\" >\"$l\"" };
	struct arena *mem = t->context->mem;
	struct remote_job job = { .command = r->stage->command,
		.shell = r->stage->shell,
		.script = r->stage->script,
		.cwd = r->stage->cwd,
		.env = &r->env,
		.grace = r->stage->grace,
		.quiet = r->stage->background };
	struct words argv;
	size_t n;
	char *text;

	if (job.script && file_read(&text, &n, mem, r->script, 1 << 20, err) < 0)
		return -1;
	if (job.script)
		job.command = text;
	if (remote_begin(&r->remote, remote, &job, err) < 0)
		return -1;
	argv = words_of_shell(mem, "/bin/sh", streams[!r->stage->background]);
	words_push(mem, &argv, r->remote.input);
	if (!r->stage->background)
		words_push(mem, &argv, r->log);
	words_add(mem, &argv, r->remote.argv);
	p->path = argv.v[0];
	p->argv = argv.v;
	p->log = NULL;
	return 0;
}

/* How it ended there; -1 says it. *again: it had not started, and the connection is back. */
static int judge_remote(struct task *t, struct stage_run *r, struct remote *remote,
	const struct program *p, const struct outcome *o, bool *again, struct error *err)
{
	struct arena *mem = t->context->mem;
	const struct remote_ending e = remote_ending(&r->remote, o->err);
	const char *words = remote_words(mem, &r->remote, o->err);
	const struct outcome there = { .kind = OUTCOME_EXITED, .code = e.status };

	if (e.left)
		t->result->warning = arena_printf(mem,
			"stage '%s' left processes running on %s, which were killed; "
			"use background: true",
			r->stage->name, r->host);
	if (o->kind != OUTCOME_EXITED)
		*again = false;
	if (o->kind == OUTCOME_NOT_STARTED)
		return program_verdict(p, t, o, "", err);
	if (o->kind != OUTCOME_EXITED)
		return stage_say(t, r, program_ending(t, o), err);
	if (!e.started) {
		if (*again && remote_renew(remote, err) == 0)
			return -1;
		if (*again) {
			*again = false;
			return error_context(err, "stage '%s' did not start on %s", r->stage->name,
				r->host);
		}
		return error_set(err, "stage '%s' did not start on %s: %s", r->stage->name, r->host,
			*words ? words : "the connection is gone");
	}
	*again = false;
	if (e.status < 0)
		return stage_say(t, r,
			arena_printf(mem, "lost its connection (%s)",
				*words ? words : "ssh has ended"),
			err);
	if (e.status == 0)
		return 0;
	return stage_say(t, r, program_ending(t, &there), err);
}

/* Only what has not started is tried again. */
int stage_run_remote(struct task *t, struct stage_run *r, struct remote *remote,
	const struct program *prepared, struct error *err)
{
	bool again = true;

	for (;;) {
		struct program p = *prepared;
		struct outcome o;
		int rc;

		if (stage_prepare_remote(&p, t, r, remote, err) < 0)
			return -1;
		rc = program_run(&p, t, &o, 1, err) < 0
			? -1
			: judge_remote(t, r, remote, &p, &o, &again, err);
		remote_end(&r->remote);
		if (rc == 0 || !again)
			return rc;
		again = false;
	}
}

/* Of this machine, of a connection, or by way of this machine. */
static int copy(struct task *t, const struct stage_run *r, double timeout, struct error *err)
{
	const char *from, *to, *source, *target, *alias;
	struct arena *mem = t->context->mem;
	struct remote *out, *in;
	struct copied c;
	uint64_t until;
	int rc;

	if (stage_expand(&from, t, r, r->stage->copy.from, err) < 0 ||
		stage_expand(&to, t, r, r->stage->copy.to, err) < 0)
		return -1;
	workflow_place(&alias, &source, mem, from);
	out = workflow_remote(t, alias);
	workflow_place(&alias, &target, mem, to);
	in = workflow_remote(t, alias);
	until = timeout > 0 ? r->began + (uint64_t)(timeout * 1e9) : 0;
	remote_until(out, until);
	remote_until(in, until);
	if (!out)
		source = stage_path(t, source);
	if (!in)
		target = stage_path(t, target);
	if (out && in) {
		const char *between = file_join(mem, workflow_state(t)->folder, "copy.tmp");

		rc = remote_fetch(&c, out, source, between, err);
		rc = rc == 0 ? remote_send(&c, in, between, target, err) : rc;
		unlink(between);
	} else {
		rc = out     ? remote_fetch(&c, out, source, target, err)
			: in ? remote_send(&c, in, source, target, err)
			     : local_copy(&c, mem, source, target, err);
	}
	remote_until(out, 0);
	remote_until(in, 0);
	return rc;
}

int stage_copy(struct task *t, const struct stage_run *r, struct error *err)
{
	const double timeout = r->benchmark.life.schedule.timeout;
	int rc = copy(t, r, timeout, err);

	if (rc < 0 && timeout > 0 && clock_seconds(r->began) >= timeout)
		error_set(err, "it ran longer than its timeout of %s",
			clock_text(t->context->mem, timeout));
	return rc < 0 ? error_context(err, "stage '%s': copy", r->stage->name) : 0;
}
