#include "app/baseline.h"
#include "app/compare.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/cli.h"
#include "report/run_table.h"

#define AT(member) offsetof(struct refresh_options, member)
static const struct option refresh_rows[] = {
	{ "commit", 0, OPTION_FLAG, AT(commit),
		.help = "commit the file, through the object database, never by force" },
	{ "branch", 'b', OPTION_TEXT, AT(branch), .needs = "commit", .value = "BRANCH",
		.help = "with --commit: the branch; default: the current branch" },
	{ "message", 'm', OPTION_TEXT, AT(message), .needs = "commit", .value = "TEXT",
		.help = "with --commit: the commit message" },
	{ "replace", 0, OPTION_FLAG, AT(replace), .help = "drop the older runs of the baseline" },
	CLI_CONFIG(struct refresh_options),
};

static int refresh(struct cli *cli, struct error *err)
{
	struct refresh_options *o = cli->flags;
	struct refreshed r;

	o->run = cli_arg(cli, 0);
	if (app_baseline_refresh(&r, &cli->app, &cli->project, o, err) < 0)
		return -1;
	if (r.commit)
		fprintf(cli->text, "%s committed as %.10s on %s\n", r.path, r.commit, r.branch);
	else if (o->commit)
		fprintf(cli->text, "%s is up to date\n", r.path);
	else
		fprintf(cli->text,
			"%s holds %zu run%s; the gate uses the file once it is committed:\n"
			"  git add %s && git commit -m 'benchmarks: refresh the baseline'\n",
			r.path, r.runs, text_s(r.runs), words_quote_one(&cli->app.mem, r.path));
	return EXIT_PASS;
}

static const struct cli_command refresh_command = {
	.name = "baseline refresh",
	.args = "[RUN]",
	.summary = "add a stored run, or a new one, to the baseline",
	.help = "  benchctl baseline refresh --commit   measure now and commit the result\n"
		"  benchctl baseline refresh last       record the last run, for you to commit\n",
	.flags = CLI_FLAGS("refresh", refresh_rows, struct refresh_options),
	.lifecycle = true,
	.measures = true,
	.stored = true,
	.max_args = 1,
	.run = refresh,
};

static int show(struct cli *cli, struct error *err)
{
	const struct config_flags *flags = cli->flags;
	struct operand o;

	if (app_baseline_show(&o, &cli->app, flags->config, cli_arg(cli, 0), err) < 0)
		return -1;
	fprintf(cli->text, "baseline of %s, %zu run%s; the newest:\n", o.party.label, o.set.n,
		text_s(o.set.n));
	run_details(cli->text, operand_run(&o), &(struct runs_beside){ 0 }, &cli->style);
	return EXIT_PASS;
}

static const struct cli_command baseline_show_command = {
	.name = "baseline show",
	.args = "[REV | FILE]",
	.summary = "print the newest run of a baseline, with every metric",
	.help = "  benchctl baseline show v1.2.0\n",
	.flags = &config_flags_section,
	.max_args = 1,
	.run = show,
};

struct export_flags {
	const char *output, *config;
};
static const struct option export_rows[] = {
	{ "output", 'o', OPTION_TEXT, offsetof(struct export_flags, output), .value = "FILE",
		.default_text = "-", .help = "path to write; - is standard output" },
	CLI_CONFIG(struct export_flags),
};

static int export(struct cli *cli, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const struct export_flags *flags = cli->flags;
	struct run_set set;

	if (app_baseline_export(&set, &cli->app, flags->config, cli_arg(cli, 0), err) < 0)
		return -1;
	run_set_write(m.f, &set);
	return output_bytes(cli, flags->output, &m, err);
}

static const struct cli_command export_command = {
	.name = "baseline export",
	.args = "[RUN]",
	.summary = "write a stored run in the format of a baseline",
	.help = "  benchctl baseline export run-017 -o old.json\n",
	.flags = CLI_FLAGS("export", export_rows, struct export_flags),
	.max_args = 1,
	.run = export,
};

static int compare(struct cli *cli, struct error *err)
{
	struct compare_request r = { 0 };

	if (cli->args.n != 2)
		return error_exit(err, EXIT_USAGE,
			"baseline compare needs a run and a baseline; "
			"usage: benchctl baseline compare RUN BASE");
	words_push(&cli->app.mem, &r.base, cli_arg(cli, 1));
	words_push(&cli->app.mem, &r.head, cli_arg(cli, 0));
	return cli_compare(cli, &r, err);
}

static const struct cli_command baseline_compare_command = {
	.name = "baseline compare",
	.args = "RUN BASE",
	.summary = "judge a run against a baseline, like benchctl compare BASE RUN",
	.help = "  benchctl baseline compare last v1.2.0\n",
	.reports = true,
	.max_args = 2,
	.run = compare,
};

static const struct cli_command *const verbs[] = { &refresh_command, &baseline_show_command,
	&export_command, &baseline_compare_command, NULL };

const struct cli_command baseline_command = {
	.name = "baseline",
	.summary = "record, show and export the baselines that the repository keeps",
	.help = "  benchctl baseline refresh --commit   measure now and commit the result\n"
		"  benchctl baseline refresh last       record the last run, for you to commit\n"
		"  benchctl baseline show v1.2.0\n"
		"\n"
		"A baseline is <baseline_dir>/<suite>/<machine class>.json. The gate reads it\n"
		"from the commit it judges against, so a refresh takes effect once it is\n"
		"committed there.\n",
	.verbs = verbs,
};
