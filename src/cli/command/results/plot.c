#include "app/plot/plot.h"
#include "cli/cli.h"

#define AT(member) offsetof(struct plot_request, member)
static const struct option rows[] = {
	{ "history", 0, OPTION_TEXT, AT(history), .value = "ID",
		.help = "draw the history of these benchmarks, with change points and levels" },
	{ "compare", 0, OPTION_FLAG, AT(compare),
		.help = "draw the samples of two runs, base first" },
	{ "auto", 0, OPTION_FLAG, AT(automatic),
		.help = "draw each column of numbers, instead of the configured plots" },
	{ "metric", 'm', OPTION_TEXT, AT(metric), .value = "NAME",
		.help = "the metric; default: each benchmark's primary metric" },
	{ "source", 0, OPTION_TEXT, AT(one.source), .value = "FILE",
		.help = "draw columns of this CSV file, which is in the folder of RUN or, "
			"without RUN, anywhere" },
	{ "x", 0, OPTION_WORDS, AT(one.x), .needs = "source", .value = "COLUMN",
		.help = "column of the x axis" },
	{ "y", 0, OPTION_WORDS, AT(one.y), .needs = "source", .value = "COLUMN",
		.help = "column of the y axis; may be repeated" },
	{ "type", 0, OPTION_CHOICE, AT(one.type), .choices = workflow_plot_types,
		.default_text = "boxplot", .help = "type of the picture" },
	{ "aggregation", 0, OPTION_CHOICE, AT(one.aggregation), .choices = workflow_aggregations,
		.default_text = "none", .needs = "source",
		.help = "statistic of each window of x that the plot shows instead of the values; "
			"none: every value" },
	{ "window", 0, OPTION_QUANTITY, AT(one.window), .dim = DIM_TIME, .max = 86400 * 365,
		.default_text = "1s", .needs = "aggregation", .value = "TIME",
		.help = "length of a window" },
	{ "title", 0, OPTION_TEXT, AT(one.title), .needs = "source", .value = "TEXT",
		.help = "title above the picture" },
	{ "format", 0, OPTION_CHOICE, AT(one.format), .choices = workflow_plot_formats,
		.default_text = "svg",
		.help = "format of the pictures; configured plots have their own format" },
	{ "output", 'o', OPTION_TEXT, AT(folder), .value = "DIR",
		.help = "folder of the pictures; default: plots in the run's folder, or in "
			"output_dir if there is no run" },
	CLI_CONFIG(struct plot_request),
};

#define SELECTION "filter case skip tag"
static const struct cli_idle idle[] = {
	{ "history", "compare auto source type RUN" },
	{ "compare", "auto source type" },
	{ "source", "auto metric " SELECTION },
	{ NULL, NULL },
};

static int run(struct cli *cli, struct error *err)
{
	struct plot_request *request = cli->flags;
	struct words made = { 0 };
	int rc;

	request->runs = cli->args;
	request->given = cli->given;
	rc = app_plot(&made, &cli->app, &cli->project, request, err);
	for (size_t i = 0; i < made.n; i++)
		fprintf(cli->text, "%s\n", made.v[i]);
	return rc < 0 ? -1 : EXIT_PASS;
}

const struct cli_command plot_command = {
	.name = "plot",
	.args = "[RUN...]",
	.summary = "draw stored runs, the history or a CSV file with gnuplot",
	.help = "  benchctl plot run-017                    the configured plots, or its samples\n"
		"  benchctl plot run-016 run-017            several runs in one picture\n"
		"  benchctl plot --compare run-016 run-017  base and head, with medians\n"
		"  benchctl plot --history parse/small\n"
		"  benchctl plot --source load.csv --type time_series --x time --y latency\n"
		"\n"
		"The script beside each picture draws it again: gnuplot -d FILE.gp\n",
	.flags = CLI_FLAGS("plot", rows, struct plot_request),
	.idle = idle,
	.selects = true,
	.max_args = 20,
	.run = run,
};
