#include "app/gate/gate.h"

#include "app/init/init.h"
#include "base/clock.h"
#include "base/text.h"

/* The benchmarks that need measuring; the others get their rows at once. */
static int split(struct gate_run *g, struct words *changed, struct error *err)
{
	const struct suite *suite = &g->project.suite;
	struct arena *mem = &g->project.app->mem;
	struct suite_index base = { 0 };
	int rc = 0;

	if (g->base_suite)
		base = suite_index(mem, g->base_suite, suite);
	for (size_t i = 0; i < suite->n && rc >= 0; i++) {
		const struct benchmark *b = &suite->v[i];

		rc = gate_same_artifacts(g, suite_index_find(&base, b->id), b, err);
		if (rc > 0)
			compare_unchanged(&g->c, mem, b->id);
		else if (rc == 0)
			words_push(mem, changed, b->id);
	}
	return rc < 0 ? -1 : 0;
}

/* Adds the ids of the results that a benchmark of the base's suite has, or its own without any. */
static void add_ids(struct words *ids, struct arena *mem, const struct benchmark *b, const char *id,
	const struct stage *stage)
{
	struct benchmark now = *b;
	size_t before = ids->n;

	now.id = id;
	for (size_t i = 0; benchmark_has_subs(b) && i < stage->head.n; i++)
		if (benchmark_owns(&now, stage->head.v[i].id))
			words_push(mem, ids, stage->head.v[i].id);
	for (size_t i = 0; benchmark_has_subs(b) && i < stage->base.n; i++)
		if (benchmark_owns(&now, stage->base.v[i].id) &&
			!run_find(&stage->head, stage->base.v[i].id))
			words_push(mem, ids, stage->base.v[i].id);
	if (ids->n == before)
		words_push(mem, ids, id);
}

/* The benchmarks of the suite that the head can run, but the base neither can nor has. */
static struct words new_ones(struct gate_run *g, const struct stage *stage, const struct words *ids)
{
	struct words new = { 0 };

	for (size_t i = 0; i < stage->head.n; i++) {
		const struct result *head = &stage->head.v[i];
		const struct result *base = run_find(&stage->base, head->id);

		if (head->status == RESULT_UNFINISHED && base && base->status == RESULT_ERROR &&
			!words_has(ids, head->id))
			words_push(&g->project.app->mem, &new, head->id);
	}
	return new;
}

/* The new benchmarks were only run once until now. Budgets and reports need samples: measures
 * them without a base. */
static int measure_new(struct gate_run *g, struct stage *stage, const struct words *ids,
	struct error *err)
{
	const struct words new = new_ones(g, stage, ids);
	struct suite some = project_subset(&g->project, &new);
	struct run alone = stage->head, others = { 0 };
	struct measurement m = { .suite = &some, .side = { { .run = &alone } }, .sides = 1 };
	int rc;

	if (new.n == 0)
		return 0;
	for (size_t i = 0; i < stage->head.n; i++)
		if (!words_has(&new, stage->head.v[i].id))
			*ARENA_PUSH(&g->project.app->mem, &others) = stage->head.v[i];
	rc = recording_measure_sides(&g->recording, &m, &others, err);
	alone.canary = stage->head.canary;
	alone.shifted = stage->head.shifted;
	stage->head = alone;
	return rc;
}

/* Whether a benchmark that only head can run may pass: this change may be what fixes it. */
static bool may_pass(const struct gate_run *g, const struct stage *stage, const char *id)
{
	const struct result *base = run_find(&stage->base, id), *head = run_find(&stage->head, id);

	return g->allow_missing_baseline && g->base_config.state != BASE_CONFIG_UNREADABLE &&
		base && base->status == RESULT_ERROR && head && head->status != RESULT_ERROR;
}

/* The ids that the base has. If its configuration is unreadable these are all of the head's: a
 * benchmark that fails there might have worked before, and is not called new. */
static struct words known_ids(const struct gate_run *g, const struct stage *stage)
{
	const bool readable = g->base_config.state != BASE_CONFIG_UNREADABLE;
	const struct suite *suite = readable ? &g->base_config.suite : &g->project.suite;
	struct arena *mem = &g->project.app->mem;
	struct words ids = { 0 };

	for (size_t i = 0; i < suite->n; i++) {
		const char *id = suite_name_now(&g->project.suite, suite->v[i].id);

		/* One that needs no measuring already has a row. */
		if (!TEXT_FIND(g->c.v, g->c.n, id, id) && !may_pass(g, stage, id) &&
			!init_is_example_of(mem, &suite->v[i]))
			add_ids(&ids, mem, &suite->v[i], id, stage);
	}
	return ids;
}

static struct party base_party(struct gate_run *g)
{
	return (struct party){ .commit = g->base.commit,
		.runs = 1,
		.host = *project_host(&g->project),
		.started = g->recording.run.started,
		.label = arena_printf(&g->project.app->mem, "%.8s (%s)", g->base.commit,
			g->base.label) };
}

/* Measures the benchmarks that differ. Fills in the stage even on failure. */
static int measure_changed(struct gate_run *g, struct stage *stage, struct words *known,
	struct error *err)
{
	const struct paired_options nothing_measured = { .gate = &g->project.suite.gate };
	int rc = 0;

	if (stage->ids->n) {
		rc = gate_stage(g, stage, err);
	} else {
		stage->paired = paired_new(&g->project.app->mem, &nothing_measured, 0);
		g->recording.run.status = RUN_OK;
	}
	*known = known_ids(g, stage);
	if (stage->ids->n == 0)
		return rc;
	if (rc == 0)
		rc = measure_new(g, stage, known, err);
	gate_keep(g, stage);
	return rc;
}

int gate_build_sides(struct gate_run *g, struct error *err)
{
	struct shared_files shared;
	int build_again;

	do {
		/* The kernel rounds the times of files down, by up to 10 ms. */
		g->builds_began = (long long)clock_epoch_ns() - 10000000;
		if (gate_need_base(g, err) < 0 || gate_shared_look(&shared, g, NULL, err) < 0 ||
			recording_build(&g->recording, err) < 0)
			return -1;
		if (checkout_check(&g->checkout, err) < 0)
			return error_stage(err, EXIT_MEASURE);
		build_again = gate_shared_check(&shared, g, err);
		if (build_again < 0)
			return -1;
		if (build_again) {
			g->checkout.built = false;
			checkout_close(&g->checkout);
		}
	} while (build_again);
	if (g->checkout.built_at)
		words_printf(&g->project.app->mem, &g->c.notes,
			"reused the base that was built on %s",
			clock_rfc3339(&g->project.app->mem,
				(uint64_t)g->checkout.built_at * 1000000000));
	return 0;
}

static void note_workflow(struct gate_run *g)
{
	const struct workflow *w = &g->project.suite.workflow;

	if (w->stages.n && !workflow_deploys(w))
		words_push(&g->project.app->mem, &g->c.notes,
			"no stage sends a file of this tree or names "
			"${BENCHCTL_COMMIT}, so base and head run the same programs "
			"on the hosts; add a stage that deploys the commit");
}

int gate_paired(struct gate_run *g, struct error *err)
{
	struct project *p = &g->project;
	struct arena *mem = &p->app->mem;
	const struct compare_options options = { .gate = &p->suite.gate, .filter = &p->selected };
	struct words changed = { 0 }, known = { 0 };
	struct stage stage = { .ids = &changed };
	struct shared_files shared;
	int rc = recording_begin(&g->recording, err);

	g->c.mode = "paired";
	g->c.base = base_party(g);
	if (rc < 0 || gate_check_artifacts(g, err) < 0 || gate_build_sides(g, err) < 0 ||
		split(g, &changed, err) < 0 || gate_shared_look(&shared, g, &changed, err) < 0 ||
		gate_shared_check(&shared, g, err) < 0) /* no build since: never again */
		return -1;
	note_workflow(g);
	gate_note_images(g);
	gate_note_left_program(g);
	rc = measure_changed(g, &stage, &known, err);
	paired_compare(&g->c, mem, stage.paired, &stage.base, &stage.head, &known, &options);
	gate_note_rules(g, &stage.base, &stage.head);
	compare_accept(&g->c, mem, &g->ledger, clock_today(mem));
	return rc == 0 ? gate_confirm(g, err) : rc;
}
