#include "app/gate/gate.h"

#include "base/text.h"
#include "cli/cli.h"

static const struct option selftest_rows[] = {
	{ "inject", 0, OPTION_QUANTITY, 0, .dim = DIM_RATIO, .min = 0.001, .max = 100,
		.value = "PERCENT",
		.help = "how much to slow the head down; default: 10%, or twice the gate's largest "
			"threshold" },
};

static int run(struct cli *cli, struct error *err)
{
	const double *asked = cli->flags;
	struct selftest t;
	const char *inject;

	if (app_selftest(&t, &cli->app, &cli->project, cli_arg(cli, 0), *asked, err) < 0)
		return -1;
	inject = quantity_text(&cli->app.mem, t.inject, DIM_RATIO);
	t.c.exit = (int)t.exit; /* what the reports say is what the shell gets */
	output_reports(cli, &t.c);
	for (size_t i = 0; i < t.unseen.n; i++)
		cli_say("%s: a slowdown of %s was not detected", t.unseen.v[i], inject);
	for (size_t i = 0; i < t.untested.n; i++)
		cli_say("selftest did not test %s, because no slowdown changes 0", t.untested.v[i]);
	if (t.benchmarks == 0)
		fputs("\nself-test: the gate judges no metric, so nothing was tested\n", cli->text);
	else
		fprintf(cli->text,
			"\nself-test: an injected slowdown of %s was detected in %zu of %zu "
			"benchmark%s, %zu of %zu metric%s\n",
			inject, t.whole, t.benchmarks, text_s(t.benchmarks), t.seen,
			t.seen + t.unseen.n, text_s(t.seen + t.unseen.n));
	return (int)t.exit;
}

const struct cli_command selftest_command = {
	.name = "selftest",
	.args = "[CONFIG]",
	.summary = "slow the head down on purpose; fail if the gate does not detect it",
	.help = "  benchctl selftest --inject 10%\n"
		"\n"
		"Measures this tree against itself. Slows the second side down by --inject, and\n"
		"worsens all its other metrics by as much. Exit status 0 means that the\n"
		"gate detected and confirmed the slowdown in every metric that it judges\n"
		"and that is not 0.\n",
	.flags = CLI_FLAGS("selftest", selftest_rows, double),
	.selects = true,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
