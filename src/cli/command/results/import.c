#include "app/recording/import.h"
#include "cli/cli.h"
#include "report/run_table.h"

#define AT(member) offsetof(struct import_options, member)
static const struct option rows[] = {
	{ "format", 0, OPTION_TEXT, AT(format), .default_text = "auto", .value = "auto|NAME",
		.help = "format of the files, a name from the end of `benchctl import --help`" },
	{ "suite", 0, OPTION_TEXT, AT(suite), .value = "NAME",
		.help = "name of the suite; default: the configuration's" },
	{ "config", 0, OPTION_TEXT, AT(config), .value = "FILE",
		.help = "the configuration; default: benchctl.yaml, if it exists" },
};

static void print_formats(FILE *out)
{
	const char *name;

	fputs("\nformats:\n", out);
	for (size_t i = 0; (name = app_import_format(i)); i++)
		fprintf(out, "  %s\n", name);
}

static int run(struct cli *cli, struct error *err)
{
	struct import_options *o = cli->flags;
	struct recorded done;

	o->files = cli->args;
	if (app_import(&done, &cli->app, o, err) < 0)
		return -1;
	run_table(cli->text, done.run, done.name, RUN_TABLE_SUITE, &cli->style);
	return (int)done.exit;
}

const struct cli_command import_command = {
	.name = "import",
	.args = "FILE...",
	.summary = "store the results of another tool as a run",
	.help = "  benchctl import bench.json\n"
		"  go test -bench . -count 10 | benchctl import -\n"
		"\n"
		"Other commands can then use the run. `benchctl compare` can also read such\n"
		"files directly.\n",
	.flags = CLI_FLAGS("import", rows, struct import_options),
	.max_args = 1000,
	.more = print_formats,
	.run = run,
};
