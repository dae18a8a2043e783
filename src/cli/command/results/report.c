#include <string.h>

#include "app/site/site.h"
#include "app/view.h"
#include "base/file.h"
#include "cli/cli.h"

static const struct option rows[] = {
	CLI_OUTPUT_DIR(0),
};

static int run(struct cli *cli, struct error *err)
{
	const char *const *output_dir = cli->flags;
	struct comparison c;

	if (app_load_comparison(&c, &cli->app, *output_dir, cli_arg(cli, 0), err) < 0)
		return -1;
	output_reports(cli, &c);
	return EXIT_PASS;
}

static const struct cli_command report_show_command = {
	.name = "report show",
	.args = "[RUN | FILE]",
	.summary = "render a stored comparison again",
	.help = "  benchctl report show run-017 --report markdown=report.md\n"
		"\n"
		"Reads the comparison.json that `benchctl gate` stored beside the run.\n"
		"The exit status is 0, whatever the verdict.\n",
	.flags = CLI_FLAGS("report", rows, const char *),
	.reports = true,
	.max_args = 1,
	.run = run,
};

struct html_flags {
	struct site_options site;
	const char *output;
};
#define HTML_AT(member) offsetof(struct html_flags, member)
static const struct option html_rows[] = {
	{ "output", 'o', OPTION_TEXT, HTML_AT(output), .value = "FILE",
		.default_text = "benchctl.html", .help = "the file; -: standard output" },
	{ "runs", 0, OPTION_COUNT, HTML_AT(site.runs), .default_text = "10",
		.help = "how many of the newest runs the file contains" },
	CLI_OUTPUT_DIR(HTML_AT(site.output_dir)),
	CLI_CONFIG_AT(HTML_AT(site.config)),
};

static const struct cli_idle html_idle[] = { { "RUN", "runs" }, { NULL, NULL } };

static int html(struct cli *cli, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const struct html_flags *flags = cli->flags;
	const char *words;

	if (output_check_path(cli, flags->output, err) < 0)
		return -1;
	if (app_report_html(m.f, &words, &cli->app, &flags->site, &cli->args, err) < 0)
		return -1;
	if (output_bytes(cli, flags->output, &m, err) < 0)
		return -1;
	if (strcmp(flags->output, "-") != 0)
		fprintf(cli->text, "%s: %s\n", flags->output, words);
	return EXIT_PASS;
}

static const struct cli_command report_html_command = {
	.name = "report html",
	.args = "[RUN...]",
	.summary = "write one file with the history, the comparisons and the runs, for a browser",
	.help = "  benchctl report html -o report.html\n"
		"  benchctl report html run-003 run-017     these runs, side by side too\n"
		"\n"
		"A browser opens the file from disk or from CI artifacts; it needs no other\n"
		"file. If dygraphs is installed (Debian: libjs-dygraphs), a reader can zoom the\n"
		"charts.\n",
	.flags = CLI_FLAGS("html", html_rows, struct html_flags),
	.idle = html_idle,
	.max_args = 20,
	.run = html,
};

static const struct cli_command *const verbs[] = { &report_show_command, &report_html_command,
	NULL };

const struct cli_command report_command = {
	.name = "report",
	.summary = "render a stored comparison again, or all stored results as a page",
	.help = "  benchctl report run-017 --report markdown=report.md\n"
		"  benchctl report html -o report.html\n",
	.verbs = verbs,
	.shorthand = &report_show_command,
};
