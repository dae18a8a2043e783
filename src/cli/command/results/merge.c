#include "app/recording/import.h"
#include "cli/cli.h"
#include "report/run_table.h"

static int run(struct cli *cli, struct error *err)
{
	struct recorded done;

	if (app_merge(&done, &cli->app, &cli->args, err) < 0)
		return -1;
	run_table(cli->text, done.run, done.name, RUN_TABLE_SUITE, &cli->style);
	return (int)done.exit;
}

const struct cli_command merge_command = {
	.name = "merge",
	.args = "RUN...",
	.summary = "merge the runs of all shards of a suite",
	.help = "  benchctl run --shard 1/2              on one machine\n"
		"  benchctl run --shard 2/2              on another of the same class\n"
		"  benchctl merge one/run.json two/run.json\n"
		"\n"
		"Needs all shards, which must have the same commit, configuration and machine\n"
		"class. Stores the result as a run, to compare or to record as a baseline.\n",
	.max_args = 10000,
	.run = run,
};
