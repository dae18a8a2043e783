#include "base/file.h"
#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/gate.h"
#include "cli/output.h"
#include "report/report.h"

struct confirm_flags {
	const char *config;
};
static const struct option rows[] = {
	{ "config", 0, OPTION_TEXT, offsetof(struct confirm_flags, config), .value = "FILE",
		.help = "the configuration; default: benchctl.yaml" },
};
static const struct section section = SECTION("confirm", "", rows, struct confirm_flags);

/* The suspicions must be about what is checked out here. */
static int check_head(const struct gating *g, const char *file)
{
	const char *head = g->s.facts->head;

	if (!g->c.head.dirty && text_equal(g->c.head.commit, head))
		return EXIT_PASS;
	cli_say("%s is about %.12s%s, and %.12s is checked out here:\n  git checkout %.12s", file,
		g->c.head.commit ? g->c.head.commit : "an unknown commit",
		g->c.head.dirty ? " with uncommitted changes" : "", head ? head : "nothing",
		g->c.head.commit ? g->c.head.commit : "");
	return EXIT_USAGE;
}

static int prepare(struct gating *g, struct cli *cli, const char *file)
{
	const struct confirm_flags *flags = cli->flags;
	struct error err;
	int status = output_check(cli);

	if (status == EXIT_PASS && comparison_load(&g->c, &cli->mem, file, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	if (status == EXIT_PASS)
		status = session_configure(&g->s, cli, flags->config);
	if (status == EXIT_PASS)
		status = session_open(&g->s, true);
	if (status == EXIT_PASS)
		status = check_head(g, file);
	if (status == EXIT_PASS && !g->c.base.commit) {
		cli_say("%s does not say which commit is the base, so that it cannot be measured "
			"again",
			file);
		return EXIT_USAGE;
	}
	if (status == EXIT_PASS && !g->s.suite.build) {
		cli_say("confirming needs build: in %s, to measure the base again",
			g->s.suite.path);
		return EXIT_USAGE;
	}
	g->base = (struct base){ g->c.base.commit, "as in the first stage" };
	g->judge = judge_new(&cli->mem);
	return status;
}

static int run(struct cli *cli)
{
	struct gating g = { .checkout = { .lock = -1 } };
	int status, reported;

	if (cli->args.n != 1) {
		cli_say("confirm needs the file that `benchctl gate --emit-confirm FILE` has left");
		return EXIT_USAGE;
	}
	status = prepare(&g, cli, cli->args.v[0]);
	if (status == EXIT_PASS) {
		compare_suspect_again(&g.c);
		status = session_build(&g.s);
		if (status == EXIT_PASS)
			status = gate_settle(&g);
		reported = gate_report(&g, status);
		status = cli_worse(status, cli_worse(reported, g.c.exit));
	}
	checkout_close(&g.checkout);
	session_close(&g.s);
	return status;
}

const struct cli_command confirm_command = {
	.name = "confirm",
	.args = "FILE",
	.summary = "settle on this machine what a gate elsewhere suspected",
	.help = "  benchctl gate --emit-confirm suspects.json    on one machine\n"
		"  benchctl confirm suspects.json                on another, at the same commit\n",
	.flags = &section,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
