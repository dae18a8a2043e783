#include "app/gate/gate.h"
#include "cli/cli.h"

static const struct option rows[] = {
	{ "keep", 0, OPTION_TEXT, 0, .value = "DIR",
		.help = "create the repository in this new folder, and keep it" },
};

static int run(struct cli *cli, struct error *err)
{
	const char *keep = *(const char *const *)cli->flags;
	struct comparison c;
	int rc;

	if (!cli->quiet)
		fprintf(cli->text,
			"a small parser in a %s repository; its last commit makes one benchmark "
			"slower\n\n",
			keep ? "new" : "temporary");
	rc = app_demo(&c, &cli->app, keep, err);
	if (c.mode)
		output_reports(cli, &c);
	if (rc < 0)
		return -1;
	fputs("\nThis is what a red gate looks like; its exit status is 1, so a CI job fails.\n",
		cli->text);
	if (keep)
		fprintf(cli->text,
			"Look around:  cd %s && git log -p && benchctl gate --against HEAD~1\n",
			words_quote_one(&cli->app.mem, keep));
	else
		fputs("Look around:  benchctl demo --keep DIR   leaves the repository there\n",
			cli->text);
	fputs("Yours:        cd your-repository && benchctl init\n", cli->text);
	return EXIT_PASS;
}

const struct cli_command demo_command = {
	.name = "demo",
	.args = "[--keep DIR]",
	.summary = "show a gate that fails, in a temporary repository",
	.help = "  benchctl demo\n"
		"\n"
		"Creates a repository whose second commit slows one of two benchmarks down, runs\n"
		"the gate there, and prints the report. Exit status 0 means that the gate found\n"
		"the slowdown. Needs git and sh, takes about 10 seconds, and leaves nothing\n"
		"behind.\n",
	.flags = CLI_FLAGS("demo", rows, const char *),
	.measures = true,
	.run = run,
};
