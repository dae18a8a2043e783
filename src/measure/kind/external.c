/* A framework that is run by the External Benchmark Protocol: one process is one sample. */
#include "measure/kind/external.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "base/text.h"
#include "measure/kind/ebp.h"
#include "measure/task.h"
#include "measure/program.h"
#include "model/option/problem.h"
#include "process/signal_name.h"
#include "process/spawner.h"

#define START        "BENCH_START_EPOCH_NS"
#define OUTPUT_BYTES ((size_t)16 << 20)
enum { STDERR_MAX = 1500 };

#define AT(member) offsetof(struct external_options, member)
static const struct option rows[] = {
	{ "command", 0, OPTION_TEXT, AT(command), .value = "PROGRAM", .change = CHANGE_REPLACES,
		.help = "the harness, which prints one JSON object" },
	{ "args", 0, OPTION_WORDS, AT(args), .value = "WORD", .change = CHANGE_REPLACES,
		.help = "the harness's arguments; "
			"benchctl adds the path of the workload as the last one" },
	{ "workload", 0, OPTION_TEXT, AT(workload), .value = "FILE", .change = CHANGE_REPLACES,
		.help = "JSON file that describes the work of the framework" },
	{ "working_dir", 0, OPTION_TEXT, AT(working_dir), .value = "DIR", .change = CHANGE_REPLACES,
		.help = "folder in which the harness runs; default: cwd" },
	{ "env", 0, OPTION_PAIRS, AT(env), .value = "NAME=VALUE", .change = CHANGE_REPLACES,
		.help = "added to the harness's environment; ${NAME} in a value is a variable "
			"in benchctl's environment, which must be set and is never printed" },
};
static const struct section external_section = SECTION("external",
	"a framework's harness that speaks the External Benchmark Protocol", rows,
	struct external_options);

static const struct option entry_rows[] = {
	{ "external", 0, OPTION_SECTION, 0, .section = &external_section, .change = CHANGE_INSIDE,
		.help = "runs a framework's harness over the External Benchmark Protocol" },
};
static const struct section section = SECTION("external", "", entry_rows, struct external_options);

struct state {
	struct benchmark benchmark; /* with what the options add to the lifecycle */
	struct program main;
	struct capture output;
};

static const struct external_options *options_of(const struct task *t)
{
	return t->benchmark->options;
}

static void check(const struct benchmark *b, struct problems *problems, struct problems *idle)
{
	const struct external_options *o = b->options;
	const struct {
		const char *name, *value;
	} needed[] = { { "command", o->command }, { "workload", o->workload } };

	(void)idle;
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!needed[i].value || !*needed[i].value)
			problem_at(problems, &b->item,
				"external: %s is missing; write external: "
				"{ command: python3, args: [harness.py], workload: workload.json }",
				needed[i].name);
}

/* What came from outside, without the secrets that it may quote. */
static char *without_secrets(const struct task *t, const char *text, size_t n)
{
	return secrets_hide(t->context->mem, &t->secrets, text, n);
}

/* The task's own benchmark from here on: its folder and environment are the harness's. */
static int adopt(struct task *t, struct error *err)
{
	const struct external_options *o = options_of(t);
	struct arena *mem = t->context->mem;
	struct state *s = t->state;

	s->benchmark = *t->benchmark;
	if (o->working_dir)
		s->benchmark.life.process.cwd = o->working_dir;
	for (size_t i = 0; i < o->env.n; i++) {
		const char *value;

		if (secrets_expand(&value, mem, &t->secrets, o->env.v[i].value, err) < 0)
			return error_context(err, "external: env: %s", o->env.v[i].key);
		pairs_set(&s->benchmark.life.process.env, mem, o->env.v[i].key, value);
	}
	t->benchmark = &s->benchmark;
	return 0;
}

/* The harness may run in another folder than the one that the path is relative to. */
static const char *workload_of(const struct task *t)
{
	struct arena *mem = t->context->mem;

	return file_join(mem, file_absolute(mem, t->root ? t->root : ""), options_of(t)->workload);
}

/* The variable is set to the start of each process, unless the configuration sets it. */
static void stamp_start(struct task *t)
{
	const struct external_options *o = options_of(t);
	struct state *s = t->state;
	size_t kept = 0;

	if (TEXT_FIND(o->env.v, o->env.n, key, START))
		return;
	for (size_t i = 0; i < t->env.n; i++)
		if (!text_starts(t->env.v[i], START "="))
			t->env.v[kept++] = t->env.v[i];
	t->env.v[kept] = NULL;
	t->env.n = kept;
	s->main.stamp = START;
}

/* The command line of the harness. */
static struct words harness(const struct task *t, const char *workload)
{
	const struct external_options *o = options_of(t);
	struct arena *mem = t->context->mem;
	struct words w = { 0 };

	words_push(mem, &w, o->command);
	words_add(mem, &w, o->args.v);
	words_push(mem, &w, workload);
	return w;
}

/* In the words of the protocol, which are those of spawning a process. */
static int not_found(const struct task *t, struct error *err)
{
	const char *command = options_of(t)->command;
	const char *path = file_join(t->context->mem, program_folder(t), command);

	return error_set(err, "failed to spawn subprocess: %s: %s",
		arena_string(t->context->mem, err->text),
		strerror(strchr(command, '/') && file_exists(path) ? EACCES : ENOENT));
}

static int find_harness(struct task *t, struct error *err)
{
	struct state *s = t->state;
	struct words w;

	if (s->main.path)
		return 0;
	w = harness(t, workload_of(t));
	if (program_make(&s->main, t, &w, err) < 0)
		return not_found(t, err);
	s->main.input = t->benchmark->life.process.input;
	s->main.watch.memory_limit = t->benchmark->life.process.memory_limit;
	s->output.max = OUTPUT_BYTES;
	s->main.keep = &s->output;
	stamp_start(t);
	return 0;
}

static int probe(struct task *t, struct error *err)
{
	const struct words w = harness(t, options_of(t)->workload);

	t->state = arena_alloc(t->context->mem, sizeof(struct state));
	t->result->command = words_quote(t->context->mem, w.v, w.n);
	if (adopt(t, err) < 0)
		return -1;
	/* Setup may be what makes the harness. */
	return fixtures_make_programs(t) ? 0 : find_harness(t, err);
}

/* The end of what it printed to standard error, without the white space around it. */
static const char *complaint(const struct task *t, const struct outcome *o)
{
	char *text = without_secrets(t, o->err, o->err_n);
	size_t n = strlen(text);

	while (n && strchr(" \t\r\n", text[n - 1]))
		text[--n] = '\0';
	text += n > STDERR_MAX ? n - STDERR_MAX : 0;
	return text + strspn(text, " \t\r\n");
}

/* The sentences are the protocol's. */
static int verdict(const struct task *t, const struct outcome *o, const char *doing,
	struct error *err)
{
	const struct state *s = t->state;

	switch (o->kind) {
	case OUTCOME_EXITED:
		if (o->code == 0 || t->benchmark->life.process.ignore_failure)
			return 0;
		return error_set(err, "subprocess exited with code %d: %s", o->code,
			complaint(t, o));
	case OUTCOME_KILLED:
		return error_set(err, "subprocess exited with code -1 (%s): %s",
			signal_name(t->context->mem, o->code), complaint(t, o));
	case OUTCOME_TIMEOUT:
		return error_set(err, "external framework '%s' timed out after %gs",
			t->benchmark->id, t->benchmark->life.schedule.timeout);
	case OUTCOME_NOT_STARTED:
		return error_set(err, "failed to spawn subprocess: cannot %s: %s", o->stage,
			strerror(o->code));
	case OUTCOME_OVER_MEMORY:
	case OUTCOME_INTERRUPTED:
	default: return program_verdict(&s->main, t, o, doing, err);
	}
}

static int take_report(struct task *t, struct sink *sink, const struct outcome *o,
	struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	const struct state *s = t->state;
	struct ebp e;

	if (s->output.over)
		return error_set(err, "failed to parse EBP JSON output: it has more than %zu MiB",
			OUTPUT_BYTES >> 20);
	if (ebp_read(&e, &scratch, s->output.v ? s->output.v : "", s->output.n, err) < 0)
		return error_set(err, "%s", without_secrets(t, err->text, strlen(err->text)));
	if (e.first_llm_call_epoch_ns < o->started)
		t->result->warning = "first_llm_call_epoch_ns lies before " START
				     ", so cold_start is 0; does the harness read the wall clock?";
	e.cold_start_us = ebp_cold_start_us(&e, o->started);
	ebp_emit(sink, &e);
	return 0;
}

static int sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	struct state *s = t->state;
	struct outcome o;

	(void)n;
	if (program_run(&s->main, t, &o, 1, err) < 0 || verdict(t, &o, task_moment(t, 0), err) < 0)
		return -1;
	return t->counts && take_report(t, sink, &o, err) < 0 ? -1 : 1;
}

static int close_external(struct task *t, struct error *err)
{
	struct state *s = t->state;

	(void)err;
	capture_free(&s->output);
	return 0;
}

static bool has_folder(const void *options)
{
	return ((const struct external_options *)options)->working_dir;
}

/* The harness measures itself; it is started without a shell and its output is the report. */
static const struct kind_refusal refuses[] = {
	{ "working_dir", has_folder, { "cwd" } },
	{ NULL, NULL,
		{ "shell", "output", "sample", "leak", "leak_over", "leak_limit", "counters",
			"profile", "profiler" } },
};

static const struct kind_hooks hooks = { probe, find_harness, NULL, sample, close_external };

const struct kind external_kind = {
	.options = &section,
	.resources = RESOURCE_ANY,
	.is_process = true,
	.metrics = ebp_metrics,
	.metrics_n = EBP_METRICS,
	.refuses = refuses,
	.refuses_n = ARRAY_SIZE(refuses),
	.check = check,
	.hooks = &hooks,
};
