#include <stdio.h>

#include "benchctl/run_table.h"
#include "commands.h"
#include "output.h"
#include "session.h"

struct run_flags {
	const char *name;
};
static const struct option rows[] = {
	{ "name", 'n', OPTION_TEXT, offsetof(struct run_flags, name), .value = "ID",
		.help = "id of a command given after --" },
};
static const struct section section = SECTION("run", "", rows, struct run_flags);

static int run(struct cli *cli)
{
	const struct run_flags *flags = cli->flags;
	struct report_style style = {
		.colour = cli->out.colour, .unicode = cli->out.unicode, .columns = cli->out.columns
	};
	struct session s;
	int status = output_refuse(cli);

	if (status == EXIT_PASS)
		status = cli->after.n
			? session_adhoc(&s, cli, flags->name)
			: session_configure(&s, cli, cli->args.n ? cli->args.v[0] : NULL);
	if (status != EXIT_PASS)
		return status;
	session_open_leniently(&s);
	status = session_measure(&s);
	if (s.dir && !cli->reporting.quiet)
		run_table(stdout, &s.run, &style);
	if (status == EXIT_PASS && (s.unsaved || s.run.status != RUN_OK))
		status = EXIT_MEASURE;
	session_close(&s);
	return status;
}

const struct cli_command run_command = {
	.name = "run",
	.args = "[CONFIG | -- COMMAND...]",
	.summary = "measure the suite, or one command, and store the run; judge nothing",
	.help = "  benchctl run                        the suite of benchctl.yaml\n"
		"  benchctl run --runs 50 -- ./a.out   one command\n"
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
