#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/accepted.h"
#include "cli/command/commands.h"
#include "cli/gate.h"
#include "cli/output.h"
#include "judge/idle_rules.h"

enum mode { MODE_AUTO, MODE_PAIRED, MODE_STORED };
static const char *const modes[] = { "auto", "paired", "stored", NULL };

struct gate_flags {
	const char *against, *emit_confirm;
	int mode;
	bool allow_missing_baseline, null_control;
};
#define AT(member) offsetof(struct gate_flags, member)
static const struct option rows[] = {
	{ "against", 'a', OPTION_TEXT, AT(against), .value = "REV|FILE|RUN",
		.help = "the base: a revision, REV... for the merge base with it, a baseline file, "
			"or a "
			"stored run; default: from the CI system's variables, else the merge base "
			"with "
			"the default branch" },
	{ "mode", 0, OPTION_CHOICE, AT(mode), .choices = modes, .default_text = "auto",
		.help = "paired: base is checked out, built and measured beside head; stored: head "
			"is "
			"held against the committed baseline; auto: paired where the configuration "
			"has "
			"build:, and base is another commit" },
	{ "allow_missing_baseline", 0, OPTION_FLAG, AT(allow_missing_baseline),
		.default_text = "false",
		.help = "where there is no baseline yet, everything is new and passes" },
	{ "null_control", 0, OPTION_FLAG, AT(null_control), .default_text = "false",
		.help = "paired: measure base against itself too; what regresses there is "
			"inconclusive" },
	{ "emit_confirm", 0, OPTION_TEXT, AT(emit_confirm), .value = "FILE",
		.help = "leave suspicions unconfirmed in this file, for `benchctl confirm FILE` on "
			"another "
			"machine" },
};
static const struct section section = SECTION("gate", "", rows, struct gate_flags);

/* Whether base and head are to be measured side by side; -1 when they cannot be but must. */
static int choose_mode(struct gating *g, const struct gate_flags *flags)
{
	struct session *s = &g->s;
	struct error err;
	bool dirty = false;

	if (flags->mode == MODE_STORED || (flags->mode == MODE_AUTO && !s->suite.build))
		return 0;
	if (!s->suite.build || !s->repo || !g->base.commit || !s->facts->root) {
		if (flags->mode == MODE_AUTO)
			return 0;
		session_refuse(s, EXIT_USAGE,
			"paired mode needs a commit to judge against, in a repository with a "
			"worktree, "
			"and build: in %s",
			s->suite.path);
		return -1;
	}
	if (flags->mode == MODE_PAIRED || !text_equal(g->base.commit, s->facts->head))
		return 1;
	return session_dirty(&dirty, s, &err) == 0 && dirty;
}

/* On the default branch itself there is nothing to be merged, and base is head. Where head has no
 * baseline, its last commit is judged beside the one before, if there is one. */
static int step_back(struct gating *g, const struct gate_flags *flags)
{
	struct session *s = &g->s;
	struct base before = { 0 };
	struct error err;
	bool dirty = true;
	int status;

	if (flags->against || flags->mode == MODE_STORED || !s->suite.build || !g->base.commit ||
		!s->facts->root || !text_equal(g->base.commit, s->facts->head) ||
		session_dirty(&dirty, s, &err) < 0 || dirty)
		return EXIT_PASS;
	status = operand_baseline(&g->stored, &g->base, s, true);
	if (status == EXIT_PASS && g->stored.set.n == 0 &&
		base_choose(&before, s->repo, &s->cli->mem, "HEAD~1", &err) == 0)
		g->base = before;
	return status;
}

/* Whoever settles the suspicions elsewhere builds the base there. */
static int check_emitted(struct gating *g)
{
	struct session *s = &g->s;

	if (!g->emit_confirm || (s->suite.build && g->base.commit && s->repo))
		return EXIT_PASS;
	return session_refuse(s, EXIT_USAGE,
		"--emit-confirm needs %s, because benchctl confirm measures the base again",
		s->suite.build ? "a commit to judge against"
			       : arena_printf(&s->cli->mem, "build: in %s", s->suite.path));
}

/* Before anything is measured: a gate that cannot judge should say so at once. */
static int prepare(struct gating *g, struct cli *cli, bool *paired)
{
	const struct gate_flags *flags = cli->flags;
	int status = session_configure(&g->s, cli, cli->args.n ? cli->args.v[0] : NULL), mode;

	g->c.suite = g->s.suite.name;
	if (status == EXIT_PASS)
		status = session_open(&g->s, false);
	if (status == EXIT_PASS)
		status = operand_choose(&g->stored, &g->base, &g->s, flags->against);
	if (status != EXIT_PASS)
		return status;
	if ((status = step_back(g, flags)) != EXIT_PASS)
		return status;
	mode = choose_mode(g, flags);
	if (mode < 0)
		return EXIT_USAGE;
	*paired = mode > 0;
	g->null_control = flags->null_control;
	g->emit_confirm = flags->emit_confirm;
	g->judge = judge_new(&cli->mem);
	if ((status = check_emitted(g)) != EXIT_PASS)
		return status;
	status = accepted_load(&g->ledger, &g->s, &g->base);
	if (status != EXIT_PASS || *paired || !g->base.commit)
		return status;
	return operand_baseline(&g->stored, &g->base, &g->s, flags->allow_missing_baseline);
}

static void frame(struct gating *g, int ended)
{
	struct session *s = &g->s;
	struct arena *mem = &s->cli->mem;
	const struct gate_flags *flags = s->cli->flags;
	const char *config = s->cli->args.n ? s->cli->args.v[0] : NULL;
	const char *against = g->base.commit ? arena_printf(mem, "%.12s", g->base.commit)
					     : flags->against;

	g->c.tool = BENCHCTL_VERSION;
	g->c.unbased = flags->allow_missing_baseline && g->stored.set.n == 0;
	g->c.head = party_of_run(&s->run,
		s->id ? file_join(mem, s->suite.output_dir, s->id) : "this tree");
	g->c.seed = s->run.seed;
	g->c.partial = g->c.partial || s->run.status == RUN_INTERRUPTED || ended > 128;
	g->c.reproduce = arena_printf(mem, "benchctl gate%s%s%s%s", config ? " " : "",
		config ? words_quote_one(mem, config) : "", against ? " --against " : "",
		against ? words_quote_one(mem, against) : "");
	if (ended != EXIT_PASS && ended < 128)
		g->c.fault = s->fault ? s->fault : "what is wrong was said on standard error";
}

/* Whether the run has every benchmark of the suite. */
static bool is_whole(const struct session *s)
{
	return s->selected.n == 0 && s->run.status == RUN_OK && s->run.n >= s->suite.n;
}

/* A gate that could not judge leaves its reports too: an older one, or none, would be taken for the
 * answer. */
static int run(struct cli *cli)
{
	struct gating g = { .checkout = { .lock = -1 } };
	bool paired = false;
	const struct gate_flags *flags = cli->flags;
	int status = output_check(cli), reported;
	struct error err;

	if (status != EXIT_PASS)
		return status;
	if (output_check_path(cli, flags->emit_confirm, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	status = prepare(&g, cli, &paired);
	if (status == EXIT_PASS)
		status = paired ? gate_paired(&g) : gate_stored(&g);
	if (status == EXIT_PASS && is_whole(&g.s))
		idle_rules_note(&g.c.notes, &cli->mem, &g.s.suite.gate, &g.s.run);
	frame(&g, status);
	reported = gate_report(&g, status);
	status = cli_worse(status, cli_worse(reported, g.c.exit));
	checkout_close(&g.checkout);
	session_close(&g.s);
	return status;
}

const struct cli_command gate_command = {
	.name = "gate",
	.args = "[CONFIG]",
	.summary = "measure, judge, report; the exit status tells",
	.help = "  benchctl gate                      in a repository with a benchctl.yaml\n"
		"  benchctl gate --against v1.2.0     judge against that release\n"
		"  benchctl gate --report junit=junit.xml --report markdown=report.md\n",
	.flags = &section,
	.selects = true,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
