#include "app/view.h"

#include <stdio.h>

#include "base/text.h"
#include "base/units.h"
#include "cli/cli.h"
#include "report/escape.h"

struct clean_flags {
	const char *config;
	bool dry_run;
};
static const struct option clean_rows[] = {
	{ "dry_run", 0, OPTION_FLAG, offsetof(struct clean_flags, dry_run),
		.help = "list what would be removed, and remove nothing" },
	CLI_CONFIG(struct clean_flags),
};

static int run(struct cli *cli, struct error *err)
{
	const struct clean_flags *flags = cli->flags;
	struct removals list;
	double total = 0;

	if (app_clean(&list, &cli->app, flags->config, flags->dry_run, err) < 0)
		return -1;
	for (size_t i = 0; i < list.n; i++) {
		fprintf(cli->text, "%10s  %s\n",
			quantity_text(&cli->app.mem, list.v[i].size, DIM_SIZE),
			escape_line(&cli->app.mem, list.v[i].path));
		total += list.v[i].size;
	}
	fprintf(cli->text, "%s %zu folder%s, %s\n", flags->dry_run ? "would remove" : "removed",
		list.n, text_s(list.n), quantity_text(&cli->app.mem, total, DIM_SIZE));
	return EXIT_PASS;
}

const struct cli_command clean_command = {
	.name = "clean",
	.args = "",
	.summary = "remove old runs and cached copies of the base",
	.help = "  benchctl clean --dry-run\n"
		"\n"
		"Removes the oldest runs that exceed the limits of `results:` in the\n"
		"configuration, as each new run does. Also removes all copies of base commits\n"
		"that no gate uses now, including those of your other repositories.\n",
	.flags = CLI_FLAGS("clean", clean_rows, struct clean_flags),
	.run = run,
};
