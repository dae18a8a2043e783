#include "app/view.h"
#include "cli/output.h"

struct report_flags {
	const char *output_dir;
};
static const struct option rows[] = {
	{ "output_dir", 0, OPTION_TEXT, offsetof(struct report_flags, output_dir), .value = "DIR",
		.help = "folder of the runs; "
			"default: output_dir of the configuration, or results" },
};
static const struct section section = SECTION("report", "", rows, struct report_flags);

static int run(struct cli *cli, struct error *err)
{
	const struct report_flags *flags = cli->flags;
	struct comparison c;

	if (output_check(cli, err) < 0 ||
		app_load_comparison(&c, &cli->app, flags->output_dir, cli_arg(cli, 0), err) < 0)
		return -1;
	output_reports(cli, &c);
	return EXIT_PASS;
}

const struct cli_command report_command = {
	.name = "report",
	.args = "[RUN | FILE]",
	.summary = "render a stored comparison again",
	.help = "  benchctl report run-017 --report markdown=report.md\n"
		"\n"
		"Reads the comparison.json that `benchctl gate` stored beside the run.\n"
		"The exit status is 0, whatever the verdict.\n",
	.flags = &section,
	.reports = true,
	.max_args = 1,
	.run = run,
};
