/* The second stage: fresh data confirm a regression, or do not. */
#include "app/gate/gate.h"

#include "app/post/post.h"
#include "base/clock.h"
#include "base/text.h"
#include "report/report.h"

/* Measures the stage, and keeps its files. */
static int measure_stage(struct gate_run *g, struct stage *stage, struct error *err)
{
	int rc = gate_stage(g, stage, err);

	recording_add_files(&g->recording, &stage->base);
	recording_add_files(&g->recording, &stage->head);
	return rc;
}

static bool has_failure(const struct run *run)
{
	for (size_t i = 0; i < run->n; i++)
		if (run->v[i].status == RESULT_ERROR)
			return true;
	return false;
}

/* In the places, if the sides work there. */
static int measure_moved(struct gate_run *g, struct stage *stage, struct error *err)
{
	int rc = measure_stage(g, stage, err);

	if (rc < 0 || !stage->moved || !(has_failure(&stage->base) || has_failure(&stage->head)))
		return rc;
	words_push(&g->project.app->mem, &g->c.notes,
		"a benchmark fails in a copy of its tree, so benchctl confirmed both sides in "
		"their first folders; does the benchmark use an absolute path?");
	stage->moved = false;
	return measure_stage(g, stage, err);
}

/* If base shows a suspect against itself too, the machine caused it, not the change; or the folder
 * of head did, where base now is, too. */
static int control(struct gate_run *g, struct error *err)
{
	struct comparison null = { 0 };
	struct words ids = { 0 };
	struct stage stage = { .base_twice = true, .ids = &ids };

	for (size_t i = 0; i < g->c.n; i++)
		if (g->c.v[i].verdict == VERDICT_REGRESSION && g->c.v[i].confirmed &&
			!g->c.v[i].budget)
			words_push(&g->project.app->mem, &ids, g->c.v[i].id);
	if (ids.n == 0)
		return 0;
	if (gate_need_base(g, err) < 0)
		return -1;
	stage.moved = g->moved && gate_move_base(g, err) == 0;
	if (measure_moved(g, &stage, err) < 0)
		return -1;
	gate_judge(&null, g, &stage);
	compare_control(&g->c, &null);
	return 0;
}

static void leave_unconfirmed(struct gate_run *g, const struct words *ids)
{
	for (size_t i = 0; i < g->c.n; i++)
		if (words_has(ids, g->c.v[i].id))
			compare_unconfirmed(&g->c.v[i]);
	compare_conclude(&g->c);
}

/* Beside the base: until the data decide. */
static int measure_beside(struct gate_run *g, const struct words *ids,
	const struct compare_options *options, struct error *err)
{
	const struct comparison first = g->c;
	struct stage stage = { .suspects = &first, .ids = ids };
	int rc;

	if (!g->alone && !g->checkout.dir && gate_build_sides(g, err) < 0)
		return -1;
	stage.moved = !g->alone && gate_move(g);
	rc = measure_moved(g, &stage, err);
	g->moved = stage.moved;
	recording_save_as(&g->recording, "confirm-base.json", &stage.base);
	recording_save_as(&g->recording, "confirm.json", &stage.head);
	if (rc < 0)
		return -1;
	paired_confirm(&g->c, &g->project.app->mem, stage.paired, &stage.base, &stage.head,
		options);
	return 0;
}

static int measure_alone(struct gate_run *g, const struct words *ids,
	const struct compare_options *options, struct error *err)
{
	struct run fresh;

	if (recording_measure_again(&g->recording, ids, &fresh, err) < 0)
		return -1;
	compare_confirm(&g->c, &g->project.app->mem, g->judge, &g->stored.set, &fresh, options);
	return 0;
}

static int measure_suspects(struct gate_run *g, const struct words *ids, bool beside,
	struct error *err)
{
	struct project *p = &g->project;
	const struct compare_options options = {
		.gate = &p->suite.gate, .filter = &p->selected, .sessions = !beside
	};

	app_note(p->app, "confirming %zu benchmark%s on fresh data", ids->n, text_s(ids->n));
	if ((beside ? measure_beside : measure_alone)(g, ids, &options, err) == 0)
		return 0;
	g->c.partial = error_is_signal(err);
	return -1;
}

bool gate_confirms_beside(const struct gate_run *g)
{
	return g->alone ||
		(g->project.suite.build && g->base.commit && g->project.repo && !g->unbuildable &&
			!g->is_base);
}

int gate_confirm(struct gate_run *g, struct error *err)
{
	const struct suite *suite = &g->project.suite;
	struct arena *mem = &g->project.app->mem;
	bool beside = gate_confirms_beside(g);
	struct words ids;

	compare_suspects(&ids, mem, &g->c);
	if (ids.n && g->emit_confirm) {
		leave_unconfirmed(g, &ids);
		return 0;
	}
	if (ids.n && measure_suspects(g, &ids, beside, err) < 0)
		return -1;
	compare_accept(&g->c, mem, &g->ledger, clock_today(mem)); /* the verdicts of fresh data */
	if (beside && (g->null_control || suite->gate.null_control) && control(g, err) < 0)
		return -1;
	if (!(g->inject > 0))
		compare_common_mode(&g->c, mem, g->recording.run.warning);
	return gate_profile(g, beside, err);
}

/* The comparison must belong to the commit that is checked out here. */
static int check_head(const struct gate_run *g, const char *file, struct error *err)
{
	const char *head = g->project.facts->head, *commit = g->c.head.commit;

	if (!g->c.head.dirty && text_equal(commit, head))
		return 0;
	return error_exit(err, EXIT_USAGE,
		"%s belongs to commit %.12s%s, but %.12s is checked out here:\n"
		"  git checkout %.12s",
		file, commit ? commit : "an unknown commit",
		g->c.head.dirty ? " with uncommitted changes" : "", head ? head : "nothing",
		commit ? commit : "");
}

/* The first stage has noted what there is to note. */
static int read_base(struct gate_run *g, struct error *err)
{
	const struct words notes = g->c.notes, rules = g->c.rule_changes;
	int rc = gate_read_base(g, err);

	g->c.notes = notes;
	g->c.rule_changes = rules;
	return rc;
}

static int prepare(struct gate_run *g, struct app *app, const struct project_options *project,
	const char *config, const char *file, struct error *err)
{
	if (comparison_load(&g->c, &app->mem, file, err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (project_load_and_open(&g->project, app, project, config, true, err) < 0 ||
		check_head(g, file, err) < 0)
		return -1;
	if (!g->c.base.commit)
		return error_exit(err, EXIT_USAGE,
			"%s names no base commit, but confirm must measure the base again", file);
	if (!g->project.suite.build)
		return error_exit(err, EXIT_USAGE,
			"confirm needs build: in %s, to measure the base again",
			g->project.suite.path);
	g->base = (struct base){ .commit = g->c.base.commit, .label = "as in the first stage" };
	g->judge = judge_new(&app->mem);
	if (read_base(g, err) < 0 || accept_load(&g->ledger, &g->project, &g->base, err) < 0)
		return -1;
	accept_spend(&g->ledger, &g->project, g->base.commit);
	return 0;
}

int app_confirm(struct comparison *c, struct app *app, const struct project_options *project,
	const char *config, const char *file, struct error *err)
{
	ENDS_GATE struct gate_run g = GATE_RUN(g);
	int rc;

	*c = (struct comparison){ 0 };
	if (prepare(&g, app, project, config, file, err) < 0)
		return -1;
	compare_suspect_again(&g.c);
	rc = gate_build_sides(&g, err);
	if (rc == 0)
		rc = gate_confirm(&g, err);
	if (rc < 0 && !error_is_signal(err))
		g.c.fault = app_error_text(app, err);
	gate_conclude(&g, rc < 0 ? err : NULL);
	*c = g.c;
	return rc;
}
