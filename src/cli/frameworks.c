#include "cli/frameworks.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/operand.h"
#include "cli/output.h"
#include "cli/place.h"
#include "judge/contest.h"
#include "report/contest_report.h"

/* Where Markdown is wanted, or NULL; what cannot be had is refused. */
static int markdown_path(struct cli *cli, const char **path)
{
	const struct reporting *r = &cli->reporting;
	struct error err;

	*path = r->export_markdown;
	for (size_t i = 0; i < r->report.n; i++) {
		if (!text_starts(r->report.v[i], "markdown=")) {
			cli_say("--report: '%s' cannot be had of --frameworks; there is "
				"markdown=PATH",
				r->report.v[i]);
			return EXIT_USAGE;
		}
		*path = r->report.v[i] + strlen("markdown=");
	}
	if (r->export_json || r->export_junit) {
		cli_say("--frameworks has no report but --export-markdown FILE");
		return EXIT_USAGE;
	}
	return output_check_path(cli, *path, &err) < 0 ? cli_fail(&err, EXIT_USAGE) : EXIT_PASS;
}

static int write_markdown(struct cli *cli, const char *path, const struct contests *all,
	const char *label)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct error err;

	memory_file_open(&m);
	contest_markdown(m.f, all, label);
	memory_file_end(&m);
	if (strcmp(path, "-") == 0)
		fwrite(m.data, 1, m.n, stdout);
	else if (file_write(place_path(cli, path), m.data, m.n, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	return EXIT_PASS;
}

static int report(struct cli *cli, const struct operand *o, const char *markdown)
{
	const struct report_style style = output_style(cli);
	const struct run *run = &o->set.v[o->set.n - 1];
	struct contests all;

	contest_run(&all, &cli->mem, judge_new(&cli->mem), run, &cli->selection.filter,
		&cli->selection.skip);
	if (all.n == 0) {
		cli_say("%s: no two results that were selected have samples of the same metric",
			o->party.label);
		return EXIT_USAGE;
	}
	if (!cli->reporting.quiet && !(markdown && strcmp(markdown, "-") == 0))
		contest_text(cli->text, &all, o->party.label, &style);
	return markdown ? write_markdown(cli, markdown, &all, o->party.label) : EXIT_PASS;
}

int compare_frameworks(struct cli *cli)
{
	struct session s = { 0 };
	const char *markdown;
	struct operand o;
	int status = markdown_path(cli, &markdown);

	if (status == EXIT_PASS && cli->args.n > 1) {
		cli_say("compare --frameworks takes one run; usage: benchctl compare --frameworks "
			"[RUN]");
		return EXIT_USAGE;
	}
	if (status != EXIT_PASS)
		return status;
	session_look(&s, cli, NULL);
	status = operand_load(&o, &s, cli->args.n ? cli->args.v[0] : "last");
	if (status == EXIT_PASS)
		status = report(cli, &o, markdown);
	session_close(&s);
	return status;
}
