#include "app/accept.h"
#include "base/words.h"
#include "cli/cli.h"

#define AT(member) offsetof(struct accept_options, member)
static const struct option rows[] = {
	{ "metric", 'm', OPTION_TEXT, AT(metric), .value = "NAME",
		.help = "the metric; default: the benchmark's primary one" },
	{ "max", 0, OPTION_QUANTITY, AT(max), .dim = DIM_RATIO, .max = 1000, .value = "PERCENT",
		.help = "the accepted loss, such as +12%" },
	{ "reason", 0, OPTION_TEXT, AT(reason), .value = "TEXT",
		.help = "the reason; every report shows it" },
	{ "expires", 0, OPTION_TEXT, AT(expires), .value = "YYYY-MM-DD",
		.help = "the last day of the acceptance" },
	CLI_CONFIG(struct accept_options),
};
static const struct section section = SECTION("accept", "", rows, struct accept_options);

static int run(struct cli *cli, struct error *err)
{
	struct accept_options *o = cli->flags;
	const char *path;

	o->id = cli->args.n ? cli->args.v[0] : NULL;
	if (app_accept(&path, &cli->app, o, err) < 0)
		return -1;
	fprintf(cli->text,
		"%s now accepts %s; it counts once it is committed, and every report shows it:\n"
		"  git add %s && git commit\n",
		path, o->id, words_quote_one(&cli->app.mem, path));
	return EXIT_PASS;
}

const struct cli_command accept_command = {
	.name = "accept",
	.args = "ID",
	.summary = "accept a slowdown on purpose, up to a limit, with a reason",
	.help = "  benchctl accept parse/items=1000 --max +12% --reason \"checks its input now\"\n"
		"\n"
		"The entry goes into <baseline_dir>/accepted.json. "
		"Entries of the base commit count;\n"
		"those that a change adds count, too, and reports mark them.\n"
		"An entry is spent once the base contains the slowdown; "
		"a further one needs another entry.\n",
	.flags = &section,
	.max_args = 1,
	.run = run,
};
