#include "cli/cli.h"

static const struct option rows[] = {
	{ "listen", 0, OPTION_TEXT, 0, .default_text = "127.0.0.1:7411", .value = "HOST:PORT",
		.help = "address to listen at; port 0: a free port" },
};

static void listening(void *ctx, const char *address)
{
	const struct cli *cli = ctx;

	fprintf(cli->text, "listening at %s\n", address);
	fflush(cli->text);
	fflush(cli->document);
}

static int run(struct cli *cli, struct error *err)
{
	const char *const *listen = cli->flags;

	return app_peer(*listen, listening, cli, err);
}

const struct cli_command peer_command = {
	.name = "peer",
	.args = "",
	.summary = "act as the other end of the built-in network benchmark",
	.help = "  benchctl peer --listen 0.0.0.0:7411                on one machine\n"
		"  benchctl --tests network --set peer=HOST:7411      on the other\n"
		"\n"
		"It runs until a signal ends it. It has no access control: listen only where\n"
		"you trust the network.\n",
	.flags = CLI_FLAGS("peer", rows, const char *),
	.run = run,
};
