#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/compare.h"
#include "base/file.h"

struct destination {
	const struct reporter *reporter;
	const char *path; /* "-": standard output */
};

/* "KIND=PATH", or "github", which has its paths in variables. */
static int parse(struct destination *d, struct arena *mem, const char *text, struct error *err)
{
	const char *eq = strchr(text, '=');
	const char *kind = arena_copy(mem, text, eq ? (size_t)(eq - text) : strlen(text));
	struct words kinds = { 0 };

	d->reporter = reporter_find(kind);
	d->path = eq ? eq + 1 : "-";
	for (size_t i = 0; reporters[i]; i++)
		words_push(mem, &kinds, reporters[i]->name);
	if (!d->reporter)
		return error_exit(err, EXIT_USAGE,
			"--report: '%s' is not a kind of report; the kinds are %s", kind,
			words_list(mem, &kinds));
	if (!*d->path || (!eq && d->reporter != &github_reporter))
		return error_exit(err, EXIT_USAGE,
			"--report: '%s' needs a path; "
			"write --report %s=PATH (- is standard output)",
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

	*out = arena_array(&cli->app.mem, r->report.n + ARRAY_SIZE(shorts), sizeof **out);
	for (size_t i = 0; i < r->report.n; i++)
		if (parse(&(*out)[n++], &cli->app.mem, r->report.v[i], err) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_SIZE(shorts); i++)
		if (shorts[i].path)
			(*out)[n++] = shorts[i];
	return (int)n;
}

int output_check_path(struct cli *cli, const char *path, struct error *err)
{
	return !path || strcmp(path, "-") == 0 ||
			file_may_write(location_path(&cli->app, path), err) == 0
		? 0
		: error_stage(err, EXIT_USAGE);
}

int output_check(struct cli *cli, struct error *err)
{
	struct destination *d;
	int n = destinations(cli, &d, err), rc = n;

	for (int i = 0; i < n; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(d[i].path, d[k].path) == 0 && strcmp(d[i].path, "-") != 0)
				rc = error_set(err, "--report: two reports cannot both go to %s",
					d[i].path);
	for (int i = 0; i < n && rc >= 0; i++)
		rc = output_check_path(cli, d[i].path, err);
	return rc < 0 ? error_stage(err, EXIT_USAGE) : 0;
}

int output_bytes(struct cli *cli, const char *path, struct memory_file *m, struct error *err)
{
	if (strcmp(path, "-") != 0)
		return memory_file_write(m, location_path(&cli->app, path), err) < 0
			? error_stage(err, EXIT_MEASURE)
			: 0;
	memory_file_end(m);
	fwrite(m->data, 1, m->n, cli->document);
	return 0;
}

int output_comparison(struct cli *cli, const struct comparison *c, const struct reporter *reporter,
	const char *path, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct report_style style = { .columns = 80, .unicode = true };

	if (strcmp(path, "-") == 0)
		style = cli->style;
	reporter->render(m.f, c, &style);
	return output_bytes(cli, path, &m, err);
}

static int add_summary(const char *path, const struct comparison *c, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct stat st;
	size_t used = stat(path, &st) == 0 ? (size_t)st.st_size : 0;
	const char *text;

	if (used + 4096 >= REPORT_SUMMARY_MAX)
		return 0; /* earlier steps of the job have filled it */
	text = report_markdown(&mem, c, REPORT_SUMMARY_MAX - used);
	return file_append(path, text, strlen(text), err);
}

static int add_outputs(const char *path, const struct comparison *c, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	github_outputs(m.f, c);
	memory_file_end(&m);
	return file_append(path, m.data, m.n, err);
}

/* Appends to the files named by GITHUB_STEP_SUMMARY and GITHUB_OUTPUT, if they are set. Cuts a
 * summary above GitHub's limit, because GitHub would drop it silently. */
static int github_step(const struct comparison *c, struct error *err)
{
	const char *summary = getenv("GITHUB_STEP_SUMMARY"), *outputs = getenv("GITHUB_OUTPUT");

	if (summary && *summary && add_summary(summary, c, err) < 0)
		return -1;
	if (outputs && *outputs && add_outputs(outputs, c, err) < 0)
		return -1;
	return 0;
}

static bool to_screen(const struct destination *d)
{
	return strcmp(d->path, "-") == 0;
}

/* The exit status that c will lead to: a result that is not stored is an error. */
static struct comparison as_it_ends(const struct cli *cli, const struct comparison *c)
{
	struct comparison now = *c;

	if (cli->app.unsaved)
		now.exit = exit_worse(now.exit, EXIT_MEASURE);
	return now;
}

static void write_reports(struct cli *cli, const struct comparison *c, const struct destination *d,
	int n, bool screen)
{
	struct error err;

	for (int i = 0; i < n; i++) {
		const struct comparison now = as_it_ends(cli, c);
		int rc = 0;

		if (to_screen(&d[i]) == screen)
			rc = output_comparison(cli, &now, d[i].reporter, d[i].path, &err);
		if (rc == 0 && !screen && d[i].reporter == &github_reporter)
			rc = github_step(&now, &err);
		if (rc < 0)
			app_set_unsaved(&cli->app, &err);
	}
}

/* Files first: if one cannot be written, the screen shows the exit status of that. */
void output_reports(struct cli *cli, const struct comparison *c)
{
	struct destination *d = NULL;
	/* The error is shown elsewhere, and there is nothing else to show. */
	bool taken = cli->quiet || (c->fault && c->n == 0);
	struct comparison now;
	struct error err;
	int n = destinations(cli, &d, &err);

	write_reports(cli, c, d, n, false);
	now = as_it_ends(cli, c);
	for (int i = 0; i < n; i++)
		taken = taken || (to_screen(&d[i]) && d[i].reporter != &github_reporter);
	if (!taken && output_comparison(cli, &now, &text_reporter, "-", &err) < 0)
		app_set_unsaved(&cli->app, &err);
	write_reports(cli, c, d, n, true);
}

int output_verdict(struct cli *cli, const struct comparison *c, int rc, struct error *err)
{
	output_reports(cli, c);
	if (rc == 0)
		return c->exit;
	err->exit = (enum exit_status)exit_worse((int)err->exit, c->exit);
	return -1;
}
