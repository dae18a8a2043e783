#include <stdio.h>

#include "benchctl/clock.h"
#include "benchctl/compare.h"
#include "benchctl/file.h"
#include "benchctl/report.h"
#include "commands.h"
#include "operand.h"
#include "output.h"
#include "session.h"

struct gate_flags {
	const char *against;
	bool allow_missing_baseline;
};
static const struct option rows[] = {
	{ "against", 'a', OPTION_TEXT, offsetof(struct gate_flags, against),
		.value = "REV|FILE|RUN",
		.help = "the base: a revision whose tree holds the baseline, REV... for the merge "
			"base with it, a baseline file, or a stored run; default: from the CI "
			"system's variables, else the merge base with the default branch" },
	{ "allow_missing_baseline", 0, OPTION_FLAG,
		offsetof(struct gate_flags, allow_missing_baseline), .standard = "false",
		.help = "where there is no baseline yet, everything is new and passes" },
};
static const struct section section = SECTION("gate", "", rows, struct gate_flags);

/* Before anything is measured: a gate that cannot judge should say so at once. */
static int prepare(struct session *s, struct operand *base, struct cli *cli)
{
	const struct gate_flags *flags = cli->flags;
	int status = output_check(cli);

	if (status == EXIT_PASS)
		status = session_configure(s, cli, cli->args.n ? cli->args.v[0] : NULL);
	if (status == EXIT_PASS)
		status = session_open(s, false);
	if (status == EXIT_PASS)
		status = operand_base(base, s, flags->against, flags->allow_missing_baseline);
	return status;
}

static void frame(struct comparison *c, const struct session *s, const struct operand *base)
{
	struct arena *mem = &s->cli->mem;
	const struct gate_flags *flags = s->cli->flags;

	*c = (struct comparison){ .suite = s->suite.name, .tool = BENCHCTL_VERSION,
		.mode = "stored", .base = base->party,
		.head = party_of_run(&s->run, file_join(mem, s->suite.output_dir, s->id)),
		.seed = s->run.seed, .partial = s->run.status == RUN_INTERRUPTED,
		.reproduce = arena_printf(mem, "benchctl gate%s%s --against %s",
			s->cli->args.n ? " " : "", s->cli->args.n ? s->cli->args.v[0] : "",
			flags->against ? flags->against : base->party.commit) };
}

/* comparison.json beside the run, so that `benchctl report` can render it again. */
static int keep(const struct session *s, const struct comparison *c, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	const struct report_style style = { 0 };

	memory_file_open(&m);
	if (json_reporter.render(m.f, c, &style, err) < 0)
		return -1;
	memory_file_end(&m);
	return file_write(file_join(&s->cli->mem, s->dir, "comparison.json"), m.data, m.n, err);
}

/* Suspicion is settled on fresh data. Returns 128 + signal when that was interrupted. */
static int confirm(struct comparison *c, struct session *s, struct judge *judge,
	const struct operand *base, const struct compare_options *options)
{
	struct arena *mem = &s->cli->mem;
	struct words ids;
	struct run fresh;
	int interrupted;

	compare_suspects(&ids, mem, c);
	if (ids.n == 0)
		return EXIT_PASS;
	if (!s->cli->reporting.quiet)
		fprintf(stderr, "confirming %zu benchmark%s on fresh data\n", ids.n,
			ids.n == 1 ? "" : "s");
	interrupted = session_measure_again(s, &ids, &fresh);
	if (interrupted)
		c->partial = true;
	else
		compare_confirm(c, mem, judge, &base->set, &fresh, options);
	return interrupted;
}

static int judge_and_report(struct session *s, const struct operand *base, int interrupted)
{
	struct compare_options options = { .gate = &s->suite.gate, .filter = &s->selected };
	struct arena *mem = &s->cli->mem;
	struct judge *judge = judge_new(mem);
	struct comparison c;
	struct error err;
	int status;

	frame(&c, s, base);
	compare_runs(&c, mem, judge, &base->set, &s->run, &options);
	if (interrupted == EXIT_PASS)
		interrupted = confirm(&c, s, judge, base, &options);
	c.duration = clock_seconds(s->began);
	status = output_reports(s->cli, &c);
	if (!s->unsaved && keep(s, &c, &err) < 0)
		status = cli_fail(&err, EXIT_MEASURE);
	if (interrupted != EXIT_PASS)
		return interrupted;
	return c.exit != EXIT_PASS ? c.exit : s->unsaved ? EXIT_MEASURE : status;
}

static int run(struct cli *cli)
{
	struct operand base = { 0 };
	struct session s = { 0 };
	int status = prepare(&s, &base, cli);

	if (status == EXIT_PASS) {
		status = session_measure(&s);
		if (s.run.v)
			status = judge_and_report(&s, &base, status);
	}
	session_close(&s);
	return status;
}

const struct cli_command gate_command = {
	.name = "gate",
	.args = "[CONFIG]",
	.summary = "measure, judge against the baseline, report; the exit status tells",
	.help = "  benchctl gate                                     in a repository with a benchctl.yaml\n"
		"  benchctl gate --against v1.2.0                    judge against that release\n"
		"  benchctl gate --report junit=junit.xml --report markdown=report.md\n",
	.flags = &section,
	.selects = true,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
