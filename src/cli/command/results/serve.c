#include "app/site/site.h"
#include "cli/cli.h"

#define AT(member) offsetof(struct serve_options, member)
static const struct option rows[] = {
	{ "port", 0, OPTION_COUNT, AT(port), .default_text = "8080", .max = 65535,
		.help = "the port on 127.0.0.1; 0: any free one" },
	CLI_OUTPUT_DIR(AT(site.output_dir)),
	CLI_CONFIG_AT(AT(site.config)),
};

static void ready(void *ctx, const char *url)
{
	struct cli *cli = ctx;

	fprintf(cli->text, "%s\n", url);
	fflush(cli->text);
	fflush(cli->document);
}

static int run(struct cli *cli, struct error *err)
{
	return app_serve(&cli->app, cli->flags, ready, cli, err) < 0 ? -1 : EXIT_PASS;
}

const struct cli_command serve_command = {
	.name = "serve",
	.args = "",
	.summary = "show the history, the comparisons and the runs in a browser",
	.help = "  benchctl serve\n"
		"  benchctl serve --port 0\n"
		"\n"
		"Prints the address. Answers only requests from this machine, until Ctrl-C.\n"
		"`benchctl report html` writes the same pages as one file.\n",
	.flags = CLI_FLAGS("serve", rows, struct serve_options),
	.run = run,
};
