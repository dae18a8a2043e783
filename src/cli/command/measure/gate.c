#include "app/gate/gate.h"
#include "cli/cli.h"

static const char *const modes[] = {
	[GATE_AUTO] = "auto", [GATE_PAIRED] = "paired", [GATE_STORED] = "stored", NULL
};

#define AT(member) offsetof(struct gate_options, member)
static const struct option rows[] = {
	{ "against", 'a', OPTION_TEXT, AT(against), .value = "REV|FILE|RUN",
		.help = "the base: a revision, REV... (the merge base with REV), a baseline file "
			"or a stored run; default: the base that the CI system names, "
			"or else the merge base with the default branch; "
			"head is this tree with its uncommitted changes" },
	{ "mode", 0, OPTION_CHOICE, AT(mode), .choices = modes, .default_text = "auto",
		.help = "paired: check out and build base, then measure both sides; "
			"stored: compare head with the committed baseline; "
			"auto: paired if the configuration has build: and head differs from base" },
	{ "allow_missing_baseline", 0, OPTION_FLAG, AT(allow_missing_baseline),
		.help = "pass if there is no baseline; every benchmark is then new, and so is a "
			"benchmark that fails in the base" },
	{ "null_control", 0, OPTION_FLAG, AT(null_control),
		.help = "also measure base against itself; "
			"a regression that shows there too becomes inconclusive" },
	{ "emit_confirm", 0, OPTION_TEXT, AT(emit_confirm), .value = "FILE",
		.help = "write unconfirmed regressions to FILE, "
			"for `benchctl confirm FILE` on another machine" },
};

/* A gate that could not judge also writes reports: older ones would look like the answer. */
static int run(struct cli *cli, struct error *err)
{
	struct gate_options *o = cli->flags;
	struct comparison c;
	struct error unwritten;
	int rc;

	o->config = cli_arg(cli, 0);
	if (output_check_path(cli, o->emit_confirm, err) < 0)
		return -1;
	rc = app_gate(&c, &cli->app, &cli->project, o, err);
	if (o->emit_confirm && !c.fault &&
		output_comparison(cli, &c, &json_reporter, o->emit_confirm, &unwritten) < 0)
		app_set_unsaved(&cli->app, &unwritten);
	return output_verdict(cli, &c, rc, err);
}

const struct cli_command gate_command = {
	.name = "gate",
	.args = "[CONFIG]",
	.summary = "measure, judge, report; the exit status is the verdict",
	.help = "  benchctl gate                      in a repository with a benchctl.yaml\n"
		"  benchctl gate --against v1.2.0     judge against that release\n"
		"  benchctl gate --report junit=junit.xml --report markdown=report.md\n",
	.flags = CLI_FLAGS("gate", rows, struct gate_options),
	.selects = true,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
