#include <stdio.h>

#include "cli/command/commands.h"
#include "cli/output.h"
#include "cli/place.h"
#include "cli/plan.h"
#include "cli/session.h"
#include "report/run_table.h"

struct run_flags {
	const char *name, *external_config, *workload, *shard, *resume, *output_dir;
	bool dry_run;
};
#define AT(member) offsetof(struct run_flags, member)
static const struct option rows[] = {
	{ "name", 'n', OPTION_TEXT, AT(name), .value = "ID",
		.help = "id of a command given after --" },
	{ "external_config", 0, OPTION_TEXT, AT(external_config), .value = "FILE",
		.help = "run the frameworks of this file by the External Benchmark Protocol" },
	{ "workload", 0, OPTION_TEXT, AT(workload), .value = "FILE",
		.help = "what the frameworks are to do" },
	{ "shard", 0, OPTION_TEXT, AT(shard), .value = "I/N|auto",
		.help = "only the I-th of N parts, balanced by what the baseline says they take; "
			"auto: what the CI system's variables say" },
	{ "resume", 0, OPTION_TEXT, AT(resume), .value = "RUN",
		.help = "measure only what failed in that run, or what it was interrupted before, "
			"and keep the rest" },
	{ "output_dir", 0, OPTION_TEXT, AT(output_dir), .value = "DIR",
		.help = "store the run here, not where the configuration says; the tasks of a "
			"cluster's job have one folder so" },
	{ "dry_run", 0, OPTION_FLAG, AT(dry_run), .default_text = "false",
		.help = "say what would be run, and print the run without results" },
};
static const struct section section = SECTION("run", "", rows, struct run_flags);

/* The frameworks, one command or the configuration. */
static int choose_suite(struct session *s, struct cli *cli)
{
	const struct run_flags *flags = cli->flags;

	if (!flags->external_config != !flags->workload) {
		cli_say("--external-config and --workload go together: benchctl run "
			"--external-config frameworks.json --workload workload.json");
		return EXIT_USAGE;
	}
	if (flags->external_config && (cli->after.n || cli->args.n)) {
		cli_say("--external-config is a suite of its own; leave out %s",
			cli->after.n ? "the command after --" : cli->args.v[0]);
		return EXIT_USAGE;
	}
	if (flags->external_config)
		return session_external(s, cli, flags->external_config, flags->workload);
	return cli->after.n ? session_adhoc(s, cli, flags->name)
			    : session_configure(s, cli, cli->args.n ? cli->args.v[0] : NULL);
}

static int measure_and_show(struct session *s)
{
	struct cli *cli = s->cli;
	const struct report_style style = output_style(cli);
	int status = session_measure(s);

	if (s->run.n && !cli->reporting.quiet)
		run_table(cli->text, &s->run, session_shown(s), &style);
	return status == EXIT_PASS && (s->unsaved || s->run.status != RUN_OK) ? EXIT_MEASURE
									      : status;
}

static int run(struct cli *cli)
{
	const struct run_flags *flags = cli->flags;
	struct session s;
	int status = output_refuse(cli);

	if (status == EXIT_PASS)
		status = choose_suite(&s, cli);
	if (status != EXIT_PASS)
		return status;
	if (flags->output_dir)
		s.suite.output_dir = place_path(cli, flags->output_dir);
	session_open_leniently(&s);
	if (flags->shard)
		status = plan_shard(&s, flags->shard);
	if (status == EXIT_PASS && flags->resume)
		status = plan_resume(&s, flags->resume);
	if (status == EXIT_PASS)
		status = flags->dry_run ? plan_show(&s) : measure_and_show(&s);
	session_close(&s);
	return status;
}

const struct cli_command run_command = {
	.name = "run",
	.args = "[CONFIG | --external-config FILE --workload FILE | -- COMMAND...]",
	.summary = "measure the suite, or one command, and store the run; judge nothing",
	.help = "  benchctl run                        the suite of benchctl.yaml\n"
		"  benchctl run --runs 50 -- ./a.out   one command\n"
		"  benchctl run --external-config frameworks.json --workload workload.json\n"
		"\n"
		"The run is stored under results/run-NNN; compare two of them with benchctl "
		"compare.\n",
	.flags = &section,
	.selects = true,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
