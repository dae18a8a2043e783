#include "measure/program.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/cpus.h"
#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "base/text.h"
#include "measure/engine.h"
#include "measure/event.h"
#include "measure/services.h"
#include "measure/task.h"
#include "process/output_tail.h"
#include "process/signal_name.h"
#include "process/which.h"

/* The task's tree, and in it the benchmark's folder. */
const char *program_folder(const struct task *t)
{
	const char *cwd = t->benchmark->life.process.cwd;

	if (!t->root)
		return cwd;
	return cwd ? redirect_text(t->context->mem, &t->redirect,
			     file_join(t->context->mem, t->root, cwd))
		   : t->root;
}

struct words program_environment(const struct task *t)
{
	const struct process_options *options = &t->benchmark->life.process;
	struct arena *mem = t->context->mem;
	struct words env = { .v = arena_array(mem, 8, sizeof *env.v), .cap = 8 };

	for (char **e = environ; *e; e++)
		if (!options->clean_env || text_starts(*e, "PATH=") || text_starts(*e, "HOME="))
			words_push(mem, &env, redirect_text(mem, &t->redirect, *e));
	for (size_t i = 0; t->context->measurement->env && t->context->measurement->env[i]; i++)
		words_set(mem, &env, t->context->measurement->env[i]);
	if (t->context->metrics_file)
		words_set(mem, &env,
			arena_printf(mem, "BENCHCTL_METRICS=%s", t->context->metrics_file));
	services_environment(t, &env);
	for (size_t i = 0; i < options->env.n; i++)
		words_set(mem, &env,
			redirect_text(mem, &t->redirect,
				arena_printf(mem, "%s=%s", options->env.v[i].key,
					options->env.v[i].value)));
	return env;
}

static int find(struct program *p, const struct task *t, struct error *err)
{
	return which_find(&p->path, t->context->mem, p->argv[0], program_folder(t),
		words_value(&t->env, "PATH", strlen("PATH")), err);
}

int program_make(struct program *p, struct task *t, const struct words *words, struct error *err)
{
	const char *shell = t->benchmark->life.process.shell;
	struct arena *mem = t->context->mem;
	struct words plain = { 0 }, here;
	bool wants_shell = false;

	*p = (struct program){ 0 };
	if (words->n == 0)
		return 0;
	words = services_expand(t, words);
	here = redirect_words(mem, &t->redirect, words);
	p->text = words->scalar ? words->v[0] : words_quote(mem, words->v, words->n);
	if (here.scalar) {
		if (words_split(&plain, &wants_shell, mem, here.v[0], err) < 0)
			return -1;
		if (strcmp(shell, "auto") == 0)
			shell = wants_shell ? "sh" : "none";
		if (wants_shell && strcmp(shell, "none") == 0)
			return error_set(err, "'%s' needs a shell, but shell is none", here.v[0]);
		if (strcmp(shell, "none") != 0) {
			p->shell = shell;
			plain = words_of_shell(mem, shell, here.v[0]);
		}
		here = plain;
	}
	if (here.n == 0)
		return error_set(err, "the command is empty");
	if (!t->env.v)
		t->env = program_environment(t);
	p->argv = here.v;
	p->env = t->env.v;
	return find(p, t, err);
}

int program_replace(struct program *p, const struct task *t, const struct words *argv,
	struct error *err)
{
	p->argv = argv->v;
	return find(p, t, err);
}

#define BURST_TIME   0.06 /* s: runs in a row save time only where each takes little */
#define CLEANUP_TIME 1.0  /* s; with the grace, an interrupted benchctl ends within 2 s */

/* The run says who has kept the limits: the weakest that any process had. */
static void note_enforcer(struct measure_context *context, unsigned enforcer)
{
	if (enforcer != ENFORCER_NONE &&
		(context->enforcer == ENFORCER_NONE || enforcer < context->enforcer))
		context->enforcer = enforcer;
}

static void note_left_behind(const struct task *t, const struct program *p, unsigned n)
{
	if (n)
		t->result->warning = arena_printf(t->context->mem,
			"%s%sleft %u process%s running, which %s killed", p->role ? p->role : "",
			p->role ? " " : "", n, n == 1 ? "" : "es", n == 1 ? "was" : "were");
}

static void note_outcomes(const struct task *t, const struct program *p, const struct outcome *o,
	size_t n)
{
	event_ended(t, p, o, n);
	for (size_t i = 0; i < n; i++) {
		note_enforcer(t->context, o[i].enforcer);
		note_left_behind(t, p, o[i].left_behind);
	}
	if (o[n - 1].kind == OUTCOME_INTERRUPTED)
		t->context->interrupted = o[n - 1].code;
	else if (!p->role && t->counts)
		leak_samples_add(t, &o[n - 1]);
}

static int run(const struct program *p, const struct task *t, struct outcome *o, size_t n,
	struct error *err)
{
	const struct process_options *options = &t->benchmark->life.process;
	struct command c = { .path = p->path,
		.argv = p->argv,
		.env = p->env,
		.cwd = program_folder(t),
		.input = p->input ? redirect_text(t->context->mem, &t->redirect, p->input) : NULL,
		.opened_list = t->context->measurement->opened_list,
		.timeout = t->benchmark->life.schedule.timeout,
		.grace = p->grace,
		.ends_burst = t->context->metrics_file,
		.burst_time = BURST_TIME,
		.output = p->keep ? OUTPUT_CAPTURE : options->output,
		.keep = p->keep,
		.log = p->log,
		.stamp = p->stamp,
		.watch = p->watch,
		.inject = t->inject };
	cpu_set_t cpus;
	int done;

	/* After an interruption there is time to clean up, but not to wait. */
	if (t->context->interrupted && !p->patient && c.timeout > CLEANUP_TIME)
		c.timeout = CLEANUP_TIME;
	if (options->cpus && !cpus_parse(&cpus, options->cpus))
		c.cpus = &cpus;
	event_spawn(t, p, n);
	done = spawner_burst(t->context->spawner, &c, o, n, err);
	if (done > 0)
		note_outcomes(t, p, o, (size_t)done);
	return done;
}

int program_run(const struct program *p, const struct task *t, struct outcome *o, size_t n,
	struct error *err)
{
	const struct measurement *m = t->context->measurement;
	struct program wrapped = *p;

	if (!m->wrap || p->role)
		return run(p, t, o, n, err);
	return m->wrap(m->wrap_ctx, &wrapped, t, err) < 0 ? -1 : run(&wrapped, t, o, 1, err);
}

/* The last lines of a text that came from outside, each indented. */
static const char *tail_of(struct arena *mem, const char *s)
{
	enum { LINES = 5, BYTES = 600 };
	size_t n = strlen(s);

	while (n && strchr(" \t\r\n", s[n - 1]))
		n--;
	return lines_indented(mem, last_lines(mem, s, n, LINES), BYTES);
}

static const char *exit_hint(struct arena *mem, int status)
{
	if (status > 128 && status <= 128 + 64)
		return arena_printf(mem, " (%s)", signal_name(mem, status - 128));
	return status == 127 ? " (command not found)" : "";
}

static const char *start_hint(const struct outcome *o)
{
	if (o->code == ENOEXEC)
		return "not a program (no #! line?)";
	if (o->code == ENOENT && text_equal(o->stage, SPAWNER_STAGE_EXEC))
		return "the interpreter of its #! line, or its loader, does not exist";
	if (o->code == EINVAL && text_equal(o->stage, SPAWNER_STAGE_INPUT))
		return "it is neither a regular file nor a character device";
	return strerror(o->code);
}

/* The name that the stage's words are about, with a blank before it; or "". */
static const char *start_object(const struct program *p, const struct task *t,
	const struct outcome *o)
{
	const char *name = text_equal(o->stage, SPAWNER_STAGE_CWD) ? program_folder(t)
		: text_equal(o->stage, SPAWNER_STAGE_INPUT)        ? p->input
								   : NULL;

	return name ? arena_printf(t->context->mem, " %s", name) : "";
}

static const char *over_memory(const struct task *t, const struct outcome *o)
{
	double limit = t->benchmark->life.process.memory_limit;
	char had[QUANTITY_MAX], allowed[QUANTITY_MAX];
	const char *how = " (benchctl saw this only after the program ended)";

	if (o->breach != ENFORCER_POLLING)
		/* The kernel counts what it hands out in batches. */
		how = o->memory < 0.9 * limit
			? " (the kernel ran out of memory and killed the program)"
			: " (the program tried to use more; the kernel killed it by a cgroup)";
	else if (o->code == SIGKILL)
		how = " (benchctl, which checks every 20 ms, killed the program)";
	return arena_printf(t->context->mem, "used %s of memory with a limit of %s%s",
		quantity_format(had, o->memory, DIM_SIZE),
		quantity_format(allowed, limit, DIM_SIZE), how);
}

const char *program_ending(const struct task *t, const struct outcome *o)
{
	struct arena *mem = t->context->mem;

	switch (o->kind) {
	case OUTCOME_EXITED:
		if (o->code == 0 || t->benchmark->life.process.ignore_failure)
			return NULL;
		return arena_printf(mem, "exited with status %d%s", o->code,
			exit_hint(mem, o->code));
	case OUTCOME_KILLED:
		return arena_printf(mem, "was killed by %s", signal_name(mem, o->code));
	case OUTCOME_TIMEOUT:
		return arena_printf(mem, "ran longer than its timeout of %s and was killed",
			clock_text(mem, t->benchmark->life.schedule.timeout));
	case OUTCOME_OVER_MEMORY: return over_memory(t, o);
	case OUTCOME_NOT_STARTED: return "could not be started";
	case OUTCOME_INTERRUPTED:
	default: return arena_printf(mem, "was interrupted by %s", signal_name(mem, o->code));
	}
}

/* A command of several words has quotes where it could read on: "'exit 3' exited with status 3". */
static const char *subject(struct arena *mem, const struct program *p, const struct outcome *o)
{
	bool quotes = o->kind == OUTCOME_EXITED && strchr(p->text, ' ') && !strchr(p->text, '\'');

	return quotes ? arena_printf(mem, "'%s'", p->text) : p->text;
}

int program_verdict(const struct program *p, const struct task *t, const struct outcome *o,
	const char *doing, struct error *err)
{
	struct arena *mem = t->context->mem;
	const char *how = program_ending(t, o), *tail;

	if (!how)
		return 0;
	if (o->kind == OUTCOME_NOT_STARTED)
		return error_set(err, "%s %s %s: cannot %s%s: %s", subject(mem, p, o), how, doing,
			o->stage, start_object(p, t, o), start_hint(o));
	/* Before it is cut: half a secret would not be found. */
	tail = o->kind == OUTCOME_INTERRUPTED
		? ""
		: tail_of(mem, secrets_hide(mem, &t->secrets, o->err, o->err_n));
	error_set(err, "%s %s %s%s%s", subject(mem, p, o), how, doing,
		*tail ? ". Last lines of its stderr:" : "", tail);
	return o->kind == OUTCOME_OVER_MEMORY ? error_context(err, "memory_limit") : -1;
}
