#include "app/gate/gate.h"

#include "cli/cli.h"

#define AT(member) offsetof(struct bisect_options, member)
static const struct option rows[] = {
	{ "good", 0, OPTION_TEXT, AT(good), .value = "REV", .help = "a fast commit" },
	{ "bad", 0, OPTION_TEXT, AT(bad), .value = "REV", .default_text = "HEAD",
		.help = "a later, slow commit" },
	{ "config", 0, OPTION_TEXT, AT(config), .value = "FILE",
		.help = "the configuration, used for every commit; default: benchctl.yaml" },
};

static int run(struct cli *cli, struct error *err)
{
	struct bisect_options *o = cli->flags;
	struct bisected b;
	int rc;

	o->id = cli_arg(cli, 0);
	rc = app_bisect(&b, &cli->app, &cli->project, o, err);
	if (b.n > 1)
		fprintf(cli->text,
			"the slowdown is in one of these %zu commits; benchctl could "
			"not measure the commits between the first and the last:\n",
			b.n);
	for (size_t i = 0; i < b.n; i++)
		fprintf(cli->text, "%.12s %s\n", b.v[i].commit, b.v[i].subject);
	if (b.n)
		fputc('\n', cli->text);
	fflush(cli->document);
	if (b.compared)
		output_reports(cli, &b.c);
	return rc < 0 ? -1 : EXIT_PASS;
}

const struct cli_command bisect_command = {
	.name = "bisect",
	.args = "ID --good REV [--bad REV]",
	.summary = "find the commit that made a benchmark slower",
	.help = "  benchctl bisect parse/items=1000 --good v1.2.0\n"
		"\n"
		"Bisects the first-parent history from good to bad: builds a commit and measures\n"
		"it beside the good commit until the data decide. Skips commits that do not\n"
		"build.\n",
	.flags = CLI_FLAGS("bisect", rows, struct bisect_options),
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
