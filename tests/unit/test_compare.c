#include "judge_fixture.h"

/* What one metric of one benchmark comes to; no confirmation yet. */
static void stored_samples(void **state)
{
	static const struct {
		const char *yaml, *base, *head, *told;
	} rows[] = {
		{ "{}", "a wall s 20~1", "a wall s 20~1.2", "a/wall regression fail; = 1" },
		{ "{}", "a wall s 20~1.2", "a wall s 20~1", "a/wall improvement none; = 0" },
		{ "{}", "a wall s 20~1", "a wall s 20~1", "a/wall pass none; = 0" },
		{ "{}", "a wall s 20~1", "a wall s 20~1.03", "a/wall pass none; = 0" },
		{ "threshold: 2%", "a wall s 20~1", "a wall s 20~1.03",
			"a/wall regression fail; = 1" },
		{ "{}", "a rate+ 1/s 20~1", "a rate+ 1/s 20~.8", "a/rate regression fail; = 1" },
		{ "{}", "a rate+ 1/s 20~1", "a rate+ 1/s 20~1.2", "a/rate improvement none; = 0" },
		{ "{}", "a rate+ 1/s 20~1", "a rate+ 1/s 20~1", "a/rate pass none; = 0" },
		{ "action: warn", "a wall s 20~1", "a wall s 20~1.2",
			"a/wall regression warn; = 0" },
		{ "action: off", "a wall s 20~1", "a wall s 20~1.2",
			"a/wall regression none; = 0" },
		/* Changes of negative values are shares of their sizes. */
		{ "{}", "a n 1 20~-100", "a n 1 20~-98", "a/n pass none; = 0" },
		{ "{}", "a n 1 20~-100", "a n 1 20~-90", "a/n regression fail; = 1" },
		{ "{}", "a n+ 1 20~-100", "a n+ 1 20~-102", "a/n pass none; = 0" },
		{ "{}", "a n+ 1 20~-100", "a n+ 1 20~-90", "a/n improvement none; = 0" },
		/* Too few to show anything, whatever they are. */
		{ "{}", "a wall s 1", "a wall s 9", "a/wall inconclusive none; = 0" },
		{ "inconclusive: fail", "a wall s 1", "a wall s 9",
			"a/wall inconclusive fail; = 4" },
		{ "inconclusive: warn", "a wall s 1", "a wall s 9",
			"a/wall inconclusive warn; = 0" },
		{ "inconclusive: fail\naction: off", "a wall s 1", "a wall s 9",
			"a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 3~1", "a wall s 3~9", "a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 3~9", "a wall s 3~1", "a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 4~1", "a wall s 4~9", "a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 5~1", "a wall s 5~9", "a/wall regression fail; = 1" },
		/* A single sample is no constant, unless the metric is exact. */
		{ "{}", "a bytes= B 1000", "a bytes= B 1060", "a/bytes regression fail; = 1" },
		{ "{}", "a bytes= B 1000", "a bytes= B 1040", "a/bytes pass none; = 0" },
		{ "{}", "a bytes= B 1000", "a bytes= B 900", "a/bytes improvement none; = 0" },
		{ "{}", "a bytes= B 1000", "a bytes= B 1000", "a/bytes pass none; = 0" },
		{ "{}", "a wall s 9x1", "a wall s 9x1.06", "a/wall regression fail; = 1" },
		{ "{}", "a wall s 9x1", "a wall s 9x1.04", "a/wall pass none; = 0" },
		/* What repeats is exact, but two equal samples may be chance. */
		{ "{}", "a wall s 2x1", "a wall s 2x1", "a/wall pass none; = 0" },
		{ "{}", "a wall s 2x1", "a wall s 2x1.2", "a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 2x1", "a wall s 2x.8", "a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 3x1", "a wall s 3x1.2", "a/wall regression fail; = 1" },
		{ "confidence: 99.9%", "a wall s 4x1", "a wall s 4x1.2",
			"a/wall inconclusive none; = 0" },
		{ "confidence: 95%", "a wall s 2x1", "a wall s 2x1.2",
			"a/wall regression fail; = 1" },
		{ "{}", "a wall s 4x1", "a wall s 4x.8", "a/wall improvement none; = 0" },
		{ "{}", "a r+ 1/s 2x1", "a r+ 1/s 50x.8", "a/r regression fail; = 1" },
		{ "{}", "a wall= s 2x1", "a wall= s 2x1.2", "a/wall regression fail; = 1" },
		{ "{}", "a size B 2x5", "a size B 2x6", "a/size inconclusive none; = 0" },
		{ "{}", "a size B 3x5", "a size B 3x6", "a/size regression fail; = 1" },
		{ "{}", "a n widgets 3x5", "a n widgets 3x6", "a/n regression fail; = 1" },
		/* No change is no loss, however small the threshold. */
		{ "threshold: 0%", "a wall s 5x1", "a wall s 5x1", "a/wall pass none; = 0" },
		{ "threshold: 0%", "a wall s 5x1", "a wall s 5x1.001",
			"a/wall regression fail; = 1" },
		/* Nothing, and something. */
		{ "{}", "a bytes= B 3x0", "a bytes= B 3x1", "a/bytes regression fail; = 1" },
		{ "{}", "a bytes= B 3x1", "a bytes= B 3x0", "a/bytes improvement none; = 0" },
		{ "{}", "a bytes= B 3x0", "a bytes= B 3x0", "a/bytes pass none; = 0" },
		{ "{}", "a wall s 11x0 9~1", "a wall s 20~1", "a/wall regression fail; = 1" },
		{ "{}", "a wall s 20~1", "a wall s 20x0", "a/wall improvement none; = 0" },
		/* A side that does not vary, and another beyond it that does: ranks decide. */
		{ "{}", "a wall s 10x0.001", "a wall s 10 12 11 200 9",
			"a/wall regression fail; = 1" },
		{ "{}", "a wall s 10 12 11 200 9", "a wall s 10x0.001",
			"a/wall improvement none; = 0" },
		{ "{}", "a failed 1 10x0", "a failed 1 1 1 300 2 1",
			"a/failed regression fail; = 1" },
		/* Outliers. */
		/* Ties everywhere: the means decide. */
		{ "{}", "a wall s 19x1 1.2", "a wall s 19x1 1.2", "a/wall pass none; = 0" },
		{ "{}", "a wall s 5x1 5x2", "a wall s 5x1 5x2", "a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 15x1 5x2", "a wall s 5x1 15x2", "a/wall regression fail; = 1" },
		{ "{}", "a wall s 5x1 15x2", "a wall s 15x1 5x2", "a/wall improvement none; = 0" },
		/* A few that do not vary say little beside many that do. */
		{ "{}", "a n 1 5x1", "a n 1 39x1 11x2", "a/n inconclusive none; = 0" },
		{ "{}", "a n 1 39x1 11x2", "a n 1 5x1", "a/n inconclusive none; = 0" },
		{ "{}", "a n 1 5x1", "a n 1 4x2 1", "a/n inconclusive none; = 0" },
		{ "{}", "a n 1 5x1", "a n 1 9x1 41x2", "a/n regression fail; = 1" },
		{ "{}", "a n 1 1 1", "a n 1 2 2 2 3", "a/n inconclusive none; = 0" },
		{ "{}", "a n 1 1 1 1 2", "a n 1 2 3 3 3", "a/n inconclusive none; = 0" },
		{ "{}", "a n 1 20x0", "a n 1 10x0 10x1", "a/n regression fail; = 1" },
		{ "{}", "a n 1 15x0 5x1", "a n 1 14x0 6x1", "a/n inconclusive none; = 0" },
		{ "{}", "a n 1 20x0", "a n 1 19x0 1", "a/n inconclusive none; = 0" },
		{ "{}", "a n+ 1 20x0", "a n+ 1 10x0 10x1", "a/n improvement none; = 0" },
		{ "{}", "a n+ 1 20~-100", "a n+ 1 20~-100", "a/n pass none; = 0" },
		{ "{}", "a n+ 1 20~-100", "a n+ 1 20~-120", "a/n regression fail; = 1" },
		{ "{}", "a wall s 20~1", "a wall s 19~1 1e9", "a/wall pass none; = 0" },
		{ "{}", "a wall s 20~1", "a wall s 19~1.2 1e-9", "a/wall regression fail; = 1" },
		/* Quantities below zero. */
		{ "{}", "a balance 1 20~-100", "a balance 1 20~-50",
			"a/balance regression fail; = 1" },
		{ "{}", "a balance 1 20~-50", "a balance 1 20~-100",
			"a/balance improvement none; = 0" },
		/* No loss is larger than all there is. */
		{ "threshold: 100%", "a rate+ 1/s 20~1", "a rate+ 1/s 20~.1",
			"a/rate pass none; = 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judge_compare(&mem, rows[i].yaml, rows[i].base, rows[i].head);
		const char *row = arena_printf(&mem, "row %zu: %s: %s", i, rows[i].head,
			c.n ? finding_names[c.v[0].reason.kind] : "");

		assert_row(row, judge_told(&mem, &c), rows[i].told);
	}
}

static void an_interval_ends_where_nothing_is_left(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = judge_compare(&mem, "{}", "a n 1 8x0 1 2 9", "a n 1 8x0 3 1 1");

	(void)state;
	assert_true(fabs(c.v[0].effect_lo + 1) < 1e-12);
	assert_true(c.v[0].effect_hi > 0 && isfinite(c.v[0].effect_hi));
	c = judge_compare(&mem, "{}", "a n 1 8x-1 1 2 9", "a n 1 8x-1 3 1 1");
	assert_true(c.v[0].effect_lo < -1);
}

/* A side that failed may have led with another metric than the one that has figures. */
static void a_failure_shows_figures_of_its_metric(void **state)
{
	static const char *const sides[] = { "a size= B 3x5", "a wall s 3x1" };

	(void)state;
	for (size_t failed = 0; failed < 2; failed++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, "{}");
		const struct compare_options options = { .gate = &gate };
		struct run run[2] = { judge_run(&mem, 1, sides[0]), judge_run(&mem, 2, sides[1]) };
		struct run_set set = { .v = &run[0], .n = 1 };
		struct comparison c = { 0 };

		run[failed].v[0].status = RESULT_ERROR;
		run[failed].v[0].v[0].n = 0;
		compare_runs(&c, &mem, judge_new(&mem), &set, &run[1], &options);
		assert_int_equal(c.n, 1);
		assert_string_equal(c.v[0].metric.name, failed ? "size" : "wall");
		assert_int_equal(c.v[0].base.n, failed ? 3 : 0);
	}
}

static void sides_and_failures(void **state)
{
	static const struct {
		const char *yaml, *base, *head, *told;
	} rows[] = {
		{ "{}", "", "", "= 4" },
		{ "{}", "", "a wall s 9~1", "a/wall new none; = 4" },
		{ "new: fail", "", "a wall s 9~1", "a/wall new fail; = 4" },
		{ "{}", "a wall s 9~1", "", "a/wall missing fail; = 4" },
		{ "missing: warn", "a wall s 9~1", "", "a/wall missing warn; = 4" },
		{ "missing: pass", "a wall s 9x1; b wall s 9x1", "b wall s 9x1",
			"a/wall missing none; b/wall pass none; = 0" },
		{ "{}", "a wall s 9x1; b wall s 9x1", "b wall s 9x1",
			"a/wall missing fail; b/wall pass none; = 4" },
		{ "{}", "b wall s 9x1", "a wall s 9x1; b wall s 9x1",
			"a/wall new none; b/wall pass none; = 0" },
		/* A benchmark that failed, on either side or both. */
		{ "{}", "a wall s 9x1", "a ! it died", "a/wall error fail; = 3" },
		{ "{}", "a ! it died", "a wall s 9x1", "a/wall error fail; = 3" },
		{ "{}", "a ! it died", "a ! it died", "a/ error fail; = 3" },
		{ "{}", "a wall s 9x1", "a ?", "a/wall error fail; = 3" },
		{ "{}", "", "a ! it died", "a/ error fail; = 3" },
		{ "{}", "a ! it died", "", "= 4" },
		/* A budget needs no base, and no failure hides that it is broken. */
		{ "max: 2s", "", "a wall s 9x3", "a/wall regression fail; = 1" },
		{ "max: 2s", "a ! it died", "a wall s 9x3", "a/wall regression fail; = 1" },
		{ "max: 2s", "a wall s 9x3", "a ! it died", "a/wall error fail; = 3" },
		{ "max: 2s", "a wall s 9x3", "", "a/wall missing fail; = 4" },
		{ "max: 2s", "a wall s 9x3", "a wall s 9x3", "a/wall regression fail; = 1" },
		{ "max: 3s", "a wall s 9x3", "a wall s 9x3", "a/wall pass none; = 0" },
		{ "min: 4s", "a wall s 9x3", "a wall s 9x3", "a/wall regression fail; = 1" },
		{ "max: 2s\naction: warn", "a wall s 9x3", "a wall s 9x3",
			"a/wall regression warn; = 0" },
		{ "max: 2s\naction: off", "a wall s 9x3", "a wall s 9x3", "a/wall pass none; = 0" },
		/* One in another unit must not look kept. */
		{ "only: { a: { max: 2MB } }", "a wall s 9x3", "a wall s 9x3",
			"a/wall error fail; = 3" },
		{ "metrics: { wall: { max: 2MB } }", "a wall s 9x3", "a wall s 9x3",
			"a/wall error fail; = 3" },
		{ "max: 2", "a wall s 9x3", "a wall s 9x3", "a/wall error fail; = 3" },
		{ "max: 2 parsecs", "a wall s 9x3", "a wall s 9x3", "a/wall error fail; = 3" },
		/* But one for all that match is for those in its unit. */
		{ "max: 2MB", "a wall s 9x3", "a wall s 9x3", "a/wall pass none; = 0" },
		{ "only: { 'a*': { max: 2s } }", "a exponent 1 9x3; ab wall s 9x3",
			"a exponent 1 9x3; ab wall s 9x3",
			"a/exponent pass none; ab/wall regression fail; = 1" },
		{ "only: { 'a*': { max: 2s }, a: { max: 2MB } }", "a wall s 9x3", "a wall s 9x3",
			"a/wall error fail; = 3" },
		{ "max: 2s\nmin: 2MB", "a wall s 9x3", "a wall s 9x3",
			"a/wall regression fail; = 1" },
		/* Units: the same quantity is converted where it is read, another is refused. */
		{ "{}", "a size s 9x1", "a size B 9x1", "a/size incomparable fail; = 4" },
		{ "{}", "a size widget 9x1", "a size gadget 9x2", "a/size incomparable fail; = 4" },
		/* Sums, ratios and squares of such values are no numbers. */
		{ "{}", "a n x 9x1e308", "a n x 9x1e308", "a/n incomparable fail; = 4" },
		{ "{}", "a n x 9~1e76", "a n x 9~2e76", "a/n incomparable fail; = 4" },
		{ "{}", "a n x 9x1", "a n x 8x1 5e-324", "a/n incomparable fail; = 4" },
		{ "{}", "a n x 9x-1e76", "a n x 9x1", "a/n incomparable fail; = 4" },
		{ "{}", "a n x 9~1e-74", "a n x 9~9e74", "a/n regression fail; = 1" },
		{ "max: 5", "a n x 9x1", "a n x 9x1e300", "a/n regression fail; = 1" },
		{ "{}", "a size widget 9x1", "a size widget 9x1", "a/size pass none; = 0" },
		{ "max: 2s", "a size B 9x1", "a size s 9x3", "a/size regression fail; = 1" },
		/* Only the primary metric is judged, unless others are named. */
		{ "{}", "a wall s 9x1; a user s 9x1", "a wall s 9x1; a user s 9x2",
			"a/wall pass none; = 0" },
		{ "metrics: { user: }", "a wall s 9x1; a user s 9x1", "a wall s 9x1; a user s 9x2",
			"a/wall pass none; a/user regression fail; = 1" },
		{ "metrics: { user: }", "a wall s 9x1; a user s 9x1", "a wall s 9x1",
			"a/wall pass none; a/user missing fail; = 4" },
		{ "metrics: { user: }", "a wall s 9x1", "a wall s 9x1; a user s 9x2",
			"a/wall pass none; a/user new none; = 0" },
		/* A name without a sample is not there. */
		{ "{}", "a wall s 9x1; b wall s 9x1", "a wall s; b wall s 9x1",
			"a/wall missing fail; b/wall pass none; = 4" },
		{ "{}", "a wall s; b wall s 9x1", "a wall s 9x1; b wall s 9x1",
			"a/wall new none; b/wall pass none; = 0" },
		{ "{}", "a wall s; b wall s 9x1", "a wall s; b wall s 9x1",
			"a/ not-judged none; b/wall pass none; = 0" },
		/* A regression goes before what failed, and that before what is missing. */
		{ "{}", "a wall s 9x1; b wall s 9x1; c wall s 9x1", "a wall s 9x2; b ! it died",
			"a/wall regression fail; b/wall error fail; c/wall missing fail; = 1" },
		{ "only: { a: { action: warn } }", "a wall s 9x1; b wall s 9x1; c wall s 9x1",
			"a wall s 9x2; b ! it died",
			"a/wall regression warn; b/wall error fail; c/wall missing fail; = 3" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judge_compare(&mem, rows[i].yaml, rows[i].base, rows[i].head);

		assert_row(arena_printf(&mem, "row %zu: %s | %s", i, rows[i].base, rows[i].head),
			judge_told(&mem, &c), rows[i].told);
	}
}

/* What cannot be compared has no change that a mean over the suite could take in. */
static void what_is_incomparable_has_no_change(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = judge_compare(&mem, "{}", "a size s 9x1; b wall s 9x1",
		"a size B 9x100; b wall s 9x1.01");

	(void)state;
	assert_true(isnan(c.v[0].change) && isnan(c.v[0].effect) && isnan(c.v[0].p));
	assert_int_equal(c.v[0].test, TEST_NONE);
	assert_true(isnan(c.v[0].base.median)); /* which head's unit would show */
	assert_int_equal(c.v[0].reason.kind, FINDING_UNITS);
	assert_text(c.v[0].reason.text, "s");
	assert_text(c.v[0].reason.other, "B");
	assert_true(fabs(c.geomean - .01) < 1e-12);
}

static void classes_of_machine(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct gate_policy gate = judge_gate(&mem, "max: 5s");
	static const struct {
		const char *base, *head;
		bool any;
		const char *told;
	} rows[] = {
		{ "m", "m", false, "a/wall regression fail; b/wall regression fail; = 1" },
		{ "m", "n", false, "a/wall incomparable fail; b/wall regression fail; = 1" },
		{ "m", "n", true, "a/wall regression fail; b/wall regression fail; = 1" },
		{ NULL, "n", false, "a/wall regression fail; b/wall regression fail; = 1" },
		{ "m", NULL, false, "a/wall regression fail; b/wall regression fail; = 1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct compare_options options = { .gate = &gate, .any_class = rows[i].any };
		struct run base = judge_run(&mem, 1, "a wall s 9x1; b wall s 9x1");
		struct run head = judge_run(&mem, 2, "a wall s 9x2; b wall s 9x7");
		const struct run_set set = { .v = &base, .n = 1 };
		struct comparison c = { 0 };

		base.host.class = rows[i].base;
		head.host.class = rows[i].head;
		compare_runs(&c, &mem, judge_new(&mem), &set, &head, &options);
		assert_row(rows[i].told, judge_told(&mem, &c), rows[i].told);
	}
}

static void filters_leave_out(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct gate_policy gate = judge_gate(&mem, "{}");
	struct run base = judge_run(&mem, 1, "a/x wall s 9x1; a/y wall s 9x1; b wall s 9x1");
	struct run head = judge_run(&mem, 2, "a/x wall s 9x1; c wall s 9x1");
	const struct run_set set = { .v = &base, .n = 1 };
	static const struct {
		const char *filter, *told, *note;
	} rows[] = {
		{ "a/*", "a/x/wall pass none; a/y/wall missing fail; = 4",
			"2 benchmarks of the baseline were not selected" },
		{ "a/x", "a/x/wall pass none; = 0",
			"3 benchmarks of the baseline were not selected" },
		{ "?", "b/wall missing fail; c/wall new none; = 4",
			"2 benchmarks of the baseline were not selected" },
		{ "none", "= 4", "4 benchmarks of the baseline were not selected" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct words filter = { 0 };
		const struct compare_options options = { .gate = &gate, .filter = &filter };
		struct comparison c = { 0 };

		words_push(&mem, &filter, rows[i].filter);
		compare_runs(&c, &mem, judge_new(&mem), &set, &head, &options);
		assert_row(rows[i].filter, judge_told(&mem, &c), rows[i].told);
		assert_int_equal(c.notes.n, 1);
		assert_text(c.notes.v[0], rows[i].note);
	}
}

/* 60 samples a side: half of head's lie far above, while the median hardly moves. */
static void the_shape_of_a_distribution(void **state)
{
	static const char base[] = "a wall s 60~1", two_modes[] = "a wall s 31~.999 29~1.6";
	static const struct {
		const char *yaml, *base, *head, *told;
		int level;
	} rows[] = {
		{ "threshold: 90%", base, two_modes, "a/wall pass none; = 0", PSI_MAJOR },
		{ "threshold: 90%\npsi: { action: off }", base, two_modes, "a/wall pass none; = 0",
			PSI_NONE },
		{ "threshold: 90%\npsi: { action: fail }", base, two_modes,
			"a/wall regression fail; = 1", PSI_MAJOR },
		{ "threshold: 90%\npsi: { action: fail, max: 50 }", base, two_modes,
			"a/wall pass none; = 0", PSI_MAJOR },
		{ "psi: { action: fail }", base, "a wall s 60~1", "a/wall pass none; = 0",
			PSI_NONE },
		{ "psi: { action: fail }", base, "a wall s 60~.8", "a/wall improvement none; = 0",
			PSI_MAJOR },
		/* A rule that could not be checked is not kept. */
		{ "psi: { action: fail }", "a wall s 20~1", "a wall s 20~1.04",
			"a/wall inconclusive none; = 0", PSI_INSUFFICIENT },
		{ "{}", "a wall s 20~1", "a wall s 20~1.04", "a/wall pass none; = 0",
			PSI_INSUFFICIENT },
		{ "psi: { action: fail }", "a wall s 20x1", "a wall s 20x1",
			"a/wall pass none; = 0", PSI_INSUFFICIENT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judge_compare(&mem, rows[i].yaml, rows[i].base, rows[i].head);
		struct words suspects;

		assert_row(rows[i].yaml, judge_told(&mem, &c), rows[i].told);
		assert_int_equal(c.v[0].psi_level, rows[i].level);
		compare_suspects(&suspects, &mem, &c); /* a rank test would not see it again */
		assert_int_equal(suspects.n, c.v[0].verdict == VERDICT_IMPROVEMENT);
	}
}

static void evidence_is_in_the_metrics_direction(void **state)
{
	static const struct {
		const char *base, *head;
		double change, p_worse_most;
	} rows[] = {
		{ "a wall s 20~1", "a wall s 20~1.2", .2, 1e-6 },
		{ "a wall s 20~1", "a wall s 20~.8", -.2, 1 },
		{ "a rate+ 1/s 20~1", "a rate+ 1/s 20~.8", -.2, 1e-6 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judge_compare(&mem, "{}", rows[i].base, rows[i].head);
		const struct row *r = &c.v[0];

		assert_int_equal(r->base.n, 20);
		assert_true(fabs(r->change - rows[i].change) < .01);
		assert_true(fabs(r->effect - rows[i].change) < .01);
		assert_true(r->effect_lo < r->effect && r->effect < r->effect_hi);
		assert_true(r->p < 1e-6 && r->p_worse <= rows[i].p_worse_most);
		assert_true(r->p_worse < .5 || rows[i].p_worse_most == 1);
		assert_true(r->visible > .05 && r->visible < .06);
		assert_true(r->base.lo <= r->base.median && r->base.median <= r->base.hi);
	}
}

/* Events of a run, such as failures (Knuth). */
static double events(struct rng *rng, double mean)
{
	double product = 1;
	int n = -1;

	for (; product > exp(-mean); n++)
		product *= ((double)rng_below(rng, 1000000) + 1) / 1000001;
	return n;
}

static struct row counts(struct arena *mem, struct rng *rng, double base, double head)
{
	enum { SAMPLES = 20 };
	struct gate_policy gate = judge_gate(mem, "{}");
	const struct compare_options options = { .gate = &gate };
	struct series series[2] = { { .metric = { "n", "1", DIM_COUNT, BETTER_LOWER, false } },
		{ .metric = { "n", "1", DIM_COUNT, BETTER_LOWER, false } } };
	struct result result[] = { { .id = "a", .v = &series[0], .n = 1 },
		{ .id = "a", .v = &series[1], .n = 1 } };
	struct run run[] = { { .v = &result[0], .n = 1 }, { .v = &result[1], .n = 1 } };
	const struct run_set set = { .v = &run[0], .n = 1 };
	struct comparison c = { 0 };

	for (size_t i = 0; i < SAMPLES; i++) {
		series_add(&series[0], mem, events(rng, base));
		series_add(&series[1], mem, events(rng, head));
	}
	compare_runs(&c, mem, judge_new(mem), &set, &run[1], &options);
	return c.v[0];
}

/* Of events that are more, the number varies more, too. */
static void visible_losses_of_counts_show(void **state)
{
	enum { GATES = 300 };
	static const double means[] = { .5, 3, 20 };

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(means); k++) {
		FREES_ARENA struct arena mem = { 0 };
		struct rng rng = rng_seeded(k + 1);
		double visible = 0, found = 0;

		for (size_t i = 0; i < GATES; i++)
			visible += counts(&mem, &rng, means[k], means[k]).visible / GATES;
		for (size_t i = 0; i < GATES; i++)
			found += counts(&mem, &rng, means[k], means[k] * (1 + visible)).verdict ==
				VERDICT_REGRESSION;
		if (found < .68 * GATES || found > .92 * GATES)
			fail_msg("%g events: %g of %d at +%g%%", means[k], found, GATES,
				100 * visible);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(visible_losses_of_counts_show),
		cmocka_unit_test(stored_samples),
		cmocka_unit_test(an_interval_ends_where_nothing_is_left),
		cmocka_unit_test(sides_and_failures),
		cmocka_unit_test(a_failure_shows_figures_of_its_metric),
		cmocka_unit_test(what_is_incomparable_has_no_change),
		cmocka_unit_test(classes_of_machine),
		cmocka_unit_test(filters_leave_out),
		cmocka_unit_test(the_shape_of_a_distribution),
		cmocka_unit_test(evidence_is_in_the_metrics_direction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
