#include "app/gate/selftest.h"

#include "cli/output.h"

struct selftest_flags {
	double inject;
};
static const struct option selftest_rows[] = {
	{ "inject", 0, OPTION_QUANTITY, offsetof(struct selftest_flags, inject), .dim = DIM_RATIO,
		.min = 0.001, .max = 100, .default_text = "10%", .value = "PERCENT",
		.help = "how much to slow the head down" },
};
static const struct section selftest_section = SECTION("selftest", "", selftest_rows,
	struct selftest_flags);

static int run(struct cli *cli, struct error *err)
{
	const struct selftest_flags *flags = cli->flags;
	struct selftest t;
	char text[QUANTITY_MAX];

	quantity_format(text, flags->inject, DIM_RATIO);
	if (output_check(cli, err) < 0 ||
		app_selftest(&t, &cli->app, &cli->project, cli_arg(cli, 0), flags->inject, err) < 0)
		return -1;
	output_reports(cli, &t.c);
	for (size_t i = 0; i < t.unseen.n; i++)
		cli_say("%s: a slowdown of %s was not detected", t.unseen.v[i], text);
	fprintf(cli->text,
		"\nself-test: an injected slowdown of %s was detected in %zu of %zu benchmarks\n",
		text, t.benchmarks - t.unseen.n, t.benchmarks);
	return (int)t.exit;
}

const struct cli_command selftest_command = {
	.name = "selftest",
	.args = "[CONFIG]",
	.summary = "slow the head down on purpose; fail if the gate does not detect it",
	.help = "  benchctl selftest --inject 10%\n"
		"\n"
		"Measures this tree against itself with the second side slowed down. "
		"Exit status 0 means\n"
		"that the gate detected and confirmed the slowdown of every benchmark.\n",
	.flags = &selftest_section,
	.selects = true,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
