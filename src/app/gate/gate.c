#include "app/gate/gate.h"

#include "app/post/post.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "judge/rule_changes.h"

void gate_end(struct gate_run *g)
{
	for (size_t i = 0; i < ARRAY_SIZE(g->place); i++)
		checkout_close(&g->place[i]);
	checkout_close(&g->checkout);
	recording_end(&g->recording);
	project_close(&g->project);
}

/* Whether this tree is the base, without any change. On the default branch the configuration need
 * not be committed: it may measure any commit. */
static int is_base(bool *same, struct gate_run *g, struct error *err)
{
	struct project *p = &g->project;
	bool dirty = true;

	*same = false;
	if (!g->base.commit || !p->facts->root || !text_equal(g->base.commit, p->facts->head))
		return 0;
	if (project_dirty(&dirty, p, err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	*same = !dirty && (g->base.kind == BASE_DEFAULT || gate_has_committed(g, p->suite.path));
	return 0;
}

static void set_unchanged(struct gate_run *g)
{
	words_push(&g->project.app->mem, &g->c.notes,
		"change something and run the gate again, or name another base: --against REV");
	g->c.unchanged = true;
	g->c.mode = g->project.suite.build ? "paired" : "stored";
	g->c.base = (struct party){ .label = g->base.label, .commit = g->base.commit };
}

/* For a tree that is its base. On the default branch, compares with the baseline of HEAD or else
 * with the commit before, if there is one. Elsewhere there is nothing to judge, unless there can
 * only be a baseline to compare with or --against HEAD asks for it. */
static int step_back(struct gate_run *g, const struct gate_options *o, struct error *err)
{
	struct project *p = &g->project;
	bool on_default = g->base.kind == BASE_DEFAULT;
	struct base before = { 0 };

	if (o->mode == GATE_STORED || (on_default && !p->suite.build))
		return 0;
	if ((on_default || !p->suite.build || text_equal(o->against, "HEAD")) &&
		operand_baseline(&g->stored, &g->base, p, true, err) < 0)
		return -1;
	if (g->stored.set.n)
		return 0;
	if (on_default && base_choose(&before, p->repo, &p->app->mem, "HEAD~1", err) == 0)
		g->base = before;
	else if (on_default && p->facts->shallow)
		return error_stage(err, EXIT_NO_VERDICT);
	else if (o->mode == GATE_AUTO && !o->allow_missing_baseline)
		set_unchanged(g);
	return 0;
}

static int cannot_pair(const struct gate_run *g, struct error *err)
{
	const struct project *p = &g->project;

	if (!p->suite.build)
		return error_exit(err, EXIT_USAGE,
			"--mode paired needs build: in %s, the command that builds any commit "
			"(\"true\" if nothing has to be built)",
			p->suite.path);
	if (!p->repo || !g->base.commit)
		return error_exit(err, EXIT_USAGE,
			"--mode paired compares with a commit, but the base is a file or a stored "
			"run; name a commit: --against REV");
	return error_exit(err, EXIT_USAGE,
		"--mode paired needs a worktree, but this repository is bare");
}

/* *paired: whether base and head are measured side by side. */
static int choose_mode(bool *paired, struct gate_run *g, int mode, struct error *err)
{
	struct project *p = &g->project;
	bool can = p->suite.build && p->repo && g->base.commit && p->facts->root;

	*paired = false;
	if (mode == GATE_PAIRED && !can)
		return cannot_pair(g, err);
	*paired = can && (mode == GATE_PAIRED || (mode != GATE_STORED && !g->is_base));
	return 0;
}

/* The machine that confirms builds the base. */
static int check_emitted(struct gate_run *g, struct error *err)
{
	struct project *p = &g->project;

	if (!g->emit_confirm || gate_confirms_beside(g))
		return 0;
	return error_exit(err, EXIT_USAGE,
		"--emit-confirm needs %s, because benchctl confirm measures the base again",
		p->suite.build ? "another commit to judge against"
			       : arena_printf(&p->app->mem, "build: in %s", p->suite.path));
}

static int check_control(struct gate_run *g, bool paired, struct error *err)
{
	if (!g->null_control || paired || gate_confirms_beside(g))
		return 0;
	return error_exit(err, EXIT_USAGE,
		"--null-control measures the base, so it needs build: in %s and another commit "
		"to judge against",
		g->project.suite.path);
}

static int no_suite(const struct gate_run *g, struct error *err)
{
	const struct base_config *c = &g->base_config;
	const char *way = "\n  pass without the base:  benchctl gate " GATE_ALLOW_FLAG;

	if (c->state == BASE_CONFIG_UNREADABLE)
		return error_exit(err, EXIT_NO_VERDICT,
			"cannot read the configuration of the base %.12s: %s%s", g->base.commit,
			c->why, way);
	return error_exit(err, EXIT_NO_VERDICT,
		"the base %.12s (%s) has no %s, so there is nothing to compare with%s",
		g->base.commit, g->base.label, g->project.suite.path, way);
}

/* Paired mode needs the base's configuration. Without it, only head can be measured. */
static int check_base(bool *paired, struct gate_run *g, bool allowed, struct error *err)
{
	struct base_config *c = &g->base_config;
	struct words *notes = &g->c.notes;
	struct arena *mem = &g->project.app->mem;

	if (!*paired || c->state == BASE_CONFIG_READ || c->state == BASE_CONFIG_SHARED)
		return 0;
	if (!allowed)
		return no_suite(g, err);
	*paired = c->state == BASE_CONFIG_UNREADABLE;
	words_push(mem, notes,
		*paired ? arena_printf(mem,
				  "cannot read the base's configuration (%s); so no benchmark gets "
				  "the verdict missing, and a benchmark that fails in the base "
				  "gets error instead of new",
				  c->why)
			: arena_printf(mem, "the base has no %s; all benchmarks are new",
				  g->project.suite.path));
	return 0;
}

/* Which acceptances are over: in paired mode the base is its only run. */
static void spend(struct gate_run *g, bool paired)
{
	const struct run_set *set = &g->stored.set;
	bool more = true;

	if (paired)
		accept_spend(&g->ledger, &g->project, g->base.commit);
	for (size_t i = set->n; !paired && more && i-- > 0;)
		more = accept_spend(&g->ledger, &g->project, set->v[i].commit);
}

/* All checks that are possible before measuring. */
static int prepare(bool *paired, struct gate_run *g, struct app *app,
	const struct project_options *project, const struct gate_options *o, struct error *err)
{
	struct project *p = &g->project;
	int rc = project_load(p, app, project, o->config, err);
	bool same = false;

	g->c.suite = p->suite.name;
	g->null_control = o->null_control;
	g->allow_missing_baseline = o->allow_missing_baseline;
	g->emit_confirm = o->emit_confirm != NULL;
	g->judge = judge_new(&app->mem);
	if (rc < 0 || project_open(p, false, err) < 0 ||
		operand_choose(&g->stored, &g->base, p, o->against, err) < 0 ||
		is_base(&same, g, err) < 0 || (same && step_back(g, o, err) < 0))
		return -1;
	if (g->c.unchanged)
		return 0;
	g->is_base = same && text_equal(g->base.commit, p->facts->head);
	if (choose_mode(paired, g, o->mode, err) < 0 || gate_read_base(g, err) < 0 ||
		check_base(paired, g, o->allow_missing_baseline, err) < 0 ||
		check_emitted(g, err) < 0 || check_control(g, *paired, err) < 0 ||
		accept_load(&g->ledger, p, &g->base, err) < 0)
		return -1;
	if (!*paired && g->base.commit &&
		operand_baseline(&g->stored, &g->base, p, o->allow_missing_baseline, err) < 0)
		return -1;
	if (g->base.commit)
		spend(g, *paired);
	return 0;
}

/* The comparison without its rows. failure: why the gate ended early, or NULL. */
static void frame(struct gate_run *g, const struct gate_options *o, const struct error *failure)
{
	struct project *p = &g->project;
	struct arena *mem = &p->app->mem;
	const struct recording *r = &g->recording;
	const char *against = g->is_base && p->suite.build ? "HEAD"
		: g->base.commit ? arena_printf(mem, "%.12s", g->base.commit)
				 : o->against;

	g->c.tool = BENCHCTL_VERSION;
	g->c.unbased = o->allow_missing_baseline && g->stored.set.n == 0;
	g->c.head = party_of_run(&r->run,
		r->id ? file_join(mem, p->suite.output_dir, r->id) : "this tree");
	g->c.seed = r->run.seed;
	g->c.partial = g->c.partial || r->run.status == RUN_INTERRUPTED ||
		(failure && error_is_signal(failure));
	g->c.reproduce = arena_printf(mem, "benchctl gate%s%s%s%s", o->config ? " " : "",
		o->config ? words_quote_one(mem, o->config) : "", against ? " --against " : "",
		against ? words_quote_one(mem, against) : "");
	if (failure && !error_is_signal(failure))
		g->c.fault = app_error_text(p->app, failure);
}

/* Whether the run has every benchmark of the suite. */
static bool is_whole(const struct gate_run *g)
{
	const struct run *run = &g->recording.run;

	return g->project.selected.n == 0 && run->status == RUN_OK && run->n >= g->project.suite.n;
}

/* Notes rules and acceptances without effect. */
static void note_idle(struct gate_run *g, bool whole)
{
	struct arena *mem = &g->project.app->mem;

	compare_note_acceptances(&g->c, mem, &g->ledger, clock_today(mem), whole);
	if (whole)
		idle_rules_note(&g->c, mem, &g->project.suite.gate, &g->recording.run);
}

/* Judges a run against the baseline; after an interruption, with the data until then. */
static int measure_stored(struct gate_run *g, struct error *err)
{
	struct project *p = &g->project;
	const struct compare_options options = {
		.gate = &p->suite.gate, .filter = &p->selected, .sessions = !gate_confirms_beside(g)
	};
	const struct run *run = &g->recording.run;
	struct arena *mem = &p->app->mem;
	int rc;

	g->c.mode = "stored";
	g->c.base = g->stored.party;
	rc = recording_measure(&g->recording, err);
	if (!run->v)
		return rc;
	compare_runs(&g->c, mem, g->judge, &g->stored.set, run, &options);
	gate_note_rules(g, g->stored.set.n ? operand_run(&g->stored) : NULL, run);
	compare_accept(&g->c, mem, &g->ledger, clock_today(mem));
	return rc == 0 ? gate_confirm(g, err) : rc;
}

/* The base's build is broken, and the policy allows that. */
static int measure_unbased(struct gate_run *g, struct error *err)
{
	words_push(&g->project.app->mem, &g->c.notes,
		"the base cannot be built; benchctl measures head alone");
	if (operand_baseline(&g->stored, &g->base, &g->project, true, err) < 0)
		return -1;
	return measure_stored(g, err);
}

int app_gate(struct comparison *c, struct app *app, const struct project_options *project,
	const struct gate_options *options, struct error *err)
{
	ENDS_GATE struct gate_run g = GATE_RUN(g);
	bool paired;
	int rc = prepare(&paired, &g, app, project, options, err);

	if (rc == 0 && g.c.unchanged)
		rc = recording_describe(&g.recording, err);
	else if (rc == 0)
		rc = paired ? gate_paired(&g, err) : measure_stored(&g, err);
	if (rc < 0 && g.unbuildable && options->allow_missing_baseline)
		rc = measure_unbased(&g, err);
	note_idle(&g, rc == 0 && is_whole(&g));
	frame(&g, options, rc < 0 ? err : NULL);
	gate_conclude(&g, rc < 0 ? err : NULL);
	*c = g.c;
	return rc;
}
