/* A command that is timed: one sample is one process. */
#include <math.h>

#include "base/arena.h"
#include "base/error.h"
#include "measure/kind/account.h"
#include "measure/kind/import_output.h"
#include "measure/program.h"
#include "measure/task.h"
#include "model/option/problem.h"
#include "process/counters.h"
#include "process/spawner.h"

struct command_options {
	struct words command;
	struct import_output_options import;
};
static const struct option rows[] = {
	{ "command", 0, OPTION_WORDS, offsetof(struct command_options, command), .value = "COMMAND",
		.change = CHANGE_REPLACES,
		.help = "the command to measure: a command line, or a list of its words" },
	{ "import", 0, OPTION_SECTION, offsetof(struct command_options, import),
		.section = &import_output_section, .change = CHANGE_INSIDE,
		.help = "the command measures, and benchctl reads its report" },
};
static const struct section section = SECTION("command", "a command that benchctl runs and times",
	rows, struct command_options);

struct state {
	struct capture output; /* its whole standard output, where that is imported */
	struct program main;
	struct shell_cost shell; /* all 0 where there is none */
	bool has_run;
	bool sampled, talks; /* after the first run: its process tree is, it prints errors */
};

enum { SAMPLES_WORTH = 10 }; /* fewer say little about the run */

const void *command_options_of(struct arena *mem, const struct words *command)
{
	struct command_options *o = arena_alloc(mem, sizeof *o);

	o->command = *command;
	return o;
}

static void check(const struct benchmark *b, struct problems *problems, struct problems *idle)
{
	const struct command_options *o = b->options;
	const struct item *at = &b->item;
	struct words w = o->command;
	bool shell = false;
	struct error err;

	(void)idle;
	if (w.scalar && words_split(&w, &shell, problems->mem, o->command.v[0], &err) < 0)
		problem_at(problems, at, "command: %s", err.text);
	else if (!shell && (w.n == 0 || !*w.v[0]))
		problem_at(problems, at, "command: is empty");
	import_output_check(&o->import, at, problems);
}

static bool has_subs(const void *options)
{
	const struct command_options *o = options;

	return import_output_wanted(&o->import);
}

static bool imports_stdout(const void *options)
{
	const struct command_options *o = options;

	return import_output_wanted(&o->import) && !o->import.file;
}

/* The tool's own report replaces what is measured of its process. */
static const struct kind_refusal refuses[] = {
	{ "import", has_subs,
		{ "scaling", "work", "sample", "leak", "leak_over", "leak_limit", "counters" } },
	{ "import", imports_stdout, { "output" } },
};

static const struct command_options *options_of(const struct task *t)
{
	return t->benchmark->options;
}

static bool imports(const struct task *t)
{
	return import_output_wanted(&options_of(t)->import);
}

static int find_program(struct task *t, struct error *err)
{
	const struct process_options *process = &t->benchmark->life.process;
	struct state *s = t->state;

	if (s->main.path)
		return 0;
	if (program_make(&s->main, t, &options_of(t)->command, err) < 0)
		return -1;
	s->main.input = process->input;
	if (imports_stdout(t->benchmark->options)) {
		s->output.max = IMPORT_OUTPUT_BYTES_MAX;
		s->main.keep = &s->output;
	}
	s->main.watch = (struct watch){ process->sample, process->memory_limit };
	return 0;
}

static int probe(struct task *t, struct error *err)
{
	const struct words *command = &options_of(t)->command;
	struct arena *mem = t->context->mem;

	t->state = arena_alloc(mem, sizeof(struct state));
	t->result->command = command->scalar ? command->v[0]
					     : words_quote(mem, command->v, command->n);
	return fixtures_make_programs(t) ? 0 : find_program(t, err);
}

/* By the processor where it can, else by one run under valgrind: 1. */
static int choose_counters(struct task *t, struct error *err)
{
	int by = t->benchmark->life.process.counters;
	struct state *s = t->state;
	const char *why = by == COUNTERS_AUTO || by == COUNTERS_PERF ? counters_fault() : NULL;

	if (by == COUNTERS_PERF && why)
		return error_set(err, "counters: perf: %s; counters: valgrind needs none", why);
	s->main.watch.counters = !why && by != COUNTERS_OFF && by != COUNTERS_VALGRIND;
	return by == COUNTERS_VALGRIND ||
		(by == COUNTERS_AUTO && !s->main.watch.counters && valgrind_is_there(t));
}

static int open_command(struct task *t, struct error *err)
{
	struct state *s = t->state;

	if (find_program(t, err) < 0)
		return -1;
	if (s->main.shell && !imports(t) && account_shell(&s->shell, t, &s->main, err) < 0)
		return -1;
	return choose_counters(t, err);
}

static int calibrate(struct task *t, struct sink *sink, struct error *err)
{
	const struct state *s = t->state;

	return valgrind_count(t, sink, &s->main, err);
}

static void emit(struct task *t, struct sink *sink, const struct outcome *o)
{
	const struct state *s = t->state;
	const struct work *work = &t->benchmark->work;
	double v[PROCESS_METRICS], wall;

	account_read(v, o, &s->shell);
	wall = v[PROCESS_WALL];
	for (size_t i = 0; i < PROCESS_METRICS; i++)
		if (!isnan(v[i]))
			sink_emit(sink, &process_metrics[i], v[i]);
	for (size_t i = 0; i < COUNTERS; i++)
		if (s->main.watch.counters && !isnan(o->counters[i]))
			sink_emit(sink, &counter_metrics[i], o->counters[i]);
	if (s->sampled)
		tree_metrics_emit(sink, "tree", o);
	if (work->amount > 0)
		sink_emit(sink, &work->throughput, work->amount / (wall > 0 ? wall : o->wall));
	if (s->shell.shell && wall <= 0)
		t->result->warning = "took less time than its shell, so the times are meaningless; "
				     "write the command as a list of words";
}

/* How long the first run takes decides whether this one and the others are sampled. */
static void know_first_run(struct task *t, const struct outcome *o)
{
	struct state *s = t->state;
	double every = t->benchmark->life.process.sample;

	if (s->has_run)
		return;
	s->has_run = true;
	s->talks = o->err_n > 0;
	s->sampled = every > 0 &&
		(leak_samples_wanted(t->benchmark) || o->wall >= SAMPLES_WORTH * every);
	s->main.watch.sample = s->sampled ? every : 0;
}

/* Runs in a row save the time of talking to the spawner, where each takes little. Nobody knows
 * which of them printed a line. */
static size_t burst_of(const struct task *t, size_t n)
{
	const struct state *s = t->state;

	if (!s->has_run || imports(t) || s->sampled || s->talks)
		return 1;
	return n < SPAWNER_BURST ? n : SPAWNER_BURST;
}

static int sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	const struct import_output_options *import = &options_of(t)->import;
	struct state *s = t->state;
	struct outcome o[SPAWNER_BURST];
	int done;

	if (import_output_prepare(import, t, err) < 0)
		return -1;
	done = program_run(&s->main, t, o, burst_of(t, n), err);
	for (int i = 0; i < done; i++) {
		if (program_verdict(&s->main, t, &o[i], task_moment(t, (size_t)i), err) < 0)
			return -1;
		know_first_run(t, &o[i]);
		if (t->counts && !imports(t))
			emit(t, sink, &o[i]);
		else if (t->counts &&
			import_output_read(import, sink, &s->main, &s->output, err) < 0)
			return -1;
	}
	return done;
}

static int close_command(struct task *t, struct error *err)
{
	struct state *s = t->state;

	(void)err;
	capture_free(&s->output);
	return 0;
}

static const struct kind_hooks hooks = { probe, open_command, calibrate, sample, close_command };

const struct kind command_kind = {
	.options = &section,
	.resources = RESOURCE_ANY,
	.is_process = true,
	.timed_outside = true,
	.metrics = process_metrics,
	.metrics_n = PROCESS_METRICS,
	.refuses = refuses,
	.refuses_n = ARRAY_SIZE(refuses),
	.check = check,
	.has_subs = has_subs,
	.hooks = &hooks,
};
