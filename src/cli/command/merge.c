#include <stdio.h>

#include "cli/command/commands.h"
#include "cli/operand.h"
#include "cli/output.h"
#include "cli/session.h"
#include "judge/derive.h"
#include "model/shard.h"
#include "report/run_table.h"
#include "store/runs.h"

static const struct run **load(struct session *s, const struct words *names, int *status)
{
	struct arena *mem = &s->cli->mem;
	const struct run **runs = arena_array(mem, names->n, sizeof *runs);

	for (size_t i = 0; i < names->n && *status == EXIT_PASS; i++) {
		struct operand o = { 0 };

		*status = operand_load(&o, s, names->v[i]);
		if (*status != EXIT_PASS)
			break;
		o.set.v[o.set.n - 1].id = names->v[i]; /* each machine may have a run-001 */
		runs[i] = &o.set.v[o.set.n - 1];
	}
	return runs;
}

static int merge(struct session *s)
{
	struct cli *cli = s->cli;
	const struct report_style style = output_style(cli);
	int status = EXIT_PASS;
	const struct run **runs = load(s, &cli->args, &status);
	struct run whole;
	struct error err;

	if (status != EXIT_PASS)
		return status;
	if (shard_unite(&whole, &cli->mem, runs, cli->args.n, &err) < 0) {
		error_context(&err, "nothing was merged");
		return cli_fail(&err, EXIT_NO_VERDICT);
	}
	if (runs_create(&s->dir, &s->id, &cli->mem, s->suite.output_dir, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	whole.id = s->id;
	s->run = whole;
	derive_results(&s->run, &cli->mem, &s->whole, true);
	if (runs_save(s->dir, &s->run, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	run_table(cli->text, &s->run, session_shown(s), &style);
	return s->run.status == RUN_OK ? EXIT_PASS : EXIT_MEASURE;
}

static int run(struct cli *cli)
{
	struct session s;
	int status;

	if (cli->args.n == 0) {
		cli_say("merge needs the runs of all shards: their files, folders or ids");
		return EXIT_USAGE;
	}
	status = session_configure(&s, cli, NULL);
	if (status == EXIT_PASS)
		status = session_open(&s, false);
	if (status == EXIT_PASS)
		status = merge(&s);
	session_close(&s);
	return status;
}

const struct cli_command merge_command = {
	.name = "merge",
	.args = "RUN...",
	.summary = "unite the runs of all shards of a suite",
	.help = "  benchctl run --shard 1/2              on one machine\n"
		"  benchctl run --shard 2/2              on another of the same class\n"
		"  benchctl merge one/run.json two/run.json\n"
		"\n"
		"The shards must be of one commit, configuration and class of machine, and all of "
		"them\n"
		"must be there. The whole is stored as a run, to compare or make the baseline.\n",
	.max_args = 10000,
	.run = run,
};
