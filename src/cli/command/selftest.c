#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/gate.h"
#include "cli/output.h"
#include "judge/stats/stats.h"

/* The head against itself, through the same engine and the same judge. */
static int open_alone(struct gating *g, struct cli *cli)
{
	int status = output_check(cli);

	*g = (struct gating){ .checkout = { .lock = -1 }, .alone = true };
	if (status == EXIT_PASS)
		status = session_configure(&g->s, cli, cli->args.n ? cli->args.v[0] : NULL);
	if (status == EXIT_PASS)
		status = session_open(&g->s, false);
	if (status != EXIT_PASS)
		return status;
	g->judge = judge_new(&cli->mem);
	g->base.commit = g->s.facts ? g->s.facts->head : NULL;
	status = session_build(&g->s);
	g->c = (struct comparison){ .suite = g->s.suite.name,
		.tool = BENCHCTL_VERSION,
		.mode = "paired",
		.base = party_of_run(&g->s.run, "this tree"),
		.head = party_of_run(&g->s.run, "this tree") };
	return status;
}

static void judge_alone(struct gating *g, struct stage *stage)
{
	const struct compare_options options = { .gate = &g->s.suite.gate };
	const struct paired_base about = { 0 };

	paired_compare(&g->c, &g->s.cli->mem, stage->paired, &stage->base, &stage->head, &about,
		&options);
}

struct selftest_flags {
	double inject;
};
static const struct option selftest_rows[] = {
	{ "inject", 0, OPTION_QUANTITY, offsetof(struct selftest_flags, inject), .dim = DIM_RATIO,
		.min = 0.001, .max = 100, .default_text = "10%", .value = "PERCENT",
		.help = "by how much the head is slowed down" },
};
static const struct section selftest_section = SECTION("selftest", "", selftest_rows,
	struct selftest_flags);

/* How many benchmarks' slowdowns were not seen; says which. */
static size_t count_blind(const struct gating *g, double inject)
{
	char text[QUANTITY_MAX];
	size_t blind = 0;

	for (size_t i = 0; i < g->s.suite.n; i++) {
		bool seen = false;

		for (size_t k = 0; k < g->c.n; k++)
			seen = seen ||
				(benchmark_owns(&g->s.suite.v[i], g->c.v[k].id) &&
					g->c.v[k].verdict == VERDICT_REGRESSION &&
					g->c.v[k].confirmed);
		if (!seen)
			cli_say("%s: a slowdown of %s was not seen", g->s.suite.v[i].id,
				quantity_format(text, inject, DIM_RATIO));
		blind += !seen;
	}
	return blind;
}

static int run_selftest(struct cli *cli)
{
	const struct selftest_flags *flags = cli->flags;
	struct stage stage = { 0 };
	struct gating g;
	char text[QUANTITY_MAX];
	size_t blind;
	int status = open_alone(&g, cli), reported;

	if (status == EXIT_PASS) {
		g.inject = flags->inject;
		status = gate_stage(&g, &stage);
		status = cli_worse(status, gate_keep(&g, &stage));
	}
	if (status == EXIT_PASS) {
		judge_alone(&g, &stage);
		status = gate_settle(&g);
	}
	if (status == EXIT_PASS) {
		reported = gate_report(&g, status);
		blind = count_blind(&g, flags->inject);
		fprintf(cli->text,
			"\nself-test: an injected slowdown of %s was seen in %zu of %zu "
			"benchmarks\n",
			quantity_format(text, flags->inject, DIM_RATIO), g.s.suite.n - blind,
			g.s.suite.n);
		status = g.c.count[VERDICT_ERROR] ? EXIT_MEASURE
			: blind                   ? EXIT_NO_VERDICT
						  : EXIT_PASS;
		status = cli_worse(status, reported);
	}
	session_close(&g.s);
	return status;
}

const struct cli_command selftest_command = {
	.name = "selftest",
	.args = "[CONFIG]",
	.summary = "slow the head down on purpose; fails when the gate cannot see it",
	.help = "  benchctl selftest --inject 10%\n"
		"\n"
		"This tree is measured against itself, with the second side slowed down. Exit "
		"status 0\n"
		"means that every benchmark's slowdown was seen and confirmed.\n",
	.flags = &selftest_section,
	.selects = true,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run_selftest,
};

/* What a benchmark's noise lets the gate see. */
static void print_floor(FILE *out, const struct row *r, const struct series *base)
{
	FREES_ARENA struct arena mem = { 0 };
	double *sorted = stats_sorted(&mem, base->v, base->n);
	char median[METRIC_TEXT_MAX], spread[QUANTITY_MAX], visible[QUANTITY_MAX];
	double sd = STATS_MAD_SD * stats_mad(sorted, base->n) / r->base.median;

	fprintf(out, "  %-32s %12s %10s %8.2f %10s  %s\n", r->id,
		metric_text(median, &r->metric, r->base.median),
		quantity_format(spread, sd, DIM_RATIO), stats_autocorrelation(base->v, base->n),
		isfinite(r->visible) ? quantity_format(visible, r->visible, DIM_RATIO) : "-",
		r->verdict == VERDICT_REGRESSION || r->verdict == VERDICT_IMPROVEMENT
			? "differs from itself"
			: "");
}

static int run_calibrate(struct cli *cli)
{
	struct stage stage = { .blocks = SEQUENCE_LOOKS };
	struct gating g;
	size_t alarms = 0;
	int status = output_refuse(cli);

	if (status != EXIT_PASS)
		return status;
	status = open_alone(&g, cli);
	if (status == EXIT_PASS) {
		status = gate_stage(&g, &stage);
		status = cli_worse(status, gate_keep(&g, &stage));
	}
	if (status == EXIT_PASS) {
		/* The looks were not taken on the way; take them now. */
		paired_follow(stage.paired, &stage.base, &stage.head);
		judge_alone(&g, &stage);
		fprintf(cli->text, "  %-32s %12s %10s %8s %10s\n", "", "median", "noise",
			"autocorr", "can see");
		for (size_t i = 0; i < g.c.n; i++) {
			const struct result *r = run_find(&stage.base, g.c.v[i].id);
			const struct series *s = r ? result_find(r, g.c.v[i].metric.name) : NULL;

			if (s && s->n)
				print_floor(cli->text, &g.c.v[i], s);
			alarms += g.c.v[i].verdict == VERDICT_REGRESSION;
		}
		fprintf(cli->text,
			"\n%zu of %zu rows regressed against themselves on %d samples a side\n",
			alarms, g.c.n, SEQUENCE_LOOKS * SEQUENCE_BLOCK);
		session_say_failures(&g.s);
		status = stage.head.status == RUN_OK ? EXIT_PASS : EXIT_MEASURE;
	}
	session_close(&g.s);
	return status;
}

const struct cli_command calibrate_command = {
	.name = "calibrate",
	.args = "[CONFIG]",
	.summary = "measure this tree against itself: noise, and what could be seen",
	.help = "  benchctl calibrate\n"
		"\n"
		"noise is the robust standard deviation; autocorr the correlation of neighbouring "
		"samples;\n"
		"can see the smallest change that 40 samples a side would have shown.\n",
	.selects = true,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run_calibrate,
};
