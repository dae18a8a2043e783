/* Stored mode with fewer runs than a prediction needs: what sessions differ by. */
#include "judge_fixture.h"

#include "row_truth.h"

static struct comparison judged(struct arena *mem, const struct run_set *set, const char *yaml,
	const char *head, const char *fresh)
{
	struct gate_policy gate = judge_gate(mem, yaml);
	const struct compare_options options = { .gate = &gate, .sessions = true };
	struct run run = judge_run(mem, 3, head);
	struct judge *judge = judge_new(mem);
	struct comparison c = { 0 };

	compare_runs(&c, mem, judge, set, &run, &options);
	if (fresh) {
		run = judge_run(mem, 4, fresh);
		compare_confirm(&c, mem, judge, set, &run, &options);
	}
	return c;
}

#define CLOCK3 "a wall s 9x.01", "a wall s 9x.01", "a wall s 9x.01"
#define CLOCK7 CLOCK3, CLOCK3, "a wall s 9x.01"

enum { RUNS = 7 };
static const struct {
	const char *name, *yaml, *runs[RUNS], *head, *told;
	double least, most; /* what sessions differ by, in percent; 0: no limit */
} few_runs[] = {
	{ "nothing known", "{}", { "a wall s 20~1" }, "a wall s 20~1.2",
		"a/wall inconclusive none; = 0", 34.9, 35.1 },
	/* Few samples that vary miss their level. */
	{ "noisy samples", "{}", { "a wall s 1 1.1 1 1.1 1 1.1 1 1.1" },
		"a wall s 1.37 1.5 1.37 1.5 1.37 1.5 1.37 1.5", "a/wall inconclusive none; = 0", 37,
		42 },
	{ "beyond that", "{}", { "a wall s 20~1" }, "a wall s 20~1.45",
		"a/wall regression fail; = 1", 34.9, 35.1 },
	{ "unchanged", "{}", { "a wall s 20~1" }, "a wall s 20~1", "a/wall pass none; = 0", 34.9,
		35.1 },
	{ "faster", "{}", { "a wall s 20~1" }, "a wall s 20~.9", "a/wall pass none; = 0", 34.9,
		35.1 },
	{ "much faster", "{}", { "a wall s 20~1" }, "a wall s 20~.7",
		"a/wall improvement none; = 0", 34.9, 35.1 },
	{ "a larger threshold", "threshold: 50%", { "a wall s 20~1" }, "a wall s 20~1.4",
		"a/wall pass none; = 0", 34.9, 35.1 },
	{ "a rate", "{}", { "a r+ 1/s 20~1" }, "a r+ 1/s 20~.85", "a/r inconclusive none; = 0",
		25.8, 26 },
	{ "a rate, beyond that", "{}", { "a r+ 1/s 20~1" }, "a r+ 1/s 20~.7",
		"a/r regression fail; = 1", 25.8, 26 },
	{ "repeats within a session", "{}", { "a wall s 9x1" }, "a wall s 9x1.2",
		"a/wall inconclusive none; = 0", 34.9, 35.1 },
	{ "no time at all", "{}", { "a wall s 9x0" }, "a wall s 9x0", "a/wall pass none; = 0", 34.9,
		35.1 },
	/* A score that repeats often enough is none of the session's. */
	{ "a score", "{}", { "a n+ points 9x100" }, "a n+ points 9x80", "a/n regression fail; = 1",
		0, 0 },
	{ "a better size", "{}", { "a n B 9x100" }, "a n B 9x80", "a/n improvement none; = 0", 0,
		0 },
	{ "a score, seldom", "{}", { "a n+ points 3x100" }, "a n+ points 3x80",
		"a/n inconclusive none; = 0", 25.8, 26 },
	/* Shares of the mean, and not their logarithms, where there are zeros. */
	{ "failures", "{}",
		{ "a n 1 0 1 0 0 1 0 2 0 1 0", "a n 1 1 0 0 0 0 1 0 1 0 0",
			"a n 1 0 0 1 0 1 1 0 0 0 1" },
		"a n 1 4 3 5 2 4 3 4 6 3 4", "a/n regression fail; = 1", 100, 200 },
	{ "fewer failures more", "{}",
		{ "a n 1 0 1 0 0 1 0 2 0 1 0", "a n 1 1 0 0 0 0 1 0 1 0 0",
			"a n 1 0 0 1 0 1 1 0 0 0 1" },
		"a n 1 1 1 0 0 1 0 2 0 1 0", "a/n inconclusive none; = 0", 60, 170 },
	/* Medians of counts jump, and their means do not. */
	{ "counts of equal means", "{}",
		{ "a n 1 1 2 2 2 2 1 4 5 6 5", "a n 1 1 1 1 3 4 4 4 4 4 4",
			"a n 1 1 2 2 3 3 3 3 4 4 5" },
		"a n 1 4 5 6 6 7 7 5 4 8 8", "a/n regression fail; = 1", 35, 60 },
	/* Fresh data repeat the session, so a gain must be as certain as both stages are. */
	{ "hardly a gain", "{}", { "a wall s 5~1" }, "a wall s 5~.7", "a/wall pass none; = 0", 34.9,
		36 },
	/* Zeros of earlier runs alone have no logarithms, either. */
	{ "failures in all but one of three runs", "{}",
		{ "a n 1 5x0", "a n 1 1 2 3 1 2", "a n 1 1 2 3 1 2" }, "a n 1 1 2 3 2 2",
		"a/n inconclusive none; = 0", 200, 400 },
	/* Shares of a score that may be negative know no end. */
	{ "a score about zero", "{}", { "a n+ points -2 1 0 3 -1 2 -3 4 1 0" },
		"a n+ points -4 -3 -5 -4 -3 -2 -4 -5 -3 -4", "a/n regression fail; = 1", 200,
		1100 },
	/* A gain of such a share is as likely as a loss of it. */
	{ "a score below zero, hardly better", "{}", { "a n points 20~-100" }, "a n points 20~-130",
		"a/n pass none; = 0", 34.9, 36 },
	{ "a score below zero, better", "{}", { "a n+ points 20~-100" }, "a n+ points 20~-60",
		"a/n improvement none; = 0", 34.9, 36 },
	/* A rate loses at most all, also where there are zeros. */
	{ "a rate, nearly all, with zeros", "{}", { "a r+ 1/s 20~100" },
		"a r+ 1/s 0 0 1 2 3 5 6 8 10 10.5", "a/r regression fail; = 1", 25.8, 80 },
	{ "erratic points to nothing", "{}", { "a n+ points 0 50 200 120 80 10 160" },
		"a n+ points 0 1 0 2 1 3 0", "a/n regression fail; = 1", 50, 95 },
	/* Head's noise is a share of base there, as the change is. */
	{ "a score to about zero", "{}", { "a n+ points 20~100" },
		"a n+ points -.8 .9 .3 -.2 .4 .3 1.2 -.5 .7 .25", "a/n regression fail; = 1", 34.9,
		36 },
	{ "exact", "{}", { "a n= 1 9x100" }, "a n= 1 9x120", "a/n regression fail; = 1", 0, 0 },
	{ "quiet sessions", "{}",
		{ "a wall s 9~1", "a wall s 9~1.01", "a wall s 9~.99", "a wall s 9~1",
			"a wall s 9~1.01", "a wall s 9~.99", "a wall s 9~1" },
		"a wall s 20~1.12", "a/wall regression fail; = 1", 7, 11 },
	/* A few far times move the means of runs, but nothing is judged by these. */
	{ "quiet sessions with far times", "{}",
		{ "a wall s 9~1 1.1", "a wall s 9~1.01 9", "a wall s 9~.99 30", "a wall s 9~1 4",
			"a wall s 9~1.01 2", "a wall s 9~.99 1", "a wall s 9~1 15" },
		"a wall s 20~1.12", "a/wall regression fail; = 1", 7, 11 },
	/* Beside one far value, the others differ by little, and stay different. */
	{ "close times and a far one", "threshold: 0%",
		{ "a wall s 1.0001 1.0002 1.0003 1.0004 1.0005 1.0006 1.0007 1.0008 30" },
		"a wall s 1.5001 1.5002 1.5003 1.5004 1.5005 1.5006 1.5007 1.5008 1.5009",
		"a/wall regression fail; = 1", 34.9, 36 },
	/* Their means count, also those of sessions that have none below 0. */
	{ "scores, one of them below 0", "{}",
		{ "a n+ points 30 41 22 53 14 37 25 46", "a n+ points 20 33 42 16 22 31 12 29",
			"a n+ points 30 -1 21 42 13 55 26 37" },
		"a n+ points -30 -31 -52 -43 -35 -26 -37 -48", "a/n regression fail; = 1", 50,
		100 },
	{ "ticks that repeat in the newest session", "{}",
		{ "a wall s .1 .2 .3 .4 .5 .6 .7 .8", "a wall s .2 .3 .4 .5 .6 .7 .8 .9",
			"a wall s .3 .3 .3 .4 .4 .4 .5 .6" },
		"a wall s 8~2", "a/wall regression fail; = 1", 40, 200 },
	/* A coarse clock hides what sessions differ by. */
	{ "seven equal times", "{}", { CLOCK7 }, "a wall s 9x.01", "a/wall pass none; = 0", 23,
		25 },
	{ "equal but for rounding", "{}",
		{ "a wall s 3x.1 3x.2", "a wall s 9x.15", "a wall s 3x.1 3x.2", "a wall s 9x.15",
			"a wall s 3x.1 3x.2", "a wall s 3x.1 3x.2", "a wall s 9x.15" },
		"a wall s 9x.18", "a/wall inconclusive none; = 0", 23, 25 },
	{ "a step more", "{}", { CLOCK7 }, "a wall s 9x.011", "a/wall inconclusive none; = 0", 23,
		25 },
	{ "noisy sessions", "{}",
		{ "a wall s 9~1", "a wall s 9~1.2", "a wall s 9~.9", "a wall s 9~1.1",
			"a wall s 9~1" },
		"a wall s 20~1.4", "a/wall inconclusive none; = 0", 45, 80 },
	/* The others show it too, unless only one of them has changed. */
	{ "noisy others", "{}",
		{ "a wall s 9~1; b wall s 9~1; c wall s 9~3",
			"a wall s 9~1; b wall s 9~1.2; c wall s 9~3.6",
			"a wall s 9~1; b wall s 9~1; c wall s 9~3" },
		"a wall s 20~1.3; b wall s 9~1; c wall s 9~3",
		"a/wall inconclusive none; b/wall pass none; c/wall pass none; = 0", 35, 75 },
	{ "one of them changed", "{}",
		{ "a wall s 9~1; b wall s 9~1; c wall s 9~3",
			"a wall s 9~1; b wall s 9~1; c wall s 9~9",
			"a wall s 9~1; b wall s 9~1; c wall s 9~9" },
		"a wall s 20~1.3; b wall s 9~1; c wall s 9~9",
		"a/wall regression fail; b/wall pass none; c/wall pass none; = 1", 15, 25 },
	{ "hardly certain", "{}", { "a wall s 1 1.01 1.02 1.03 1.04 1.05" },
		"a wall s 1.025 1.035 1.12 1.13 1.14 1.15", "a/wall inconclusive none; = 0", 24,
		45 },
	{ "counts of one run", "{}", { "a n 1 9x30 31 32" }, "a n 1 9x36 37 38",
		"a/n inconclusive none; = 0", 24, 40 },
	{ "counts", "{}", { "a n 1 9x3 1 0", "a n 1 9x4 1 0", "a n 1 9x3 1 0" }, "a n 1 9x3 4 1",
		"a/n inconclusive none; = 0", 20, 115 },
};

static struct run_set stored(struct arena *mem, size_t i)
{
	struct run_set set = { 0 };

	for (size_t k = 0; k < RUNS && few_runs[i].runs[k]; k++)
		*ARENA_PUSH(mem, &set) = judge_run(mem, k, few_runs[i].runs[k]);
	return set;
}

static void a_loss_must_exceed_what_sessions_differ_by(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(few_runs); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = stored(&mem, i);
		struct comparison c;

		c = judged(&mem, &set, few_runs[i].yaml, few_runs[i].head, NULL);
		assert_row(few_runs[i].name, judge_told(&mem, &c), few_runs[i].told);
		if (isnan(c.v[0].between) != !(few_runs[i].most > 0) ||
			100 * c.v[0].between < few_runs[i].least ||
			100 * c.v[0].between > few_runs[i].most)
			fail_msg("%s: %g%%", few_runs[i].name, 100 * c.v[0].between);
		assert_row(few_runs[i].name,
			row_contradiction(&c.v[0]) ? row_contradiction(&c.v[0]) : "", "");
		if (c.v[0].verdict != VERDICT_INCONCLUSIVE || c.v[0].change >= c.v[0].between)
			continue;
		/* However certain it is, the next session may show as much. */
		assert_int_equal(c.v[0].reason.kind, FINDING_SESSIONS);
		compare_no_verdict(&c, ACTION_FAIL);
		assert_int_equal(c.v[0].consequence, CONSEQUENCE_WARN);
	}
}

/* Sessions differ by as much, by what a committed baseline keeps of the runs. */
static void a_committed_baseline_judges_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(few_runs); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, few_runs[i].yaml);
		struct run_set set = stored(&mem, i);
		struct comparison whole, kept;

		whole = judged(&mem, &set, few_runs[i].yaml, few_runs[i].head, NULL);
		run_set_reduce(&set, &mem, &gate);
		kept = judged(&mem, &set, few_runs[i].yaml, few_runs[i].head, NULL);
		assert_row(few_runs[i].name, judge_told(&mem, &kept), few_runs[i].told);
		if (fabs(kept.v[0].between / whole.v[0].between - 1) > .01)
			fail_msg("%s: %g%%, not %g%%", few_runs[i].name, 100 * kept.v[0].between,
				100 * whole.v[0].between);
	}
}

static void a_second_refresh_changes_nothing(void **state)
{
	struct gate_policy gate = { 0 };

	(void)state;
	for (uint64_t i = 0; i < 2000; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run run = judge_run(&mem, i, "a wall s 9~1 30; b wall s 20~1; c n 1 3~1 0");
		struct run_set set = { .v = &run, .n = 1 };
		const char *once;
		size_t n;

		run_set_reduce(&set, &mem, &gate);
		once = run_set_text(&mem, &n, &set);
		run_set_reduce(&set, &mem, &gate);
		assert_text(run_set_text(&mem, &n, &set), once);
	}
}

/* Less of a score shows as much as more of its negative. */
static void the_sign_of_a_score_does_not_matter(void **state)
{
	static const char *const rows[][2] = {
		{ "-2 1 0 3 -1 2 -3 4 1 0", "-4 -3 -5 -4 -3 -2 -4 -5 -3 -4" },
		{ "-2 1 0 3 -1 2 -3 4 1 0", "-2 1 0 -3 -1 2 -3 4 1 2" },
		{ "-9 1 -8 3 -7 2 -8 4 -6 0", "9 -1 8 -3 7 -2 8 -4 6 0" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const char *base = rows[i / 2][i % 2], *head = rows[i / 2][1 - i % 2];
		struct run less = judge_run(&mem, 1, arena_printf(&mem, "a n+ points %s", base));
		struct run more = judge_run(&mem, 1,
			arena_printf(&mem, "a n points %s", judge_negative(&mem, base)));
		struct run_set of_less = { .v = &less, .n = 1 }, of_more = { .v = &more, .n = 1 };
		struct comparison c, negative;

		c = judged(&mem, &of_less, "{}", arena_printf(&mem, "a n+ points %s", head), NULL);
		negative = judged(&mem, &of_more, "{}",
			arena_printf(&mem, "a n points %s", judge_negative(&mem, head)), NULL);
		assert_row(base, judge_told(&mem, &negative), judge_told(&mem, &c));
		if (!(fabs(negative.v[0].visible / c.v[0].visible - 1) < 1e-9))
			fail_msg("%s: %g, not %g", base, negative.v[0].visible, c.v[0].visible);
	}
}

/* A rate cannot lose more than all, so that would not show; a score below 0 can. */
static void a_rate_shows_no_loss_of_more_than_all(void **state)
{
	static const char rate[] = "a r+ 1/s 0 50 200 120 80 10 160";
	static const char score[] = "a r+ points -1 50 200 120 80 10 160";
	static const struct {
		const char *run;
		size_t runs;
		bool shows;
	} rows[] = { { rate, 1, false }, { score, 1, true },
		{ "a r+ 1/s 0 0 0 0 0 9 9", 8, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct comparison c;

		for (size_t k = 0; k < rows[i].runs; k++)
			*ARENA_PUSH(&mem, &set) = judge_run(&mem, k, rows[i].run);
		c = judged(&mem, &set, "{}", rows[i].run, NULL);
		if (isfinite(c.v[0].visible) != rows[i].shows)
			fail_msg("%s: %g%% would show", rows[i].run, 100 * c.v[0].visible);
		assert_true(!rows[i].shows || c.v[0].visible > 1);
	}
}

/* Fresh data of the same session repeat its level. */
static void fresh_data_must_exceed_it_too(void **state)
{
	static const struct {
		const char *fresh, *told;
	} rows[] = {
		{ "a wall s 20~1.45", "a/wall regression fail; = 1" },
		{ "a wall s 20~1.3", "a/wall inconclusive none; = 0" },
		{ "a wall s 20~1", "a/wall pass none; = 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct comparison c;

		*ARENA_PUSH(&mem, &set) = judge_run(&mem, 1, "a wall s 20~1");
		c = judged(&mem, &set, "{}", "a wall s 20~1.45", rows[i].fresh);
		assert_row(rows[i].fresh, judge_told(&mem, &c), rows[i].told);
	}
}

/* Sessions whose levels differ by so much, of which fewer than 8 are stored: how often an unchanged
 * benchmark looks slower. */
static void unchanged_pairs_seldom_alarm(void **state)
{
	enum { PAIRS = 400 };
	struct rng rng = rng_seeded(3);
	size_t alarms = 0;

	(void)state;
	for (size_t i = 0; i < PAIRS; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct comparison c;
		const char *text = "";

		for (size_t k = 0; k <= i % 7 + 1; k++) {
			/* the sum of 4 is near enough to normal, with an sd of 5% */
			double level = 1;

			for (size_t n = 0; n < 4; n++)
				level += ((double)rng_below(&rng, 2001) - 1000) / 1000 * .0433;
			text = arena_printf(&mem, "a wall s 12~%g", level);
			if (k <= i % 7)
				*ARENA_PUSH(&mem, &set) = judge_run(&mem, i * 8 + k, text);
		}
		c = judged(&mem, &set, "{}", text, text);
		alarms += c.v[0].verdict == VERDICT_REGRESSION;
	}
	assert_in_range(alarms, 0, PAIRS / 100);
}

/* Also a change to or from samples with zeros, where ranks decide. */
static void a_decided_row_shows_its_interval(void **state)
{
	static const struct {
		const char *run, *head;
		double lo, hi;
	} rows[] = { { "a n+ 1 9 10 12 8 11 9 14 8", "a n+ 1 1 0 2 3 1 2 0 1", -1, -.7 },
		{ "a n 1 1 0 2 3 1 2 0 1", "a n 1 9 10 12 8 11 9 14 8", 3, (double)INFINITY } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct comparison c;

		*ARENA_PUSH(&mem, &set) = judge_run(&mem, 1, rows[i].run);
		c = judged(&mem, &set, "{}", rows[i].head, NULL);
		assert_int_equal(c.v[0].verdict, VERDICT_REGRESSION);
		if (!(c.v[0].effect_lo >= rows[i].lo && c.v[0].effect_hi <= rows[i].hi &&
			    c.v[0].effect_lo <= c.v[0].change && c.v[0].change <= c.v[0].effect_hi))
			fail_msg("%s: %g in %g to %g", rows[i].head, c.v[0].change,
				c.v[0].effect_lo, c.v[0].effect_hi);
	}
}

/* Levels that differ by as much as they are large show no loss in most cases. */
static void no_loss_shows_if_sessions_differ_by_more(void **state)
{
	static const char *const runs[] = { "a n 1 1 9x0", "a n 1 7 4 9x0", "a n 1 1 0 1 8x0" };
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = { 0 };
	struct comparison c;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(runs); i++)
		*ARENA_PUSH(&mem, &set) = judge_run(&mem, i, runs[i]);
	c = judged(&mem, &set, "{}", "a n 1 1 0 1 0 1 0 0 1 0 0", NULL);
	if (isfinite(c.v[0].visible))
		fail_msg("%g would show", c.v[0].visible);
}

/* Where values end at 0, a gain is never as large a share as a loss, however noisy the sessions. */
static void a_gain_must_be_as_unlikely_as_a_loss(void **state)
{
	static const struct {
		const char *first, *base;
		double sign; /* limit of gains: between / (1 + sign * between); NaN: the threshold
			      */
	} rows[] = { { "a n B 9~1", "a n B 9~90", 1 }, { "a n B 9~1", "a n B 9~1", 1 },
		{ "a n+ 1/s 9~1", "a n+ 1/s 9~90", -1 }, { "a n+ 1/s 9~1", "a n+ 1/s 9~0", -1 },
		{ "a n 1 1 0 2", "a n 1 5x0 4x90", 1 }, { "a n 1 9x-1", "a n 1 5x0 4x90", 0 },
		{ "a n+ 1 9~2", "a n+ 1 9~-90", 0 }, { "a n= 1 9x1", "a n= 1 9x1", (double)NAN } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run runs[] = { judge_run(&mem, 1, rows[i].first),
			judge_run(&mem, 2, rows[i].base) };
		const struct run_set set = { .v = runs, .n = 2 };
		struct comparison c = judged(&mem, &set, "{}", rows[i].base, NULL);
		double limit = c.v[0].between / (1 + rows[i].sign * c.v[0].between);

		limit = isnan(rows[i].sign) ? .05 : limit;
		if (!(limit >= .05) || !(fabs(row_gain_limit(&c.v[0]) / limit - 1) < 1e-12))
			fail_msg("%s: %g, not %g", rows[i].base, row_gain_limit(&c.v[0]), limit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loss_must_exceed_what_sessions_differ_by),
		cmocka_unit_test(a_committed_baseline_judges_alike),
		cmocka_unit_test(a_second_refresh_changes_nothing),
		cmocka_unit_test(the_sign_of_a_score_does_not_matter),
		cmocka_unit_test(a_rate_shows_no_loss_of_more_than_all),
		cmocka_unit_test(fresh_data_must_exceed_it_too),
		cmocka_unit_test(unchanged_pairs_seldom_alarm),
		cmocka_unit_test(a_decided_row_shows_its_interval),
		cmocka_unit_test(no_loss_shows_if_sessions_differ_by_more),
		cmocka_unit_test(a_gain_must_be_as_unlikely_as_a_loss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
