#include "app/gate/gate.h"

#include <math.h>

#include "base/arena.h"
#include "judge/stats/stats.h"

#define SELFTEST_INJECT 0.10 /* ratio */

/* Both sides are this tree. */
static int prepare(struct gate_run *g, struct app *app, const struct project_options *options,
	const char *config, struct error *err)
{
	struct project *p = &g->project;

	g->alone = true;
	if (project_load_and_open(p, app, options, config, false, err) < 0)
		return -1;
	g->judge = judge_new(&app->mem);
	g->base.commit = p->facts ? p->facts->head : NULL;
	if (recording_build(&g->recording, err) < 0)
		return -1;
	g->c = (struct comparison){ .suite = p->suite.name,
		.tool = BENCHCTL_VERSION,
		.mode = "paired",
		.base = party_of_run(&g->recording.run, "this tree"),
		.head = party_of_run(&g->recording.run, "this tree") };
	return 0;
}

static int measure_sides(struct gate_run *g, struct stage *stage, struct error *err)
{
	int rc = gate_stage(g, stage, err);

	gate_keep(g, stage);
	return rc;
}

static double larger_threshold(double least, const struct items *metrics)
{
	const struct metric_policy *m = metrics->v;

	for (size_t i = 0; i < metrics->n; i++)
		if (m[i].policy.action != ACTION_OFF)
			least = fmax(least, m[i].policy.threshold);
	return least;
}

/* Twice the largest threshold of the rules: a slowdown that every gated metric must show. */
static double inject_for(const struct gate_policy *gate)
{
	const struct scope_policy *only = gate->only.v;
	double largest = larger_threshold(gate->policy.threshold, &gate->metrics);

	for (size_t i = 0; i < gate->only.n; i++)
		largest = larger_threshold(fmax(largest, only[i].policy.threshold),
			&only[i].metrics);
	return fmax(SELFTEST_INJECT, 2 * largest);
}

/* A slowdown of 0 is 0. */
static bool is_zero(const struct row *r)
{
	return r->test == TEST_EXACT && fabs(r->base.median) + fabs(r->head.median) <= 0;
}

/* Each row of the benchmark shows the slowdown: whatever the gate judges. */
static void look_at(struct selftest *out, struct arena *mem, const struct comparison *c,
	const struct benchmark *b)
{
	size_t rows = 0, seen = out->seen, unseen = out->unseen.n;
	bool off = false;

	for (size_t i = 0; i < c->n; i++) {
		const struct row *r = &c->v[i];
		const char *name = r->metric.name;

		if (!benchmark_owns(b, r->id) || r->verdict == VERDICT_UNJUDGED)
			continue;
		if (r->action == ACTION_OFF && r->verdict != VERDICT_ERROR) {
			off = true;
			continue;
		}
		rows++;
		if (is_zero(r))
			words_printf(mem, &out->untested, "%s %s", r->id, name);
		else if (r->verdict == VERDICT_REGRESSION &&
			(r->confirmed || r->test == TEST_EXACT))
			out->seen++;
		else
			words_push(mem, &out->unseen,
				name && *name ? arena_printf(mem, "%s %s", r->id, name) : r->id);
	}
	if (rows == 0 && off) /* the gate does not judge it */
		return;
	if (rows == 0)
		words_push(mem, &out->unseen, b->id);
	out->benchmarks++;
	out->whole += out->unseen.n == unseen && out->seen > seen;
}

int app_selftest(struct selftest *out, struct app *app, const struct project_options *project,
	const char *config, double inject, struct error *err)
{
	ENDS_GATE struct gate_run g = GATE_RUN(g);
	const struct suite *suite = &g.project.suite;
	struct stage stage = { 0 };

	*out = (struct selftest){ 0 };
	if (prepare(&g, app, project, config, err) < 0)
		return -1;
	out->inject = g.inject = inject > 0 ? inject : inject_for(&suite->gate);
	if (measure_sides(&g, &stage, err) < 0)
		return -1;
	gate_judge(&g.c, &g, &stage);
	if (gate_confirm(&g, err) < 0)
		return -1;
	gate_conclude(&g, NULL);
	for (size_t i = 0; i < suite->n; i++)
		look_at(out, &app->mem, &g.c, &suite->v[i]);
	out->c = g.c;
	out->exit = g.c.count[VERDICT_ERROR]  ? EXIT_MEASURE
		: out->unseen.n || !out->seen ? EXIT_NO_VERDICT
					      : EXIT_PASS;
	return 0;
}

static void add_row(struct noise *out, struct arena *mem, const struct row *r,
	const struct series *base)
{
	double *sorted = sort_copy(mem, base->v, base->n);

	*ARENA_PUSH(mem, out) = (struct noise_row){ .id = r->id,
		.metric = r->metric,
		.median = r->base.median,
		.noise = STATS_MAD_SD * stats_mad(sorted, base->n) / fabs(r->base.median),
		.autocorrelation = stats_autocorrelation(base->v, base->n),
		.visible = r->visible,
		.differs = r->verdict == VERDICT_REGRESSION || r->verdict == VERDICT_IMPROVEMENT };
}

int app_calibrate(struct noise *out, struct app *app, const struct project_options *project,
	const char *config, struct error *err)
{
	ENDS_GATE struct gate_run g = GATE_RUN(g);
	struct stage stage = { .blocks = SEQUENCE_LOOKS };

	if (prepare(&g, app, project, config, err) < 0 || measure_sides(&g, &stage, err) < 0)
		return -1;
	/* All data were measured before the first look. */
	paired_follow(stage.paired, &stage.base, &stage.head);
	gate_judge(&g.c, &g, &stage);
	*out = (struct noise){ .samples = SEQUENCE_LOOKS * SEQUENCE_BLOCK,
		.rows = g.c.n,
		.failed = stage.head.status != RUN_OK };
	for (size_t i = 0; i < g.c.n; i++) {
		const struct row *row = &g.c.v[i];
		const struct series *s = run_series(&stage.base, row->id, row->metric.name);

		if (s && s->n)
			add_row(out, &app->mem, row, s);
		out->alarms += row->verdict == VERDICT_REGRESSION;
	}
	recording_warn_failures(&g.recording);
	return 0;
}
