/* A command that is timed: one sample is one process. */
#include "measure/module.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "measure/account.h"
#include "measure/leak_samples.h"
#include "measure/import_output.h"
#include "measure/fixtures.h"
#include "measure/program.h"
#include "measure/tree_metrics.h"
#include "measure/user_metrics.h"
#include "measure/valgrind.h"
#include "model/problem.h"
#include "process/counters.h"
#include "process/spawner.h"

struct command_options {
	struct words command;
	struct import_output_options import;
};
static const struct option rows[] = {
	{ "command", 0, OPTION_WORDS, offsetof(struct command_options, command), .value = "COMMAND",
		.help = "what is measured: a command line, or a list of its words" },
	{ "import", 0, OPTION_SECTION, offsetof(struct command_options, import),
		.section = &import_output_section,
		.help = "the command measures something itself: its report is read, in the format "
			"named or, with auto, recognised" },
};
static const struct section section = SECTION("command", "a command that is timed", rows,
	struct command_options);

struct state {
	struct capture output; /* where it is to be read */
	struct program main;
	struct fixture_programs fixtures;
	struct shell_cost shell; /* all 0 where there is none */
	double last_wall;        /* s, of the last run; 0 before the first */
	bool sampled;            /* whether each run that counts is; known after the first of all */
	size_t samples;
};

#define BURST_TIME 0.02 /* s: runs in a row are used to save time only where each takes little */
enum { SAMPLES_WORTH = 10 }; /* fewer say little about the run */

const void *command_options_of(struct arena *mem, const struct words *command)
{
	struct command_options *o = arena_alloc(mem, sizeof *o);

	o->command = *command;
	return o;
}

static void check(const void *options, const struct item *at, struct problems *problems)
{
	const struct command_options *o = options;
	struct words w = o->command;
	bool shell = false;
	struct error err;

	if (w.scalar && words_split(&w, &shell, problems->mem, o->command.v[0], &err) < 0)
		problem_add(problems, at->line, at->column, "command: %s", err.text);
	else if (!shell && (w.n == 0 || !*w.v[0]))
		problem_add(problems, at->line, at->column, "command: is empty");
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
	{ "scaling", "import", has_subs },
	{ "work", "import", has_subs },
	{ "sample", "import", has_subs },
	{ "leak", "import", has_subs },
	{ "leak_over", "import", has_subs },
	{ "leak_limit", "import", has_subs },
	{ "counters", "import", has_subs },
	{ "output", "import", imports_stdout },
};

/* Finds the programs that are not found yet. */
static int find_programs(struct task *t, struct error *err)
{
	const struct command_options *o = t->benchmark->options;
	struct state *s = t->state;

	if (fixtures_find(&s->fixtures, t, err) < 0 ||
		(!s->main.path && program_make(&s->main, t, &o->command, err) < 0))
		return -1;
	s->main.input = t->benchmark->life.process.input;
	if (import_output_wanted(&o->import) && !o->import.file) {
		s->output.max = IMPORT_OUTPUT_BYTES_MAX;
		s->main.keep = &s->output;
	}
	s->main.watch = (struct watch){ t->benchmark->life.process.sample,
		t->benchmark->life.process.memory_limit };
	return 0;
}

static int probe(struct task *t, struct error *err)
{
	const struct command_options *o = t->benchmark->options;
	struct arena *mem = t->context->mem;
	struct state *s = t->state = arena_alloc(mem, sizeof *s);

	t->result->command = o->command.scalar ? o->command.v[0]
					       : words_quote(mem, o->command.v, o->command.n);
	if (fixtures_probe(&s->fixtures, t, err) < 0)
		return -1;
	/* Setup may be what makes the other programs. */
	return s->fixtures.setup.path ? 0 : find_programs(t, err);
}

/* By the processor where it can, else by one run under valgrind. */
static int choose_counters(struct task *t, struct error *err)
{
	int by = t->benchmark->life.process.counters;
	struct state *s = t->state;
	const char *why = by == COUNTERS_AUTO || by == COUNTERS_PERF ? counters_fault() : NULL;

	if (by == COUNTERS_PERF && why)
		return error_set(err, "counters: perf: %s; counters: valgrind needs none", why);
	s->main.watch.counters = !why && by != COUNTERS_OFF && by != COUNTERS_VALGRIND;
	if (by == COUNTERS_OFF || s->main.watch.counters ||
		(by == COUNTERS_AUTO && !valgrind_is_there(t)))
		return 0;
	/* The first is the primary one. */
	result_series(t->result, t->context->mem, &process_metrics[PROCESS_WALL]);
	if (program_fixture(&s->fixtures.prepare, t, "prepare", err) < 0 ||
		valgrind_count(t, &s->main, err) < 0)
		return -1;
	return program_fixture(&s->fixtures.conclude, t, "conclude", err);
}

static int init(struct task *t, struct error *err)
{
	const struct command_options *o = t->benchmark->options;
	struct state *s = t->state;

	if (program_fixture(&s->fixtures.setup, t, "setup", err) < 0 || find_programs(t, err) < 0)
		return -1;
	if (s->main.shell && !import_output_wanted(&o->import) &&
		account_shell(&s->shell, t, &s->main, err) < 0)
		return -1;
	return choose_counters(t, err);
}

static void warn_left_behind(struct task *t, const struct outcome *o)
{
	if (o->left_behind)
		t->result->warning = program_left_behind(t->context->mem, o->left_behind);
}

static void record(struct task *t, const struct outcome *o)
{
	const struct state *s = t->state;
	const struct work *work = &t->benchmark->work;
	struct arena *mem = t->context->mem;
	double v[PROCESS_METRICS], wall;

	account_read(v, o, &s->shell);
	wall = v[PROCESS_WALL];
	for (size_t i = 0; i < PROCESS_METRICS; i++)
		if (!isnan(v[i]))
			result_add(t->result, mem, &process_metrics[i], v[i]);
	for (size_t i = 0; i < COUNTERS; i++)
		if (s->main.watch.counters && !isnan(o->counters[i]))
			result_add(t->result, mem, &counter_metrics[i], o->counters[i]);
	if (s->sampled)
		tree_metrics_add(t, o);
	leak_samples_add(t, o);
	if (work->amount > 0)
		result_add(t->result, mem, &work->throughput,
			work->amount / (wall > 0 ? wall : o->wall));
	if (s->shell.shell && wall <= 0)
		t->result->warning = "took less time than its shell; the figures mean nothing "
				     "(give the command as a list of words)";
	warn_left_behind(t, o);
}

/* What a counted run has yielded. */
static int take(struct task *t, const struct outcome *o, struct error *err)
{
	const struct command_options *options = t->benchmark->options;
	const struct state *s = t->state;

	if (!import_output_wanted(&options->import)) {
		record(t, o);
		return 0;
	}
	warn_left_behind(t, o);
	return import_output_read(&options->import, t, &s->main, &s->output, err);
}

/* How long the first run takes decides whether this one and the others are sampled. */
static void know_wall(struct task *t, double wall)
{
	struct state *s = t->state;
	double every = t->benchmark->life.process.sample;

	if (s->last_wall <= 0) {
		s->sampled = every > 0 &&
			(leak_samples_wanted(t->benchmark) || wall >= SAMPLES_WORTH * every);
		s->main.watch.sample = s->sampled ? every : 0;
	}
	s->last_wall = wall;
}

/* One run, or as many as are worth doing in a row, with the hooks around it. */
static int run_some(struct task *t, size_t n, bool counts, struct error *err)
{
	const struct command_options *options = t->benchmark->options;
	struct state *s = t->state;
	struct outcome o[SPAWNER_BURST];
	size_t reports = leak_samples_reported(t);
	char doing[40] = "in warm-up";
	int done;

	if (n > SPAWNER_BURST)
		n = SPAWNER_BURST;
	if (s->fixtures.prepare.path || s->fixtures.conclude.path || s->last_wall <= 0 ||
		has_subs(options) || s->sampled)
		n = 1;
	else if (s->last_wall * (double)n > BURST_TIME)
		n = (size_t)(BURST_TIME / s->last_wall) + 1;
	if (program_fixture(&s->fixtures.prepare, t, "prepare", err) < 0 ||
		import_output_prepare(&options->import, t, err) < 0)
		return -1;
	user_metrics_clear(t->context);
	done = program_run(&s->main, t, o, n, err);
	for (int i = 0; i < done; i++) {
		if (counts)
			snprintf(doing, sizeof doing, "in sample %zu", s->samples + 1);
		if (program_verdict(&s->main, t, &o[i], doing, err) < 0)
			return -1;
		know_wall(t, o[i].wall);
		if (!counts)
			continue;
		if (take(t, &o[i], err) < 0)
			return -1;
		s->samples++;
	}
	if (done > 0 && counts &&
		(user_metrics_take(t, err) < 0 || leak_samples_add_reported(t, reports, err) < 0))
		return -1;
	if (done > 0 && program_fixture(&s->fixtures.conclude, t, "conclude", err) < 0)
		return -1;
	return done;
}

static int warmup(struct task *t, struct error *err)
{
	return run_some(t, 1, false, err) < 0 ? -1 : 0;
}

static int run(struct task *t, size_t n, struct error *err)
{
	return run_some(t, n, true, err);
}

static int fini(struct task *t, struct error *err)
{
	struct state *s = t->state;

	capture_free(&s->output);
	return fixtures_end(&s->fixtures, t, err);
}

const struct module command_module = {
	.kind = { .options = &section,
		.resources = RESOURCE_ANY,
		.is_process = true,
		.timed_outside = true,
		.metrics = process_metrics,
		.metrics_n = PROCESS_METRICS,
		.refuses = refuses,
		.refuses_n = ARRAY_SIZE(refuses),
		.check = check,
		.has_subs = has_subs },
	.probe = probe,
	.init = init,
	.warmup = warmup,
	.run = run,
	.fini = fini,
};
