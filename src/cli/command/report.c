#include "base/file.h"
#include "cli/command/commands.h"
#include "cli/output.h"
#include "cli/place.h"
#include "cli/session.h"
#include "judge/compare.h"
#include "report/report.h"
#include "store/runs.h"

struct report_flags {
	const char *output_dir;
};
static const struct option rows[] = {
	{ "output_dir", 0, OPTION_TEXT, offsetof(struct report_flags, output_dir), .value = "DIR",
		.help = "where runs are stored; default: what the configuration says, or results" },
};
static const struct section section = SECTION("report", "", rows, struct report_flags);

static int run(struct cli *cli)
{
	const struct report_flags *flags = cli->flags;
	const char *name = cli->args.n ? cli->args.v[0] : "last", *path, *dir;
	struct session s;
	struct comparison c;
	struct error err;
	int status = output_check(cli);

	if (status != EXIT_PASS)
		return status;
	session_look(&s, cli, flags->output_dir);
	path = place_path(cli, name);
	dir = file_is_dir(path) ? path : runs_find(&cli->mem, s.suite.output_dir, name);
	if (dir)
		path = file_join(&cli->mem, dir, "comparison.json");
	if (!file_exists(path)) {
		cli_say("%s: there is no such comparison; `benchctl gate` leaves one with each run",
			dir ? path : name);
		return EXIT_USAGE;
	}
	if (comparison_load(&c, &cli->mem, path, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	return output_reports(cli, &c);
}

const struct cli_command report_command = {
	.name = "report",
	.args = "[RUN | FILE]",
	.summary = "render a stored comparison again",
	.help = "  benchctl report run-017 --report markdown=report.md\n"
		"\n"
		"The comparison is the comparison.json that `benchctl gate` leaves beside the "
		"run.\n"
		"The exit status is 0 whatever the verdict was.\n",
	.flags = &section,
	.reports = true,
	.max_args = 1,
	.run = run,
};
