#include "app/view.h"

#include "cli/cli.h"
#include "model/run/run.h"
#include "report/escape.h"

static const struct option annotate_rows[] = {
	{ "metadata", 'm', OPTION_PAIRS, 0, .value = "KEY=VALUE",
		.help = "the note; an empty VALUE removes the note" },
};

static int run(struct cli *cli, struct error *err)
{
	const struct pairs *notes = cli->flags;
	const char *name = cli_arg(cli, 0);
	struct run r;

	if (!name || !notes->n)
		return error_exit(err, EXIT_USAGE,
			"name a run and a note: benchctl annotate run-017 -m reviewed=yes");
	if (app_annotate(&r, &cli->app, name, notes, err) < 0)
		return -1;
	for (size_t i = 0; i < r.notes.n; i++)
		fprintf(cli->text, "%s=%s\n", escape_line(&cli->app.mem, r.notes.v[i].key),
			escape_line(&cli->app.mem, r.notes.v[i].value));
	return EXIT_PASS;
}

const struct cli_command annotate_command = {
	.name = "annotate",
	.args = "RUN",
	.summary = "add notes to a stored run",
	.help = "  benchctl annotate run-017 -m reviewed=yes -m ticket=\n",
	.flags = CLI_FLAGS("annotate", annotate_rows, struct pairs),
	.max_args = 1,
	.run = run,
};
