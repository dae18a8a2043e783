#include "app/post/post.h"
#include "cli/cli.h"

struct accept_flags {
	struct accept_options accept;
	const char *from_comment;
};
#define AT(member) offsetof(struct accept_flags, accept.member)
static const struct option rows[] = {
	{ "metric", 'm', OPTION_TEXT, AT(metric), .value = "NAME",
		.help = "the metric; default: the benchmark's primary metric" },
	{ "max", 0, OPTION_TEXT, AT(max), .value = "LOSS",
		.help = "the accepted loss: +12%, or an amount in the metric's unit: 2, 10ms" },
	{ "reason", 0, OPTION_TEXT, AT(reason), .value = "TEXT",
		.help = "the reason; every report shows it" },
	{ "expires", 0, OPTION_TEXT, AT(expires), .value = "YYYY-MM-DD",
		.help = "the last day of the acceptance" },
	{ "from_comment", 0, OPTION_TEXT, offsetof(struct accept_flags, from_comment),
		.value = "EVENT",
		.help = "read id, limit and reason from a comment on a pull request; EVENT: "
			"the file of the CI event that describes the comment" },
	CLI_CONFIG(struct accept_options),
};

static const struct cli_idle idle[] = { { "from_comment", "ID metric max reason expires" },
	{ NULL, NULL } };

static int run(struct cli *cli, struct error *err)
{
	struct accept_flags *flags = cli->flags;
	struct accept_options *o = &flags->accept;
	const char *path;
	int rc;

	o->id = cli_arg(cli, 0);
	rc = flags->from_comment ? app_accept_comment(&path, &cli->app, o, flags->from_comment, err)
				 : app_accept(&path, &cli->app, o, err);
	if (rc < 0)
		return -1;
	fprintf(cli->text,
		"%s now accepts %s; this takes effect once the file is committed, "
		"and every report shows it:\n"
		"  git add %s && git commit\n",
		path, o->id, words_quote_one(&cli->app.mem, path));
	return EXIT_PASS;
}

const struct cli_command accept_command = {
	.name = "accept",
	.args = "ID",
	.summary = "accept a slowdown on purpose, up to a limit, with a reason",
	.help = "  benchctl accept parse/items=1000 --max +12% --reason \"checks its input now\"\n"
		"\n"
		"The entry goes into <baseline_dir>/accepted.json. The gate reads the entries of\n"
		"the base commit and the entries that the change adds; reports mark the latter.\n"
		"Once the base contains the slowdown, its entry has no effect; a further\n"
		"slowdown needs another entry.\n",
	.flags = CLI_FLAGS("accept", rows, struct accept_flags),
	.idle = idle,
	.max_args = 1,
	.run = run,
};
