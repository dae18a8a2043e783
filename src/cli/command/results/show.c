#include "app/view.h"
#include "cli/cli.h"

static const struct option show_rows[] = {
	{ "json", 0, OPTION_FLAG, 0,
		.help = "as JSON, in the format of run.json, with every sample" },
};

static int run(struct cli *cli, struct error *err)
{
	const bool *json = cli->flags;
	struct runs_beside others;
	struct run_set set;

	if (app_show(&set, &others, &cli->app, cli_arg(cli, 0), err) < 0)
		return -1;
	if (*json)
		run_set_write(cli->document, &set);
	for (size_t i = 0; !*json && i < set.n; i++)
		run_details(cli->text, &set.v[i], &others, &cli->style);
	return EXIT_PASS;
}

const struct cli_command show_command = {
	.name = "show",
	.also = "inspect",
	.args = "[RUN | FILE]",
	.summary = "print the results of a stored run, with every metric",
	.help = "  benchctl show run-017\n"
		"  benchctl inspect run-017       the same\n"
		"  benchctl show last --json\n",
	.flags = CLI_FLAGS("show", show_rows, bool),
	.max_args = 1,
	.run = run,
};
