/* Stored mode with earlier runs, whose medians lead to expect a value. */
#include "judge_fixture.h"

#include "base/json_read.h"
#include "row_truth.h"

/* Runs of one benchmark with the medians named; 0: a run that has not got it. */
static struct run_set runs_of(struct arena *mem, const char *metric, const double *medians,
	size_t n)
{
	struct run_set set = { 0 };

	for (size_t i = 0; i < n; i++) {
		const char *text = medians[i] > 0
			? arena_printf(mem, "a %s 5x%.17g", metric, medians[i])
			: "z wall s 1";

		*ARENA_PUSH(mem, &set) = judge_run(mem, i, text);
	}
	return set;
}

static struct comparison judged(struct arena *mem, const char *yaml, const struct run_set *set,
	const char *head)
{
	struct comparison c = { 0 };
	struct gate_policy gate = judge_gate(mem, yaml);
	const struct compare_options options = { .gate = &gate };
	struct run h = judge_run(mem, 3, head);

	compare_runs(&c, mem, judge_new(mem), set, &h, &options);
	return c;
}

#define QUIET    1.000, 1.010, .990, 1.005, .995, 1.002, .998, 1.007
#define CLOCK(t) t, t, t, t, t, t, t, t
#define NOISY    1.00, 1.20, .85, 1.10, .90, 1.04, .96, 1.15

static void medians_lead_to_expect(void **state)
{
	enum { RUNS = 16 };
	static const struct {
		const char *name, *yaml, *metric;
		double medians[RUNS];
		const char *head;
		const char *verdict;
		size_t window; /* runs that decided; 0: samples against samples */
	} rows[] = {
		{ "far above", "{}", "wall s", { QUIET }, "20~1.2", "regression", 8 },
		{ "far below", "{}", "wall s", { QUIET }, "20~.8", "improvement", 8 },
		{ "in the middle", "{}", "wall s", { QUIET }, "20~1", "pass", 8 },
		{ "outside, but less than the limit", "threshold: 15%", "wall s", { QUIET },
			"20~1.1", "pass", 8 },
		{ "a rate that falls", "{}", "rate+ 1/s", { QUIET }, "20~.8", "regression", 8 },
		{ "a rate that rises", "{}", "rate+ 1/s", { QUIET }, "20~1.2", "improvement", 8 },
		{ "a rate as ever", "{}", "rate+ 1/s", { QUIET }, "20~1", "pass", 8 },
		/* The samples alone would differ for certain; between sessions that is nothing. */
		{ "noisy, above", "{}", "wall s", { NOISY }, "20~1.2", "inconclusive", 8 },
		{ "noisy, a little below", "{}", "wall s", { NOISY }, "20~.99", "inconclusive", 8 },
		{ "noisy, far below", "{}", "wall s", { NOISY }, "20~.6", "pass", 8 },
		{ "noisy, limit far away", "threshold: 90%", "wall s", { NOISY }, "20~1.2", "pass",
			8 },
		{ "noisy rate, limit beyond all", "threshold: 100%", "rate+ 1/s", { NOISY },
			"20~.5", "pass", 8 },
		{ "noisy, a third more", "{}", "wall s", { NOISY }, "20~3", "regression", 8 },
		/* What was before the level shifted is not looked at. */
		{ "a shift", "{}", "wall s", { 2, 2.01, 1.99, 2, 2.01, 1.99, 2, 2.02, QUIET },
			"20~1.2", "regression", 8 },
		{ "too short since the shift", "{}", "wall s",
			{ 2, 2.01, 1.99, 2, 2.01, 1.99, 2, 2.02, 2, 2.01, 1, 1.01, .99, 1, 1.01,
				.99 },
			"20~1.2", "regression", 0 },
		{ "seven", "{}", "wall s", { 1, 1.01, .99, 1, 1.01, .99, 1 }, "20~1.2",
			"regression", 0 },
		{ "a short window", "window: 7", "wall s", { QUIET }, "20~1.2", "regression", 0 },
		{ "gaps", "{}", "wall s",
			{ 1.000, 0, 1.010, 0, .990, 1.005, .995, 1.002, 0, .998, 0, 1.007 },
			"20~1.2", "regression", 8 },
		{ "runs that never vary", "{}", "wall s", { 1, 1, 1, 1, 1, 1, 1, 1 }, "20~1.2",
			"regression", 8 },
		{ "sizes that never vary", "{}", "size B", { 8, 8, 8, 8, 8, 8, 8, 8 }, "5x9",
			"regression", 8 },
		/* A clock that shows the same time may hide a spread of half a step. */
		{ "a step more", "{}", "wall s", { CLOCK(.01) }, "5x.011", "inconclusive", 8 },
		{ "two steps more", "{}", "wall s", { CLOCK(.023) }, "5x.025", "regression", 8 },
		{ "a step less", "{}", "wall s", { CLOCK(.01) }, "5x.009", "pass", 8 },
		{ "two steps less of a rate", "{}", "rate+ 1/s", { CLOCK(23) }, "5x21",
			"regression", 8 },
		{ "a step less of a rate", "{}", "rate+ 1/s", { CLOCK(11) }, "5x10", "inconclusive",
			8 },
		{ "a small step", "{}", "wall s", { CLOCK(.051) }, "5x.052", "pass", 8 },
		{ "a step that is much", "{}", "wall s", { CLOCK(.1) }, "5x.2", "regression", 8 },
		{ "one of them a step more", "{}", "wall s", { CLOCK(.01), .011 }, "5x.012",
			"inconclusive", 9 },
		{ "a fine clock", "{}", "wall s", { CLOCK(.01) }, "20~.011", "regression", 8 },
		{ "nor the head", "{}", "wall s", { 1, 1, 1, 1, 1, 1, 1, 1 }, "20~1", "pass", 8 },
		{ "one outlier among them", "{}", "wall s", { QUIET, 1.001, 50, .999 }, "20~1",
			"inconclusive", 11 },
		{ "nothing left", "{}", "wall s", { QUIET }, "20x0", "improvement", 8 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		size_t n = RUNS;
		struct run_set set;
		struct comparison c;

		while (n > 0 && !(rows[i].medians[n - 1] > 0))
			n--;
		set = runs_of(&mem, rows[i].metric, rows[i].medians, n);
		c = judged(&mem, rows[i].yaml, &set,
			arena_printf(&mem, "a %s %s", rows[i].metric, rows[i].head));
		assert_row(arena_printf(&mem, "%s: %s", rows[i].name,
				   finding_names[c.v[0].reason.kind]),
			verdict_names[c.v[0].verdict], rows[i].verdict);
		assert_null(row_contradiction(&c.v[0]));
		assert_int_equal(row_is_predicted(&c.v[0]), rows[i].window > 0);
		if (rows[i].window)
			assert_int_equal(c.v[0].base.n, rows[i].window);
	}
}

/* If a step of the clock decides nothing, no smaller loss is visible. */
static void what_a_clock_hides_is_not_visible(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const double equal[] = { CLOCK(.01) };
	struct run_set set = runs_of(&mem, "wall s", equal, ARRAY_SIZE(equal));
	struct comparison same = judged(&mem, "{}", &set, "a wall s 5x.01");
	struct comparison step = judged(&mem, "{}", &set, "a wall s 5x.011");

	(void)state;
	assert_int_equal(same.v[0].verdict, VERDICT_PASS);
	assert_int_equal(step.v[0].verdict, VERDICT_INCONCLUSIVE);
	assert_true(same.v[0].visible > step.v[0].change);
	assert_true(step.v[0].visible > step.v[0].change);
}

static void from_nothing_any_loss_counts(void **state)
{
	static const struct {
		const char *runs, *head, *verdict;
	} rows[] = {
		{ "a n 1 5x0", "a n 1 5x1", "regression" },
		{ "a n 1 5x0", "a n 1 5x0", "pass" },
		{ "a n 1 5x0", "a n 1 5x-1", "improvement" },
		{ "a wall s 5x0", "a wall s 5x0", "pass" },
		{ "a wall s 5x0", "a wall s 5x.01", "inconclusive" }, /* a step of the clock */
		{ "a wall s 5x0", "a wall s .012 .013 .012 .014 .013", "regression" },
		{ "a wall s 5x0", "a wall s 5x2", "regression" },
		/* .1 and .2 have not quite the same median as .15. */
		{ "a wall s .1 .2", "a wall s .15 .15", "pass" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct comparison c;

		for (size_t k = 0; k < 8; k++)
			*ARENA_PUSH(&mem, &set) = judge_run(&mem, k, rows[i].runs);
		c = judged(&mem, "{}", &set, rows[i].head);
		assert_row(rows[i].head, verdict_names[c.v[0].verdict], rows[i].verdict);
		assert_null(row_contradiction(&c.v[0]));
	}
}

/* Both distances must be too far: an outlier among the runs widens one, two levels the other. */
static void both_distances_must_be_far(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const double outlier[] = { QUIET, 1.001, 1.8, .999 };
	static const double levels[] = { 1, 1.06, 1, 1.06, 1, 1.06, 1, 1.06, 1, 1.06, 1, 1.06 };
	struct run_set set = runs_of(&mem, "wall s", outlier, ARRAY_SIZE(outlier));
	struct comparison c = judged(&mem, "{}", &set, "a wall s 20~1.1");

	(void)state;
	assert_text(verdict_names[c.v[0].verdict], "inconclusive");
	set = runs_of(&mem, "wall s", levels, ARRAY_SIZE(levels));
	c = judged(&mem, "{}", &set, "a wall s 20~1.14");
	assert_text(verdict_names[c.v[0].verdict], "inconclusive");
}

/* "could have shown" is a loss: of a rate, at most all of it. */
static void the_visible_loss_is_called_one(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const double quiet[] = { QUIET }, noisy[] = { NOISY };
	static const struct {
		const char *metric;
		const double *medians;
		int sign;
	} rows[] = { { "wall s", quiet, 1 }, { "wall s", noisy, 1 }, { "rate+ 1/s", quiet, -1 },
		{ "rate+ 1/s", noisy, -1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct run_set set = runs_of(&mem, rows[i].metric, rows[i].medians, 8);
		struct comparison c = judged(&mem, "threshold: 0.1%", &set,
			arena_printf(&mem, "a %s 20~1", rows[i].metric));
		double visible = c.v[0].visible, base = c.v[0].base.median;

		assert_true(visible > 0 && (rows[i].sign > 0 || visible < 1));
		/* With the power of 4 in 5 it shows; half of it does not. */
		for (int more = -1; more <= 1; more += 2) {
			double loss = more > 0 ? visible : visible / 2;

			c = judged(&mem, "threshold: 0.1%", &set,
				arena_printf(&mem, "a %s 9x%.17g", rows[i].metric,
					base * (1 + rows[i].sign * loss)));
			if ((c.v[0].verdict == VERDICT_REGRESSION) != (more > 0))
				fail_msg("row %zu: %s at %g of %g: %s", i,
					verdict_names[c.v[0].verdict], loss, visible,
					test_names[c.v[0].test]);
		}
	}
}

/* The set as a gate reads it: reduced, written and read. */
static struct run_set committed(struct arena *mem, const struct run_set *set)
{
	struct gate_policy gate = judge_gate(mem, "{}");
	struct run_set kept = { .kind = "baseline" }, read;
	CLOSES_JSON struct json j = { 0 };
	struct error err;
	char *text;
	size_t n;

	for (size_t i = 0; i < set->n; i++)
		*ARENA_PUSH(mem, &kept) = set->v[i];
	run_set_reduce(&kept, mem, &gate);
	text = run_set_text(mem, &n, &kept);
	json_open_text(&j, "baseline", text, n);
	assert_ok(run_set_read(&read, mem, &j, &err), &err);
	return read;
}

/* Counts of failures in ten processes: their median stays at 0. */
static void coarse_values_are_judged_by_their_means(void **state)
{
	static const char *const runs[] = { "0 0 1 0 0 0 0 0 0 0", "0 1 0 0 0 1 0 1 0 0",
		"1 0 0 0 0 0 0 0 0 1", "0 0 0 1 0 0 0 0 1 1", "0 2 0 0 0 0 0 0 0 0",
		"0 0 1 0 1 0 1 1 0 0", "1 1 0 0 0 1 0 0 0 0", "0 0 0 0 1 0 0 0 0 1" };
	static const struct {
		const char *metric, *head, *verdict;
		double change;
	} rows[] = {
		{ "n 1", "1 2 2 1 1 0 1 1 2 1", "regression", 3.8 },
		{ "n 1", "0 0 1 0 0 0 0 1 0 1", "inconclusive", .2 },
		{ "n 1", "0 1 0 0 0 0 1 0 0 0", "inconclusive", -.2 },
		/* One far value says nothing about the next run. */
		{ "n 1", "0 0 0 90 0 1 0 0 0 0", "inconclusive", 35.4 },
		{ "n+ 1", "1 2 2 1 1 0 1 1 2 1", "pass", 3.8 },
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct comparison c;

		for (size_t k = 0; k < ARRAY_SIZE(runs); k++)
			*ARENA_PUSH(&mem, &set) = judge_run(&mem, k,
				arena_printf(&mem, "a %s %s", rows[i / 2].metric, runs[k]));
		if (i % 2)
			set = committed(&mem, &set);
		c = judged(&mem, "{}", &set,
			arena_printf(&mem, "a %s %s", rows[i / 2].metric, rows[i / 2].head));
		assert_row(rows[i / 2].head, verdict_names[c.v[0].verdict], rows[i / 2].verdict);
		assert_int_equal(c.v[0].test, TEST_PREDICTION_MEANS);
		assert_true(fabs(c.v[0].change - rows[i / 2].change) < 1e-6);
		assert_text(row_covers(&mem, &c.v[0]), "the mean");
		assert_null(row_contradiction(&c.v[0]));
	}
}

/* Only the newest run and head have scores below 0. */
static void scores_are_judged_by_their_means(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = { 0 };
	struct comparison c;

	(void)state;
	for (size_t i = 0; i < 8; i++)
		*ARENA_PUSH(&mem, &set) = judge_run(&mem, i,
			arena_printf(&mem, "a n+ points 20 33 42 16 22 31 12 2%zu 30 %d", i,
				i < 7 ? 7 : -1));
	set = committed(&mem, &set);
	c = judged(&mem, "{}", &set, "a n+ points -30 -31 -52 -43 -35 -26 -37 -48 -30 -20");
	assert_int_equal(c.v[0].test, TEST_PREDICTION_MEANS);
	assert_int_equal(c.v[0].base.n, 8);
	assert_text(verdict_names[c.v[0].verdict], "regression");
	assert_null(row_contradiction(&c.v[0]));
}

/* Neither the newest run nor head has failures, which earlier runs do. */
static void rare_failures_do_not_pass(void **state)
{
	static const char *const runs[] = { "9x0 1", "10x0", "8x0 2x1", "9x0 1", "10x0", "9x0 1",
		"9x0 2", "10x0" };
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = { 0 };
	struct comparison c;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(runs); i++)
		*ARENA_PUSH(&mem, &set) = judge_run(&mem, i,
			arena_printf(&mem, "a n 1 %s", runs[i]));
	c = judged(&mem, "{}", &set, "a n 1 10x0");
	assert_text(verdict_names[c.v[0].verdict], "inconclusive");
	assert_null(row_contradiction(&c.v[0]));
}

/* The newest run is far above all others, and head is below it. */
static void ranks_show_the_direction_of_the_means(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = { 0 };
	struct comparison c;

	(void)state;
	for (size_t i = 0; i < 15; i++)
		*ARENA_PUSH(&mem, &set) = judge_run(&mem, i, i % 2 ? "a n 1 9x1 2" : "a n 1 10x1");
	*ARENA_PUSH(&mem, &set) = judge_run(&mem, 15, "a n 1 5x6 5x7");
	c = judged(&mem, "{}", &set, "a n 1 5x5 5x6");
	assert_int_equal(c.v[0].test, TEST_PREDICTION_MEANS);
	assert_text(verdict_names[c.v[0].verdict], "inconclusive");
	assert_null(row_contradiction(&c.v[0]));
}

static void units_must_agree(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const double quiet[] = { QUIET };
	struct run_set set = runs_of(&mem, "size B", quiet, 8);
	struct comparison c;

	(void)state;
	*ARENA_PUSH(&mem, &set) = judge_run(&mem, 9, "a size s 20~1");
	c = judged(&mem, "{}", &set, "a size s 20~1.2"); /* the eight are in another unit */
	assert_int_not_equal(c.v[0].test, TEST_PREDICTION);
	assert_text(verdict_names[c.v[0].verdict], "regression");
}

/* Judges head after equal runs. */
static struct comparison after(struct arena *mem, const char *policy, const char *base, size_t runs,
	const char *head)
{
	struct run_set set = { 0 };

	for (uint64_t k = 0; k < runs; k++)
		*ARENA_PUSH(mem, &set) = judge_run(mem, k, base);
	return judged(mem, policy, &set, head);
}

/* The median of a few samples varies more than the medians of the stored runs. */
static void few_samples_prove_less(void **state)
{
	static const struct {
		const char *head, *told;
	} rows[] = {
		{ "a wall s 40~1.009; b n points 40x3 40x5",
			"a/wall regression fail; b/n inconclusive none; = 1" },
		{ "a wall s 1.009; b n points 5 5",
			"a/wall inconclusive none; b/n inconclusive none; = 0" },
		{ "a wall s 1.03; b n points 40x5 40x5",
			"a/wall regression fail; b/n regression fail; = 1" },
		{ "a wall s .991", "a/wall pass none; b/n missing fail; = 4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = after(&mem, "{ threshold: 0.5%, metrics: { n: {} } }",
			"a wall s 40~1; b n points 41x3 40x5", 10, rows[i].head);

		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
	}
}

/* Medians of 0 have no unit, and equal values are not beyond one another. */
static void no_unit_and_no_rounding(void **state)
{
	static const struct {
		const char *base, *head, *told;
		size_t runs;
	} rows[] = {
		{ "a n points 38x0 2x1", "a n points 0", "a/n inconclusive none; = 0", 9 },
		{ "a n points 38x0 2x.0001", "a n points 0", "a/n inconclusive none; = 0", 9 },
		{ "a n points 40x0", "a n points 0", "a/n pass none; = 0", 9 },
		/* Equal medians of samples that vary have a spread too. */
		{ "a n points 9 9 12", "a n points 9 12", "a/n inconclusive none; = 0", 9 },
		{ "a n points 3x9", "a n points 9 12", "a/n inconclusive none; = 0", 9 },
		{ "a n points 3x9", "a n points 12 12", "a/n regression fail; = 1", 9 },
		{ "a n points 3x9", "a n points 12 15 12", "a/n regression fail; = 1", 9 },
		{ "a n points 9x.9 .6", "a n points 3x.9000000000000001",
			"a/n inconclusive none; = 0", 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = after(&mem, "{}", rows[i].base, rows[i].runs, rows[i].head);

		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
	}
}

/* Of which more is better, nothing loses more than all. */
static void no_loss_is_larger_than_all(void **state)
{
	static const struct {
		const char *base, *head, *told;
		size_t runs;
	} rows[] = {
		{ "a rate+ 1/s 20~1", "a rate+ 1/s 20~.4", "a/rate pass none; = 0", 1 },
		{ "a n+ points 10x0 10x5 3x9", "a n+ points 5x0 5", "a/n pass none; = 0", 1 },
		{ "a n+ points 10x0 10x5 3x9", "a n+ points 5x0 5", "a/n pass none; = 0", 9 },
		{ "a n+ points 10x-1 10x5 3x9", "a n+ points 5x-1 5", "a/n inconclusive none; = 0",
			1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = after(&mem, "threshold: 120%", rows[i].base, rows[i].runs,
			rows[i].head);

		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
		assert_true(c.v[0].verdict == VERDICT_PASS || !isfinite(c.v[0].visible) ||
			c.v[0].visible > 1.2);
	}
}

/* A run of a part of the suite or of the metrics, or one that failed, does not make the rest new.
 */
static void the_newest_run_may_be_a_part(void **state)
{
	static const struct {
		const char *runs[3], *head, *told;
	} rows[] = {
		{ { "a wall s 20~1; b wall s 9x1", "b wall s 9x1" },
			"a wall s 20~1.2; b wall s 9x1",
			"a/wall regression fail; b/wall pass none; = 1" },
		{ { "a wall s 20~1", "a wall s 20~1.2", "b wall s 9x1" },
			"a wall s 20~1.2; b wall s 9x1",
			"a/wall pass none; b/wall pass none; = 0" },
		{ { "a wall s 20~1", "a ! it died", "b wall s 9x1" },
			"a wall s 20~1.2; b wall s 9x1",
			"a/wall regression fail; b/wall pass none; = 1" },
		{ { "a wall s 20~1; a size B 9x8", "a size B 9x8" },
			"a wall s 20~1.2; a size B 9x8", "a/wall regression fail; = 1" },
		{ { "a wall s 20~1; a size B 9x8", "a size B 9x8" }, "a size B 9x8; a wall s",
			"a/size pass none; = 0" },
		/* What the newest run has not got, and head neither, has gone. */
		{ { "a wall s 20~1; b wall s 9x1", "b wall s 9x1" }, "b wall s 9x1",
			"b/wall pass none; = 0" },
		{ { "a wall s 20~1", "b wall s 9x1" }, "c wall s 9x1; b wall s 9x1",
			"b/wall pass none; c/wall new none; = 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct comparison c;

		for (size_t k = 0; k < 3 && rows[i].runs[k]; k++)
			*ARENA_PUSH(&mem, &set) = judge_run(&mem, k, rows[i].runs[k]);
		c = judged(&mem, "{}", &set, rows[i].head);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
	}
}

/* A prediction must fail twice running: with fresh data that do not, it was chance. */
static void confirmed_by_a_second_run(void **state)
{
	static const double quiet[] = { QUIET };
	static const struct {
		const char *fresh, *told;
	} rows[] = {
		{ "a wall s 20~1.2", "a/wall regression fail; = 1" },
		{ "a wall s 20~1.06", "a/wall regression fail; = 1" },
		{ "a wall s 20~1", "a/wall pass none; = 0" },
		/* What only the fresh data show is not confirmed itself. */
		{ "a wall s 20~.8", "a/wall pass none; = 0" },
		{ "a ! it died", "a/wall error fail; = 3" },
		{ "", "a/wall missing fail; = 4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = runs_of(&mem, "wall s", quiet, 8);
		struct gate_policy gate = judge_gate(&mem, "{}");
		const struct compare_options options = { .gate = &gate };
		struct comparison c = judged(&mem, "{}", &set, "a wall s 20~1.2");
		struct run fresh = judge_run(&mem, 4, rows[i].fresh);

		compare_confirm(&c, &mem, judge_new(&mem), &set, &fresh, &options);
		assert_row(rows[i].fresh, judge_told(&mem, &c), rows[i].told);
		assert_int_equal(c.v[0].confirmed, c.v[0].verdict == VERDICT_REGRESSION);
	}
}

/* Counts that are mostly 0: no percentage is about nothing. */
static void nothing_has_no_ratio(void **state)
{
	static const char *const past[] = { "0", "1", "0", "2", "0", "1", "0", "0" };
	static const struct {
		const char *head;
		int verdict, reason;
	} rows[] = {
		{ "a n 1 0", VERDICT_INCONCLUSIVE, FINDING_UNSURE },
		{ "a n 1 1", VERDICT_INCONCLUSIVE, FINDING_SUSPECTED },
		{ "a n 1 9", VERDICT_REGRESSION, FINDING_UNPREDICTED_LOSS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run_set set = { 0 };
		struct comparison c;

		for (size_t k = 0; k < ARRAY_SIZE(past); k++)
			*ARENA_PUSH(&mem, &set) = judge_run(&mem, k,
				arena_printf(&mem, "a n 1 %s", past[k]));
		c = judged(&mem, "{}", &set, rows[i].head);
		assert_int_equal(c.v[0].verdict, rows[i].verdict);
		assert_int_equal(c.v[0].reason.kind, rows[i].reason);
		assert_false(isfinite(c.v[0].effect_lo) || isfinite(c.v[0].effect_hi) ||
			isfinite(c.v[0].visible));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_has_no_ratio),
		cmocka_unit_test(medians_lead_to_expect),
		cmocka_unit_test(what_a_clock_hides_is_not_visible),
		cmocka_unit_test(from_nothing_any_loss_counts),
		cmocka_unit_test(both_distances_must_be_far),
		cmocka_unit_test(the_visible_loss_is_called_one),
		cmocka_unit_test(coarse_values_are_judged_by_their_means),
		cmocka_unit_test(scores_are_judged_by_their_means),
		cmocka_unit_test(rare_failures_do_not_pass),
		cmocka_unit_test(ranks_show_the_direction_of_the_means),
		cmocka_unit_test(units_must_agree),
		cmocka_unit_test(few_samples_prove_less),
		cmocka_unit_test(no_unit_and_no_rounding),
		cmocka_unit_test(no_loss_is_larger_than_all),
		cmocka_unit_test(the_newest_run_may_be_a_part),
		cmocka_unit_test(confirmed_by_a_second_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
