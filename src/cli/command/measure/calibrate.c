#include "app/gate/gate.h"
#include "cli/cli.h"

static int run(struct cli *cli, struct error *err)
{
	struct noise noise;

	if (app_calibrate(&noise, &cli->app, &cli->project, cli_arg(cli, 0), err) < 0)
		return -1;
	noise_table(cli->text, &noise);
	return noise.failed ? EXIT_MEASURE : EXIT_PASS;
}

const struct cli_command calibrate_command = {
	.name = "calibrate",
	.args = "[CONFIG]",
	.summary =
		"measure this tree against itself to show the noise and what the gate can detect",
	.help = "  benchctl calibrate\n"
		"\n"
		"'noise' is the robust standard deviation of the samples. 'autocorrelation' is\n"
		"the correlation of each sample with the next. 'can detect' is the smallest\n"
		"change that 4 of 5 gates find with 40 samples per side.\n",
	.selects = true,
	.lifecycle = true,
	.without = "runs max_time", /* it takes as many samples as a gate at most */
	.measures = true,
	.max_args = 1,
	.run = run,
};
