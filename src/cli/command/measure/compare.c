#include "app/compare.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/cli.h"

struct compare_flags {
	struct compare_request judge;
	bool frameworks;
};
#define AT(member) offsetof(struct compare_flags, member)
static const struct option rows[] = {
	{ "config", 0, OPTION_TEXT, AT(judge.config), .value = "FILE",
		.help = "configuration with the gate: rules; default: benchctl.yaml, if any" },
	{ "metric", 0, OPTION_WORDS, AT(judge.metric), .value = "PATTERN",
		.help = "judge these metrics too; '*': all metrics; may be repeated" },
	{ "any_class", 0, OPTION_FLAG, AT(judge.any_class),
		.help = "judge runs of different machine classes too" },
	{ "frameworks", 0, OPTION_FLAG, AT(frameworks),
		.help = "compare the frameworks of one run with each other; NAME,NAME: only "
			"these frameworks or results of the newest run; a framework wins if "
			"chance does not explain its lead over every other" },
};

static const struct cli_idle idle[] = { { "frameworks", "-- config metric any_class tag" },
	{ NULL, NULL } };

static int markdown_path(struct cli *cli, const char **path, struct error *err)
{
	const struct reporting *r = &cli->reporting;

	*path = r->export_markdown;
	for (size_t i = 0; i < r->report.n; i++) {
		if (!text_starts(r->report.v[i], "markdown="))
			return error_exit(err, EXIT_USAGE,
				"--frameworks writes only Markdown; use --report markdown=PATH, "
				"not '%s'",
				r->report.v[i]);
		*path = r->report.v[i] + strlen("markdown=");
	}
	if (r->export_json || r->export_junit)
		return error_exit(err, EXIT_USAGE,
			"--frameworks writes only Markdown; use --export-markdown FILE");
	return output_check_path(cli, *path, err);
}

static int frameworks(struct cli *cli, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const char *markdown, *label;
	struct framework_comparisons all;

	if (cli->args.n > 1)
		return error_exit(err, EXIT_USAGE,
			"compare --frameworks takes one run; "
			"usage: benchctl compare --frameworks [RUN | NAME,NAME...]");
	if (markdown_path(cli, &markdown, err) < 0 ||
		app_compare_frameworks(&all, &label, &cli->app, &cli->project.selection,
			cli_arg(cli, 0), err) < 0)
		return -1;
	if (!cli->quiet && !text_equal(markdown, "-"))
		framework_report_text(cli->text, &all, label, &cli->style);
	if (!markdown)
		return EXIT_PASS;
	framework_report_markdown(m.f, &all, label);
	return output_bytes(cli, markdown, &m, err);
}

int cli_compare(struct cli *cli, const struct compare_request *r, struct error *err)
{
	struct comparison c;

	if (app_compare(&c, &cli->app, &cli->project, r, err) < 0)
		return -1;
	return output_verdict(cli, &c, 0, err);
}

static int run(struct cli *cli, struct error *err)
{
	struct compare_flags *flags = cli->flags;

	if (flags->frameworks)
		return frameworks(cli, err);
	if (cli->args.n == 2 && !cli->after.n) {
		words_push(&cli->app.mem, &cli->after, cli->args.v[1]);
		cli->args.n = 1;
	}
	if (!cli->args.n || !cli->after.n)
		return error_exit(err, EXIT_USAGE,
			"compare needs two sides, base first; usage: benchctl compare A B, "
			"or with several files per side: benchctl compare A... -- B...");
	flags->judge.base = cli->args;
	flags->judge.head = cli->after;
	return cli_compare(cli, &flags->judge, err);
}

const struct cli_command compare_command = {
	.name = "compare",
	.args = "A B | A... -- B... | --frameworks [RUN | NAME,NAME...]",
	.summary = "judge B against A: files, stored runs or revisions; nothing is measured",
	.help = "  benchctl compare run-001 run-002\n"
		"  benchctl compare v1.2.0 last\n"
		"  benchctl compare old.json new.json\n"
		"  benchctl compare old.txt new.txt --metric allocs/op --metric B/op\n"
		"  benchctl compare old*.json -- new*.json\n"
		"  benchctl compare --frameworks last\n"
		"  benchctl compare --frameworks fastapi,axum-baseline\n",
	.flags = CLI_FLAGS("compare", rows, struct compare_flags),
	.idle = idle,
	.selects = true,
	.reports = true,
	.max_args = 1000,
	.dashes = DASHES_PART_SIDES,
	.run = run,
};
