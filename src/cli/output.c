#include "cli/output.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/github_step.h"
#include "cli/place.h"
#include "judge/compare.h"
#include "report/report.h"

struct destination {
	const struct reporter *reporter;
	const char *path; /* "-": standard output */
};

/* "KIND=PATH", or "github", which knows its places. */
static int parse(struct destination *d, struct arena *mem, const char *text, struct error *err)
{
	const char *eq = strchr(text, '=');
	const char *kind = arena_copy(mem, text, eq ? (size_t)(eq - text) : strlen(text));
	const char *list = "";

	d->reporter = reporter_find(kind);
	d->path = eq ? eq + 1 : "-";
	for (size_t i = 0; reporters[i]; i++)
		list = arena_printf(mem, "%s%s%s", list, i ? ", " : "", reporters[i]->name);
	if (!d->reporter)
		return error_exit(err, EXIT_USAGE,
			"--report: '%s' is not a kind of report; there are %s", kind, list);
	if (!*d->path || (!eq && d->reporter != &github_reporter))
		return error_exit(err, EXIT_USAGE,
			"--report: '%s' lacks its path; write --report %s=PATH (- is standard "
			"output)",
			text, kind);
	return 0;
}

/* The long and the short forms as one list; the number of destinations, or -1. */
static int destinations(struct cli *cli, struct destination **out, struct error *err)
{
	const struct reporting *r = &cli->reporting;
	const struct destination shorts[] = { { &json_reporter, r->export_json },
		{ &markdown_reporter, r->export_markdown }, { &junit_reporter, r->export_junit } };
	size_t n = 0;

	*out = arena_array(&cli->mem, r->report.n + ARRAY_SIZE(shorts), sizeof **out);
	for (size_t i = 0; i < r->report.n; i++)
		if (parse(&(*out)[n++], &cli->mem, r->report.v[i], err) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_SIZE(shorts); i++)
		if (shorts[i].path)
			(*out)[n++] = shorts[i];
	return (int)n;
}

int output_check_path(struct cli *cli, const char *path, struct error *err)
{
	return !path || strcmp(path, "-") == 0 ? 0 : file_may_write(place_path(cli, path), err);
}

int output_check(struct cli *cli)
{
	struct destination *d;
	struct error err;
	int n = destinations(cli, &d, &err), rc = n;

	for (int i = 0; i < n; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(d[i].path, d[k].path) == 0 && strcmp(d[i].path, "-") != 0)
				rc = error_set(&err, "--report: two reports cannot both go to %s",
					d[i].path);
	for (int i = 0; i < n && rc >= 0; i++)
		rc = output_check_path(cli, d[i].path, &err);
	return rc < 0 ? cli_fail(&err, EXIT_USAGE) : EXIT_PASS;
}

int output_refuse(struct cli *cli)
{
	const struct reporting *r = &cli->reporting;

	if (!r->report.n && !r->export_json && !r->export_markdown && !r->export_junit)
		return EXIT_PASS;
	cli_say("%s judges nothing, so that there is nothing to report; the figures are in the run "
		"that is stored, and reports come from gate and compare",
		cli->command->name);
	return EXIT_USAGE;
}

struct report_style output_style(const struct cli *cli)
{
	return (struct report_style){
		.colour = cli->out.colour, .unicode = cli->out.unicode, .columns = cli->out.columns
	};
}

static int deliver(struct cli *cli, const struct destination *d, const struct comparison *c,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct report_style style = { .columns = 80, .unicode = true };
	bool screen = strcmp(d->path, "-") == 0;

	if (screen)
		style = output_style(cli);
	memory_file_open(&m);
	if (d->reporter->render(m.f, c, &style, err) < 0)
		return -1;
	memory_file_end(&m);
	if (!screen)
		return file_write(place_path(cli, d->path), m.data, m.n, err);
	fwrite(m.data, 1, m.n, stdout);
	return 0;
}

int output_reports(struct cli *cli, const struct comparison *c)
{
	static const struct destination screen = { &text_reporter, "-" };
	struct destination *d = NULL;
	/* What failed was said, and there is nothing else to show. */
	bool taken = cli->reporting.quiet || (c->fault && c->n == 0);
	int status = EXIT_PASS, n;
	struct error err;

	n = destinations(cli, &d, &err);
	for (int i = 0; i < n; i++)
		taken = taken || (strcmp(d[i].path, "-") == 0 && d[i].reporter != &github_reporter);
	if (!taken && deliver(cli, &screen, c, &err) < 0)
		status = cli_fail(&err, EXIT_MEASURE);
	for (int i = 0; i < n; i++) {
		int rc = deliver(cli, &d[i], c, &err);

		if (rc == 0 && d[i].reporter == &github_reporter)
			rc = github_step(c, &err);
		if (rc < 0)
			status = cli_fail(&err, EXIT_MEASURE);
	}
	return status;
}
