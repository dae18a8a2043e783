#include <math.h>

#include "benchctl/compare.h"
#include "commands.h"
#include "frameworks.h"
#include "operand.h"
#include "output.h"
#include "session.h"

struct compare_flags {
	const char *config;
	bool any_class, frameworks;
};
static const struct option rows[] = {
	{ "config", 0, OPTION_TEXT, offsetof(struct compare_flags, config), .value = "FILE",
		.help = "whose gate: rules to judge by; default: benchctl.yaml, if there is one" },
	{ "any_class", 0, OPTION_FLAG, offsetof(struct compare_flags, any_class),
		.standard = "false",
		.help = "judge although the runs are from different machines" },
	{ "frameworks", 0, OPTION_FLAG, offsetof(struct compare_flags, frameworks),
		.standard = "false",
		.help = "hold the results of one run against each other instead; a winner is named "
			"only where it differs from every other by more than chance" },
};
static const struct section section = SECTION("compare", "", rows, struct compare_flags);

/* Rules come from the configuration where there is one; a comparison of two files needs none. */
static int configure(struct session *s, struct cli *cli, const char *config)
{
	if (config || session_has_config(cli))
		return session_configure(s, cli, config);
	*s = (struct session){ .cli = cli };
	suite_default(&s->suite, &cli->mem);
	return EXIT_PASS;
}

static int judge(struct session *s, const char *a, const char *b, bool any_class)
{
	const struct compare_options options = {
		.gate = &s->suite.gate, .filter = &s->selected, .any_class = any_class
	};
	struct arena *mem = &s->cli->mem;
	struct operand base, head;
	struct comparison c;
	int status = operand_load(&base, s, a);

	if (status == EXIT_PASS)
		status = operand_load(&head, s, b);
	if (status != EXIT_PASS)
		return status;
	c = (struct comparison){ .suite = head.set.suite,
		.tool = BENCHCTL_VERSION,
		.mode = "stored",
		.base = base.party,
		.head = head.party,
		.duration = (double)NAN,
		.reproduce = arena_printf(mem, "benchctl compare %s %s", a, b) };
	compare_runs(&c, mem, judge_new(mem), &base.set, &head.set.v[head.set.n - 1], &options);
	return cli_worse(output_reports(s->cli, &c), c.exit);
}

static int compare(struct cli *cli, const char *config, const char *a, const char *b,
	bool any_class)
{
	struct session s = { 0 };
	int status = output_check(cli);

	if (status == EXIT_PASS)
		status = configure(&s, cli, config);
	if (status == EXIT_PASS)
		status = judge(&s, a, b, any_class);
	session_close(&s);
	return status;
}

int compare_baseline(struct cli *cli)
{
	if (cli->args.n != 3) {
		cli_say("baseline compare needs a run and a baseline; usage: benchctl baseline "
			"compare RUN BASE");
		return EXIT_USAGE;
	}
	return compare(cli, NULL, cli->args.v[2], cli->args.v[1], false);
}

static int run(struct cli *cli)
{
	const struct compare_flags *flags = cli->flags;

	if (flags->frameworks)
		return compare_frameworks(cli);
	if (cli->args.n != 2) {
		cli_say("compare needs two sides, base first; usage: benchctl compare A B");
		return EXIT_USAGE;
	}
	return compare(cli, flags->config, cli->args.v[0], cli->args.v[1], flags->any_class);
}

const struct cli_command compare_command = {
	.name = "compare",
	.args = "A B | --frameworks [RUN]",
	.summary = "judge B against A: files, stored runs or revisions; nothing is measured",
	.help = "  benchctl compare run-001 run-002\n"
		"  benchctl compare v1.2.0 last\n"
		"  benchctl compare old.json new.json\n"
		"  benchctl compare --frameworks last\n",
	.flags = &section,
	.selects = true,
	.reports = true,
	.max_args = 2,
	.run = run,
};
