#include "app/gate/gate.h"
#include "cli/cli.h"

static int run(struct cli *cli, struct error *err)
{
	const struct config_flags *flags = cli->flags;
	struct comparison c;
	int rc;

	if (cli->args.n != 1)
		return error_exit(err, EXIT_USAGE,
			"confirm needs the file that `benchctl gate --emit-confirm FILE` wrote");
	rc = app_confirm(&c, &cli->app, &cli->project, flags->config, cli_arg(cli, 0), err);
	return c.mode ? output_verdict(cli, &c, rc, err) : -1;
}

const struct cli_command confirm_command = {
	.name = "confirm",
	.args = "FILE",
	.summary = "confirm the suspects of a gate on another machine",
	.help = "  benchctl gate --emit-confirm suspects.json    on one machine\n"
		"  benchctl confirm suspects.json                on another, at the same commit\n",
	.flags = &config_flags_section,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
