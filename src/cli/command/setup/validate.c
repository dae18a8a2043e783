#include "app/view.h"

#include <inttypes.h>

#include "base/text.h"
#include "cli/cli.h"

static const struct option validate_rows[] = {
	{ "workload", 0, OPTION_TEXT, 0, .value = "FILE",
		.help = "check a workload of the External Benchmark Protocol, not a "
			"configuration" },
};

static const struct cli_idle idle[] = { { "workload", "CONFIG" }, { NULL, NULL } };

static int validate_workload(struct cli *cli, const char *path, struct error *err)
{
	struct external_workload w;

	if (app_validate_workload(&w, &cli->app, path, err) < 0)
		return -1;
	fprintf(cli->text,
		"%s: workload '%s' for %s, %" PRIu64 " turn%s expected, schema %" PRIu64
		", no problem\n",
		path, w.name, w.model, w.turns, text_s(w.turns), w.schema);
	return EXIT_PASS;
}

static int run(struct cli *cli, struct error *err)
{
	const char *workload = *(const char *const *)cli->flags;
	struct suite suite;

	if (workload)
		return validate_workload(cli, workload, err);
	if (app_validate(&suite, &cli->app, cli_arg(cli, 0), err) < 0)
		return -1;
	fprintf(cli->text, "%s: suite '%s', %zu benchmark%s, no problem\n", suite.path, suite.name,
		suite.n, text_s(suite.n));
	return EXIT_PASS;
}

const struct cli_command validate_command = {
	.name = "validate",
	.args = "[CONFIG]",
	.summary = "check the configuration without running anything",
	.help = "  benchctl validate\n"
		"  benchctl validate --workload workload.json\n",
	.flags = CLI_FLAGS("validate", validate_rows, const char *),
	.idle = idle,
	.max_args = 1,
	.run = run,
};
