/* What becomes of verdicts: exit statuses, consequences, the null control, and confirmation by
 * fresh samples. */
#include "judge_fixture.h"

#include "judge/decide.h"

static struct row *push(struct comparison *c, struct arena *mem, const char *id, int verdict,
	int consequence, double change)
{
	struct row *r = ARENA_PUSH(mem, c);

	*r = (struct row){ .id = id,
		.metric = process_metrics[PROCESS_WALL],
		.verdict = verdict,
		.consequence = consequence,
		.change = change,
		.test = TEST_MANN_WHITNEY,
		.p_worse = (double)NAN };
	return r;
}

static void consequences_follow_the_policy(void **state)
{
	/* By verdict, for action fail, warn and off; '.': none. */
	static const char *const by_action[VERDICTS] = {
		[VERDICT_PASS] = "...",
		[VERDICT_REGRESSION] = "FW.",
		[VERDICT_UNCONFIRMED] = "FW.",
		[VERDICT_IMPROVEMENT] = "...",
		[VERDICT_INCONCLUSIVE] = "WW.",
		[VERDICT_INCOMPARABLE] = "FFF",
		[VERDICT_NEW] = "FFF",
		[VERDICT_MISSING] = "...",
		[VERDICT_ERROR] = "FFF",
		[VERDICT_ACCEPTED] = "...",
		[VERDICT_UNJUDGED] = "...",
	};

	(void)state;
	for (int v = 0; v < VERDICTS; v++)
		for (int action = ACTION_FAIL; action <= ACTION_OFF; action++) {
			const struct policy p = { .action = action,
				.inconclusive = ACTION_WARN,
				.missing = ACTION_OFF,
				.new = ACTION_FAIL };

			assert_int_equal(".WF"[consequence_of((enum verdict)v, &p)],
				by_action[v][action]);
		}
}

static void the_exit_status_by_precedence(void **state)
{
	static const struct {
		const char *rows; /* verdict's first letters and consequence, FWN */
		int exit;
	} rows[] = {
		{ "", EXIT_NO_VERDICT },
		{ "pass:N", EXIT_PASS },
		{ "improvement:N", EXIT_PASS },
		{ "accepted:W", EXIT_PASS },
		{ "inconclusive:W", EXIT_PASS },
		{ "inconclusive:F", EXIT_NO_VERDICT },
		{ "regression:F", EXIT_REGRESSION },
		{ "regression:W", EXIT_PASS },
		{ "unconfirmed:F", EXIT_NO_VERDICT },
		{ "new:N", EXIT_NO_VERDICT },
		{ "new:N pass:N", EXIT_PASS },
		{ "missing:F pass:N", EXIT_NO_VERDICT },
		{ "missing:N", EXIT_NO_VERDICT },
		{ "incomparable:F pass:N", EXIT_NO_VERDICT },
		{ "error:F pass:N", EXIT_MEASURE },
		{ "error:F missing:F inconclusive:F", EXIT_MEASURE },
		{ "error:F regression:F missing:F", EXIT_REGRESSION },
		{ "error:F regression:W missing:F", EXIT_MEASURE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { 0 };
		char *rest = arena_string(&mem, rows[i].rows), *word;

		while ((word = strsep(&rest, " ")) && *word) {
			char *colon = strchr(word, ':');
			int v = 0;

			*colon = '\0';
			while (strcmp(verdict_names[v], word) != 0)
				v++;
			push(&c, &mem, "a", v, (int)(strchr("NWF", colon[1]) - "NWF"), 0);
		}
		compare_conclude(&c);
		if (c.exit != rows[i].exit)
			fail_msg("%s: exit status %d", rows[i].rows, c.exit);
		c.unbased = true; /* that there is no baseline was allowed */
		compare_conclude(&c);
		assert_int_equal(c.exit,
			rows[i].exit == EXIT_NO_VERDICT && c.failing == 0 ? EXIT_PASS
									  : rows[i].exit);
	}
}

static void counts_and_the_mean_over_the_suite(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = { 0 };
	struct mean mean;

	(void)state;
	push(&c, &mem, "a", VERDICT_PASS, CONSEQUENCE_NONE, .5);
	push(&c, &mem, "b", VERDICT_PASS, CONSEQUENCE_NONE, -1 / 3.);
	push(&c, &mem, "c", VERDICT_PASS, CONSEQUENCE_NONE, (double)NAN);
	push(&c, &mem, "d", VERDICT_INCOMPARABLE, CONSEQUENCE_FAIL, 1e9);
	push(&c, &mem, "e", VERDICT_IMPROVEMENT, CONSEQUENCE_WARN, -1);
	for (size_t i = 0; i < c.n; i++) {
		c.v[i].base.median = 4;
		c.v[i].head.median = i == 1 ? 1 : 9;
	}
	compare_conclude(&c);
	assert_true(fabs(c.geomean) < 1e-15);
	/* Of the changes that the rows show, whatever their medians are. */
	mean = compare_mean(&c, c.v[0].metric.dim);
	assert_true(mean.n == 2 && fabs(mean.change) < 1e-15);
	assert_true(fabs(mean.base - 4) < 1e-15 && fabs(mean.head - 3) < 1e-15);
	c.v[1].metric.better = BETTER_HIGHER;
	assert_int_equal(compare_mean(&c, c.v[0].metric.dim).n, 0);
	assert_int_equal(c.count[VERDICT_PASS], 3);
	assert_int_equal(c.failing, 1);
	assert_int_equal(c.warning, 1);
	c.n = 0;
	compare_conclude(&c);
	assert_true(isnan(c.geomean));
	assert_int_equal(c.count[VERDICT_PASS], 0);
}

static void what_base_shows_against_itself(void **state)
{
	static const struct {
		int verdict, null, undecided;
		bool budget, null_budget;
		const char *told;
	} rows[] = {
		{ VERDICT_REGRESSION, VERDICT_REGRESSION, 0, false, false,
			"a/wall inconclusive warn; = 0" },
		{ VERDICT_UNCONFIRMED, VERDICT_REGRESSION, 0, false, false,
			"a/wall inconclusive warn; = 0" },
		{ VERDICT_REGRESSION, VERDICT_REGRESSION, CONSEQUENCE_FAIL, false, false,
			"a/wall inconclusive fail; = 4" },
		{ VERDICT_REGRESSION, VERDICT_PASS, 0, false, false,
			"a/wall regression fail; = 1" },
		{ VERDICT_REGRESSION, VERDICT_INCONCLUSIVE, 0, false, false,
			"a/wall regression fail; = 1" },
		/* Neither a budget nor a failure is excused by it. */
		{ VERDICT_REGRESSION, VERDICT_REGRESSION, 0, true, false,
			"a/wall regression fail; = 1" },
		{ VERDICT_REGRESSION, VERDICT_REGRESSION, 0, false, true,
			"a/wall regression fail; = 1" },
		{ VERDICT_ERROR, VERDICT_REGRESSION, 0, false, false, "a/wall error fail; = 3" },
		{ VERDICT_MISSING, VERDICT_REGRESSION, 0, false, false,
			"a/wall missing fail; = 4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { 0 }, null = { 0 };
		struct row *same = push(&null, &mem, "a", rows[i].null, CONSEQUENCE_FAIL, .07);

		same->undecided = rows[i].undecided;
		same->budget = rows[i].null_budget ? "1s" : NULL;
		push(&c, &mem, "a", rows[i].verdict, CONSEQUENCE_FAIL, .2)->budget = rows[i].budget
			? "1s"
			: NULL;
		compare_control(&c, &null);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
		if (c.v[0].verdict == VERDICT_INCONCLUSIVE) {
			assert_int_equal(c.v[0].reason.kind, FINDING_NULL_CONTROL);
			assert_true(fabs(c.v[0].reason.ratio - .07) < 1e-9);
		}
	}
}

/* Samples against samples, then fresh ones. */
static void fresh_samples_confirm(void **state)
{
	static const struct {
		const char *yaml, *base, *head, *fresh, *told;
		bool confirmed;
	} rows[] = {
		{ "{}", "a wall s 20~1", "a wall s 20~1.2", "a wall s 20~1.2",
			"a/wall regression fail; = 1", true },
		{ "{}", "a wall s 20~1", "a wall s 20~1.2", "a wall s 20~1",
			"a/wall pass none; = 0", false },
		/* It shows a loss for certain, but not the one that was suspected. */
		{ "{}", "a wall s 20~1", "a wall s 20~1.2", "a wall s 20~1.03",
			"a/wall pass none; = 0", false },
		{ "{}", "a wall s 20~1", "a wall s 20~1.2", "a wall s 20~.8",
			"a/wall pass none; = 0", false },
		{ "{}", "a wall s 9~1", "a wall s 9~1.2", "a wall s 1.2",
			"a/wall inconclusive none; = 0", false },
		{ "inconclusive: fail", "a wall s 9~1", "a wall s 9~1.2", "a wall s 1.2",
			"a/wall inconclusive fail; = 4", false },
		{ "{}", "a wall s 20~1", "a wall s 20~1.2", "a ! it died", "a/wall error fail; = 3",
			false },
		/* The failure has the row of another metric. */
		{ "metrics: { k: {} }", "a wall s 20~1; a k s 20~1", "a wall s 20~1; a k s 20~1.2",
			"a ! it died", "a/wall pass none; a/k error fail; = 3", false },
		/* Where there was nothing, there is no ratio, but there is a loss. */
		{ "{}", "a wall s 11x0 9~1", "a wall s 20~1", "a wall s 20~1",
			"a/wall regression fail; = 1", true },
		/* What now repeats exactly is certain. */
		{ "{}", "a wall s 20x1", "a wall s 19x1.2 1.3", "a wall s 20x1.2",
			"a/wall regression fail; = 1", true },
		/* Exact from the start: nothing to confirm. */
		{ "{}", "a n= 1 1", "a n= 1 2", "a n= 1 1", "a/n regression fail; = 1", false },
		{ "max: 1s", "a wall s 20~1", "a wall s 20~1.2", "a wall s 20~1",
			"a/wall regression fail; = 1", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, rows[i].yaml);
		const struct compare_options options = { .gate = &gate };
		struct run base = judge_run(&mem, 1, rows[i].base);
		struct run fresh = judge_run(&mem, 5, rows[i].fresh);
		const struct run_set set = { .v = &base, .n = 1 };
		struct comparison c = judge_compare(&mem, rows[i].yaml, rows[i].base, rows[i].head);

		assert_int_equal(c.exit, EXIT_REGRESSION);
		compare_confirm(&c, &mem, judge_new(&mem), &set, &fresh, &options);
		assert_row(arena_printf(&mem, "row %zu: %s", i, rows[i].fresh),
			judge_told(&mem, &c), rows[i].told);
		assert_int_equal(c.v[0].confirmed, rows[i].confirmed);
	}
}

/* Two fresh samples against nine have p = 1/55 at best: enough alone, not for three at once. */
static void holm_asks_for_more_of_many(void **state)
{
	static const char one[] = "a wall s 9~1",
			  three[] = "a wall s 9~1; b wall s 9~1; c wall s 9~1";

	(void)state;
	for (int many = 0; many < 2; many++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, "{}");
		const struct compare_options options = { .gate = &gate };
		struct run base = judge_run(&mem, 1, many ? three : one);
		struct run fresh = judge_run(&mem, 5,
			many ? "a wall s 2~1.2; b wall s 2~1.2; c wall s 2~1.2" : "a wall s 2~1.2");
		const struct run_set set = { .v = &base, .n = 1 };
		struct comparison c = judge_compare(&mem, "{}", many ? three : one,
			many ? "a wall s 9~1.2; b wall s 9~1.2; c wall s 9~1.2" : "a wall s 9~1.2");
		struct words ids;

		compare_suspects(&ids, &mem, &c);
		assert_int_equal(ids.n, many ? 3 : 1);
		compare_confirm(&c, &mem, judge_new(&mem), &set, &fresh, &options);
		for (size_t i = 0; i < c.n; i++)
			assert_text(verdict_names[c.v[i].verdict],
				many ? "inconclusive" : "regression");
	}
}

static void suspicion_can_be_left_to_others(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = judge_compare(&mem, "{}", "a wall s 20~1; b n= 1 1",
		"a wall s 20~1.2; b n= 1 2");

	(void)state;
	for (size_t i = 0; i < c.n; i++)
		compare_unconfirmed(&c.v[i]);
	compare_conclude(&c);
	assert_text(judge_told(&mem, &c), "a/wall unconfirmed fail; b/n regression fail; = 1");
	compare_suspect_again(&c);
	compare_conclude(&c);
	assert_text(judge_told(&mem, &c), "a/wall regression fail; b/n regression fail; = 1");
}

static void same_bytes_pass(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = { 0 };

	(void)state;
	compare_unchanged(&c, &mem, "a");
	compare_conclude(&c);
	assert_text(judge_told(&mem, &c), "a/wall pass none; = 0");
	assert_true(isnan(c.v[0].change) && isnan(c.v[0].base.median));
}

/* A gate that has come to nothing does not pass, unless its noise lies around no change. */
static void nothing_is_conclusive(void **state)
{
#define FEW  "a wall s 1 1.1 1.2 1.3 .9 .8"
#define SOME "; b wall s 20~1"
	static const struct {
		const char *yaml, *base, *head, *told;
	} rows[] = {
		{ "{}", FEW, "a wall s 1 1.1 1.2 1.3 .9 .8", "a/wall inconclusive none; = 0" },
		{ "{}", FEW, "a wall s 1.25 1.35 1.5 1.6 1.05 .95",
			"a/wall inconclusive fail; = 4" },
		{ "no_verdict: warn", FEW, "a wall s 1.25 1.35 1.5 1.6 1.05 .95",
			"a/wall inconclusive warn; = 0" },
		{ "no_verdict: pass", FEW, "a wall s 1.25 1.35 1.5 1.6 1.05 .95",
			"a/wall inconclusive none; = 0" },
		{ "action: warn", FEW, "a wall s 1.25 1.35 1.5 1.6 1.05 .95",
			"a/wall inconclusive none; = 0" },
		/* Something is conclusive, so the suspicion is a warning. */
		{ "{}", FEW SOME, "a wall s 1.25 1.35 1.5 1.6 1.05 .95" SOME,
			"a/wall inconclusive warn; b/wall pass none; = 0" },
		/* Another metric of the same benchmark says nothing about this one. */
		{ "metrics: { size: {} }", FEW "; a size B 20~5",
			"a wall s 1.25 1.35 1.5 1.6 1.05 .95; a size B 20~5",
			"a/wall inconclusive fail; a/size pass none; = 4" },
		{ "metrics: { size: {}, wall: { action: off } }",
			"a wall s 20~1; a size B 1 1.1 1.2 1.3 .9 .8",
			"a wall s 20~1; a size B 1.25 1.35 1.5 1.6 1.05 .95",
			"a/wall pass none; a/size inconclusive fail; = 4" },
		/* Noise that may well be around no change. */
		{ "{}", FEW, "a wall s 1.1 1.3 1.5 1.6 .9 .8", "a/wall inconclusive warn; = 0" },
		/* A gain is no suspicion. */
		{ "{}", FEW, "a wall s .95 1 1.1 1.2 .9 .8", "a/wall inconclusive none; = 0" },
		/* Few samples are noise like any other. */
		{ "{}", "a wall s 1 1.1", "a wall s 1.02 1.13", "a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 1 1.1", "a wall s 4 4.4", "a/wall inconclusive fail; = 4" },
		{ "action: off", "a wall s 1 1.1", "a wall s 4 4.4",
			"a/wall inconclusive none; = 0" },
		{ "{}", "a wall s 1 1.1" SOME, "a wall s 1.02 1.13" SOME,
			"a/wall inconclusive none; b/wall pass none; = 0" },
		/* One sample of a side is a single figure. */
		{ "{}", "a wall s 1", "a wall s 1.02", "a/wall inconclusive fail; = 4" },
		{ "{}", FEW, "a wall s 4", "a/wall inconclusive fail; = 4" },
		{ "no_verdict: warn", "a wall s 1", "a wall s 4", "a/wall inconclusive warn; = 0" },
		/* With another that is merely noisy, the gate is. */
		{ "{}", "c wall s 1 1.1; " FEW, "c wall s 1.02 1.13; " FEW,
			"a/wall inconclusive none; c/wall inconclusive none; = 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy gate = judge_gate(&mem, rows[i].yaml);
		struct comparison c = judge_compare(&mem, rows[i].yaml, rows[i].base, rows[i].head);

		compare_no_verdict(&c, gate.no_verdict);
		assert_row(arena_printf(&mem, "row %zu: %s", i, finding_names[c.v[0].reason.kind]),
			judge_told(&mem, &c), rows[i].told);
	}
}

/* The spread of earlier sessions is known there, and not beside one other file. */
static void one_sample_after_many_runs(void **state)
{
	static const int tests[] = { TEST_PREDICTION, TEST_MANN_WHITNEY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { 0 };
		struct row *r = push(&c, &mem, "a", VERDICT_INCONCLUSIVE, CONSEQUENCE_NONE, .3);

		r->test = tests[i];
		r->base = (struct summary){ .n = 8, .median = 1 };
		r->head = (struct summary){ .n = 1, .median = 1.3 };
		r->between = (double)NAN;
		r->p_worse = .02;
		r->reason.kind = FINDING_SUSPECTED;
		compare_no_verdict(&c, ACTION_FAIL);
		assert_text(judge_told(&mem, &c),
			r->test == TEST_PREDICTION ? "a/wall inconclusive fail; = 4"
						   : "a/wall inconclusive warn; = 0");
	}
}

/* A benchmark without anything to judge has a row, and is missed. */
static void without_direction(void **state)
{
	static const struct {
		const char *base, *head, *told;
	} rows[] = {
		{ "a n 1 20~1", "a n 1 20~1", "a/n not-judged none; = 4" },
		{ "a n 1 20~1; b wall s 20~1", "a n 1 20~1; b wall s 20~1",
			"a/n not-judged none; b/wall pass none; = 0" },
		{ "a n 1 20~1; b wall s 20~1", "b wall s 20~1",
			"a/n missing fail; b/wall pass none; = 4" },
		{ "a n 1 20~1; b wall s 20~1", "a n 1; b wall s 20~1",
			"a/n missing fail; b/wall pass none; = 4" },
		{ "a n 1; b wall s 20~1", "a n 1; b wall s 20~1",
			"a/ not-judged none; b/wall pass none; = 0" },
		{ "b wall s 20~1", "a n 1 3; b wall s 20~1",
			"a/n not-judged none; b/wall pass none; = 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run base = judge_run(&mem, 1, rows[i].base);
		struct run head = judge_run(&mem, 2, rows[i].head);
		const struct run_set set = { .v = &base, .n = 1 };
		struct gate_policy gate = judge_gate(&mem, "{}");
		const struct compare_options options = { .gate = &gate };
		struct comparison c = { 0 };

		for (size_t k = 0; k < base.n; k++)
			base.v[k].v[0].metric.better = *base.v[k].id == 'a' ? BETTER_NONE
									    : BETTER_LOWER;
		for (size_t k = 0; k < head.n; k++)
			head.v[k].v[0].metric.better = *head.v[k].id == 'a' ? BETTER_NONE
									    : BETTER_LOWER;
		compare_runs(&c, &mem, judge_new(&mem), &set, &head, &options);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
	}
}

/* Most of a suite by a like amount under pressure: the machine. */
static void most_of_a_suite(void **state)
{
	static const struct {
		double change[6]; /* 0: none; not a number of benchmarks */
		size_t n;
		bool pressed;
		const char *told; /* NULL: the change is the cause */
		size_t powerless; /* further benchmarks, with few samples */
	} rows[] = {
		{ { .49, .50, .47, .52, .49 }, 5, true, "5 of 5: it waited" },
		{ { .49, .50, .47, .52, .49 }, 5, false, NULL },
		{ { .49, .50, .47, .52, 0 }, 5, true, "4 of 5: it waited" },
		{ { .49, .50, .47, .52, 0 }, 5, true, "4 of 5: it waited", .powerless = 2 },
		{ { .49, .50, .47, 0, 0 }, 5, true, NULL },
		{ { .49, .50, .47 }, 3, true, NULL },
		/* By different amounts: the change. */
		{ { .06, .50, .10, 1.5, .2 }, 5, true, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { 0 };
		const struct finding *reason;

		for (size_t k = 0; k < rows[i].n; k++) {
			bool lost = rows[i].change[k] > 0;
			push(&c, &mem, arena_printf(&mem, "b%zu", k),
				lost ? VERDICT_REGRESSION : VERDICT_PASS,
				lost ? CONSEQUENCE_FAIL : CONSEQUENCE_NONE, rows[i].change[k]);
		}
		for (size_t k = 0; k < rows[i].powerless; k++)
			push(&c, &mem, arena_printf(&mem, "few%zu", k), VERDICT_INCONCLUSIVE,
				CONSEQUENCE_NONE, 0)
				->reason.kind = FINDING_POWERLESS;
		compare_conclude(&c);
		compare_common_mode(&c, &mem, rows[i].pressed ? "it waited" : NULL);
		assert_int_equal(c.exit, rows[i].told ? EXIT_NO_VERDICT : EXIT_REGRESSION);
		reason = &c.v[0].reason;
		assert_row(arena_printf(&mem, "row %zu", i),
			reason->kind == FINDING_COMMON_MODE
				? arena_printf(&mem, "%zu of %s: %s", reason->n, reason->other,
					  reason->text)
				: NULL,
			rows[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_conclusive),
		cmocka_unit_test(one_sample_after_many_runs),
		cmocka_unit_test(most_of_a_suite),
		cmocka_unit_test(without_direction),
		cmocka_unit_test(consequences_follow_the_policy),
		cmocka_unit_test(the_exit_status_by_precedence),
		cmocka_unit_test(counts_and_the_mean_over_the_suite),
		cmocka_unit_test(what_base_shows_against_itself),
		cmocka_unit_test(fresh_samples_confirm),
		cmocka_unit_test(holm_asks_for_more_of_many),
		cmocka_unit_test(suspicion_can_be_left_to_others),
		cmocka_unit_test(same_bytes_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
