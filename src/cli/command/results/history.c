#include "app/history.h"
#include "cli/cli.h"

#define AT(member) offsetof(struct history_options, member)
static const struct option show_rows[] = {
	{ "metric", 'm', OPTION_TEXT, AT(metric), .value = "NAME",
		.help = "the metric; default: each benchmark's primary metric" },
	{ "anchor", 0, OPTION_TEXT, AT(anchor), .value = "REV",
		.help = "a release; show the change since it" },
	CLI_CONFIG(struct history_options),
};
static int show(struct cli *cli, struct error *err)
{
	struct history_options *o = cli->flags;
	struct history h;

	o->id = cli_arg(cli, 0);
	if (app_history_show(&h, &cli->app, &cli->project, o, err) < 0)
		return -1;
	if (o->id)
		history_details(cli->text, &h, &cli->style);
	else
		history_table(cli->text, &h, &cli->style);
	return EXIT_PASS;
}

static const struct cli_command history_show_command = {
	.name = "history show",
	.args = "[ID]",
	.summary = "print the trend of all benchmarks, or every record of the benchmarks that "
		   "ID matches",
	.help = "  benchctl history                     all benchmarks, with their last shift\n"
		"  benchctl history show parse/small    one benchmark, commit by commit\n"
		"  benchctl history --anchor v1.0       the change since that release\n",
	.flags = CLI_FLAGS("show", show_rows, struct history_options),
	.selects = true,
	.max_args = 1,
	.run = show,
};

static int record(struct cli *cli, struct error *err)
{
	const struct config_flags *o = cli->flags;
	bool added;

	if (app_history_record(&added, &cli->app, o->config, cli_arg(cli, 0), err) < 0)
		return -1;
	fprintf(cli->text, "%s\n",
		added ? "recorded; share it with: benchctl history push"
		      : "it is already recorded");
	return EXIT_PASS;
}

static const struct cli_command record_command = {
	.name = "history record",
	.args = "[RUN]",
	.summary = "add a stored run to the records",
	.help = "  benchctl history record && benchctl history push\n",
	.flags = &config_flags_section,
	.max_args = 1,
	.run = record,
};

static int sync_records(struct cli *cli, struct error *err);

static const struct cli_command push_command = {
	.name = "history push",
	.args = "[REMOTE]",
	.summary = "send the records to a remote repository, never by force",
	.help = "  benchctl history push origin\n",
	.flags = &config_flags_section,
	.max_args = 1,
	.run = sync_records,
};

static const struct cli_command fetch_command = {
	.name = "history fetch",
	.args = "[REMOTE]",
	.summary = "merge the records with those of a remote repository",
	.help = "  benchctl history fetch origin\n",
	.flags = &config_flags_section,
	.max_args = 1,
	.run = sync_records,
};

static int sync_records(struct cli *cli, struct error *err)
{
	const struct config_flags *o = cli->flags;

	return app_history_sync(&cli->app, o->config, cli_arg(cli, 0),
		cli->command == &push_command, err);
}

#define IN(member) offsetof(struct history_import_options, member)
static const struct option import_rows[] = {
	{ "benchmark", 0, OPTION_TEXT, IN(benchmark), .needs = "FILE", .value = "ID",
		.help = "benchmark that the results in FILE belong to; "
			"default: the only one of the suite that has several results" },
	CLI_CONFIG(struct history_import_options),
};

static int import_history(struct cli *cli, struct error *err)
{
	struct history_import_options *o = cli->flags;
	struct history_import h;

	o->file = cli_arg(cli, 0);
	if (app_history_import(&h, &cli->app, o, err) < 0)
		return -1;
	fprintf(cli->text,
		"%zu %s of %s: %zu recorded, %zu left out (no clean commit of this repository)\n",
		h.versions,
		cli->args.n ? (h.versions == 1 ? "entry" : "entries")
			    : (h.versions == 1 ? "version" : "versions"),
		h.path, h.added, h.skipped);
	return EXIT_PASS;
}

static const struct cli_command history_import_command = {
	.name = "history import",
	.args = "[FILE]",
	.summary = "make records from the earlier versions of the committed baseline, "
		   "or from the data.js of GitHub's benchmark action",
	.help = "  benchctl history import\n"
		"  git show gh-pages:dev/bench/data.js >data.js\n"
		"  benchctl history import data.js\n",
	.max_args = 1,
	.flags = CLI_FLAGS("import", import_rows, struct history_import_options),
	.run = import_history,
};

static const struct cli_command *const verbs[] = { &history_show_command, &record_command,
	&push_command, &fetch_command, &history_import_command, NULL };

const struct cli_command history_command = {
	.name = "history",
	.summary = "the trend over commits: record it, share it, show it",
	.help = "  benchctl history                     all benchmarks, with their last shift\n"
		"  benchctl history record && benchctl history push\n"
		"\n"
		"The records are in refs/benchctl/history, which only grows. Without records,\n"
		"show reads the earlier versions of the committed baseline.\n",
	.verbs = verbs,
	.shorthand = &history_show_command,
};
