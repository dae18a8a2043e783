#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/output.h"
#include "cli/place.h"
#include "cli/session.h"
#include "import/import.h"
#include "report/run_table.h"
#include "store/runs.h"

struct import_flags {
	const char *format, *config, *suite;
};
#define AT(member) offsetof(struct import_flags, member)
static const struct option rows[] = {
	{ "format", 0, OPTION_TEXT, AT(format), .default_text = "auto", .value = "auto|NAME",
		.help = "what the files are; `benchctl import --help` ends with the names" },
	{ "suite", 0, OPTION_TEXT, AT(suite), .value = "NAME",
		.help = "name of the suite; default: the configuration's" },
	{ "config", 0, OPTION_TEXT, AT(config), .value = "FILE",
		.help = "the configuration; default: benchctl.yaml, if there is one" },
};
static const struct section section = SECTION("import", "", rows, struct import_flags);

static int find_importer(const struct importer **importer, struct arena *mem, const char *name)
{
	struct nearest near = nearest_begin(name);

	*importer = NULL;
	if (strcmp(name, "auto") == 0)
		return EXIT_PASS;
	*importer = importer_find(name);
	if (*importer)
		return EXIT_PASS;
	for (size_t i = 0; importers[i]; i++)
		nearest_offer(&near, importers[i]->name);
	cli_say("--format: '%s' is not a format%s", name, nearest_hint(&near, mem));
	return EXIT_USAGE;
}

static void print_formats(void)
{
	fputs("\nformats:\n", stdout);
	for (size_t i = 0; importers[i]; i++)
		fprintf(stdout, "  %s\n", importers[i]->name);
}

static void print_answer(const char *path, const struct import_answer *a)
{
	cli_note("%s: %s%s%s%s, %zu new benchmark%s, %zu sample%s", path, a->importer->name,
		a->reason ? " (" : "", a->reason ? a->reason : "", a->reason ? ")" : "",
		a->benchmarks, a->benchmarks == 1 ? "" : "s", a->samples,
		a->samples == 1 ? "" : "s");
}

/* The suite gives its name and its places; an import needs no benchmark of it. */
static int configure(struct session *s, struct cli *cli)
{
	const struct import_flags *f = cli->flags;
	int status = EXIT_PASS;

	if (f->config || session_has_config(cli)) {
		status = session_configure(s, cli, f->config);
	} else {
		*s = (struct session){ .cli = cli, .began = clock_ns() };
		suite_default(&s->suite, &cli->mem);
		s->suite.name = "imported";
	}
	if (status == EXIT_PASS && f->suite)
		s->suite.name = f->suite;
	return status;
}

static int import(struct session *s, const struct importer *importer)
{
	struct cli *cli = s->cli;
	const struct report_style style = output_style(cli);
	struct run imported = { 0 };
	struct error err;
	int status;

	for (size_t i = 0; i < cli->args.n; i++) {
		struct import_answer answer;

		if (import_file(&imported, &cli->mem, place_path(cli, cli->args.v[i]), importer,
			    &answer, &err) < 0)
			return cli_fail(&err, EXIT_USAGE);
		print_answer(cli->args.v[i], &answer);
	}
	status = session_begin(s);
	if (status != EXIT_PASS)
		return status;
	s->run.v = imported.v;
	s->run.n = s->run.cap = imported.n;
	s->run.status = RUN_OK;
	s->run.shell = (double)NAN;
	s->run.finished = s->run.started;
	for (size_t i = 0; i < s->run.n; i++)
		if (s->run.v[i].status != RESULT_OK)
			s->run.status = RUN_FAILED;
	if (runs_save(s->dir, &s->run, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	run_table(cli->text, &s->run, session_shown(s), &style);
	return s->run.status == RUN_OK ? EXIT_PASS : EXIT_MEASURE;
}

static int run(struct cli *cli)
{
	const struct import_flags *f = cli->flags;
	const struct importer *importer;
	struct session s = { 0 };
	int status = find_importer(&importer, &cli->mem, f->format);

	if (status == EXIT_PASS && cli->args.n == 0) {
		cli_say("import needs at least one file (- is standard input)");
		return EXIT_USAGE;
	}
	if (status == EXIT_PASS)
		status = configure(&s, cli);
	if (status == EXIT_PASS)
		status = session_open(&s, false);
	if (status == EXIT_PASS)
		status = import(&s, importer);
	session_close(&s);
	return status;
}

const struct cli_command import_command = {
	.name = "import",
	.args = "FILE...",
	.summary = "store what another tool has measured as a run",
	.help = "  benchctl import bench.json\n"
		"  go test -bench . -count 10 | benchctl import -\n"
		"\n"
		"The run can then be compared, made a baseline, recorded. compare also takes such "
		"files directly.\n",
	.flags = &section,
	.max_args = 1000,
	.more = print_formats,
	.run = run,
};
