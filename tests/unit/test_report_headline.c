#include "comparison_fixture.h"

#include "report/phrase.h"

/* Rows by verdict and consequence, one benchmark each unless the id is the same. */
struct row_spec {
	const char *id;
	int verdict, consequence;
	double change;
};

enum {
	PASS = VERDICT_PASS,
	OK = CONSEQUENCE_NONE,
	WARN = CONSEQUENCE_WARN,
	FAIL = CONSEQUENCE_FAIL
};

static const struct {
	struct row_spec rows[6];
	const char *headline, *verdict;
	bool partial, unbased;
} table[] = {
	{ { { "a", PASS, OK, 0 }, { "b", PASS, OK, 0 } }, "✅ 2 benchmarks, no regression", "pass" },
	{ { { "a", PASS, OK, 0 } }, "✅ 1 benchmark, no regression", "pass" },
	{ { { "a", PASS, OK, 0 }, { "b", VERDICT_REGRESSION, FAIL, .116 } },
		"❌ 1 of 2 benchmarks regressed: b +11.6%", "regression" },
	{ { { "a", PASS, OK, 0 }, { "a", VERDICT_REGRESSION, FAIL, .08 } },
		"❌ 1 of 1 benchmark regressed: a wall +8.0%", "regression" },
	{ { { "a", VERDICT_REGRESSION, FAIL, .06 }, { "a", VERDICT_REGRESSION, FAIL, .2 } },
		"❌ 1 of 1 benchmark regressed: a wall +20.0%", "regression" },
	{ { { "a", VERDICT_REGRESSION, FAIL, .06 }, { "b", VERDICT_REGRESSION, FAIL, .5 },
		  { "c", VERDICT_REGRESSION, FAIL, .2 }, { "d", VERDICT_ERROR, FAIL, .2 } },
		"❌ 3 of 4 benchmarks regressed: b +50.0%, c +20.0% and 1 more; "
		"1 could not be measured",
		"regression" },
	{ { { "a", PASS, OK, 0 }, { "b", VERDICT_ERROR, FAIL, 0 } },
		"❌ 1 of 2 benchmarks could not be measured: b", "error" },
	{ { { "a", PASS, OK, 0 }, { "b", VERDICT_MISSING, FAIL, (double)NAN } },
		"❌ 1 of 2 benchmarks missing: b", "no-verdict" },
	{ { { "a", VERDICT_INCONCLUSIVE, FAIL, 0 }, { "b", VERDICT_INCOMPARABLE, FAIL, .1 } },
		"❌ 2 of 2 benchmarks without a verdict: b, a", "no-verdict" },
	{ { { "a", VERDICT_UNCONFIRMED, FAIL, .07 } }, "❌ 1 of 1 benchmark not confirmed: a +7.0%",
		"no-verdict" },
	{ { { "a", VERDICT_REGRESSION, WARN, .07 } },
		"⚠️ 1 of 1 benchmark regressed, as a warning only: a +7.0%", "pass" },
	{ { { "a", VERDICT_REGRESSION, WARN, .07 }, { "b", VERDICT_INCONCLUSIVE, WARN, .12 } },
		"⚠️ 1 of 2 benchmarks regressed, as a warning only: a +7.0%", "pass" },
	/* Of a regression that nobody gates on, and of what else is to be said. */
	{ { { "a", VERDICT_REGRESSION, OK, .2 }, { "b", PASS, OK, 0 } },
		"✅ 1 of 2 benchmarks regressed, not gated: a +20.0%", "pass" },
	{ { { "a", VERDICT_REGRESSION, OK, .2 }, { "b", PASS, WARN, 0 } },
		"⚠️ 1 of 2 benchmarks with a warning: b", "pass" },
	/* What fails is named, not what is suspected beside it. */
	{ { { "a", VERDICT_INCONCLUSIVE, WARN, .12 }, { "b", VERDICT_MISSING, FAIL, (double)NAN } },
		"❌ 1 of 2 benchmarks missing: b", "no-verdict" },
	{ { { "a", VERDICT_INCONCLUSIVE, FAIL, .12 }, { "b", VERDICT_INCONCLUSIVE, OK, 0 } },
		"❌ not conclusive: 1 of 2 benchmarks with a suspected loss: a +12.0%",
		"no-verdict" },
	{ { { "a", PASS, WARN, .0 }, { "b", PASS, OK, 0 } },
		"⚠️ 1 of 2 benchmarks with a warning: a", "pass" },
	{ { { "a", VERDICT_IMPROVEMENT, OK, -.2 }, { "b", VERDICT_ACCEPTED, OK, .07 },
		  { "c", VERDICT_INCONCLUSIVE, OK, 0 } },
		"✅ 3 benchmarks, no regression, 1 inconclusive, 1 accepted, 1 improved: a -20.0%",
		"pass" },
	{ { { "a", VERDICT_INCONCLUSIVE, WARN, .12 }, { "b", VERDICT_INCONCLUSIVE, OK, 0 } },
		"❔ not conclusive: 1 of 2 benchmarks with a suspected loss: a +12.0%", "pass" },
	{ { { "a", VERDICT_INCONCLUSIVE, OK, 0 } },
		"❔ not conclusive: the data do not decide the benchmark", "pass" },
	{ { { "a", VERDICT_NEW, OK, (double)NAN }, { "b", VERDICT_NEW, OK, (double)NAN } },
		"❔ 2 benchmarks, no verdict: none of them has a baseline yet", "no-verdict" },
	{ { { "a", VERDICT_NEW, OK, (double)NAN } }, "🆕 1 benchmark measured, no baseline yet",
		"pass", .unbased = true },
	{ { { 0 } }, "❔ no verdict: nothing was compared", "no-verdict" },
	{ { { "a", PASS, OK, 0 } }, "⚠️ interrupted, so far 1 benchmark, no regression",
		"interrupted", .partial = true },
};

static void every_outcome_has_its_headline(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c;

		fixture_frame(&c);
		c.partial = table[i].partial;
		c.unbased = table[i].unbased;
		for (const struct row_spec *s = table[i].rows; s->id; s++)
			fixture_pair(&c, &mem, s->id, &fixture_wall, s->verdict, s->consequence, 1,
				1 + s->change, 20, 0.01, 0.001);
		compare_conclude(&c);
		assert_string_equal(report_headline(&mem, &c), table[i].headline);
		assert_string_equal(report_verdict(&c), table[i].verdict);
	}
}

/* Advice only where it helps. */
static void no_verdict_has_its_reason(void **state)
{
	static const struct {
		int verdict, consequence, kind;
		double change;
		const char *says; /* the beginning; NULL: nothing */
	} rows[] = {
		{ VERDICT_INCONCLUSIVE, FAIL, FINDING_SUSPECTED, .12,
			"no primary metric is conclusive" },
		{ VERDICT_INCONCLUSIVE, FAIL, FINDING_SINGLE_FIGURE, 0,
			"data of this type cannot" },
		{ VERDICT_INCONCLUSIVE, FAIL, FINDING_UNSURE, .01, NULL }, /* the policy's */
		{ VERDICT_INCONCLUSIVE, WARN, FINDING_SUSPECTED, .12, NULL },
		{ VERDICT_MISSING, FAIL, FINDING_GONE, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c;
		const struct wording w = { .mem = &mem, .c = &c, .longest = 60 };
		const char *said;

		fixture_frame(&c);
		fixture_pair(&c, &mem, "a", &fixture_wall, VERDICT_INCONCLUSIVE, OK, 1, 1, 9, .1,
			.5)
			->reason.kind = FINDING_UNSURE;
		fixture_pair(&c, &mem, "b", &fixture_wall, rows[i].verdict, rows[i].consequence, 1,
			1 + rows[i].change, 9, .1, .05)
			->reason.kind = rows[i].kind;
		compare_conclude(&c);
		said = phrase_no_verdict(&w);
		if (!said != !rows[i].says || (said && strncmp(said, rows[i].says, 15) != 0))
			fail_msg("row %zu: %s", i, said ? said : "nothing");
	}
}

static void budgets_are_named(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;

	(void)state;
	fixture_zoo(&c, &mem);
	assert_string_equal(report_headline(&mem, &c),
		"❌ 2 of 13 benchmarks regressed: zero from 0 to 4.00 KiB, budget/rss 196 MiB (budget "
		"191 MiB); 1 could not be measured; 4 without a verdict");
}

/* A worse tail is not told as the change of the median, nor with its interval and its samples. */
static void a_worse_shape_is_no_change(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const struct wording w = { .mem = &mem, .c = &c, .longest = 60 };
	struct row *r;

	(void)state;
	fixture_frame(&c);
	r = fixture_pair(&c, &mem, "a", &fixture_wall, VERDICT_REGRESSION, FAIL, 1, .999, 40, .01,
		.0001);
	r->test = TEST_TAIL;
	r->seen[ASPECT_TAIL] = (struct aspect_seen){ 400, .0001 };
	r->reason = (struct finding){ .kind = FINDING_TAIL, .n = 31, .other = "33" };
	compare_conclude(&c);
	assert_string_equal(report_headline(&mem, &c),
		"❌ 1 of 1 benchmark regressed: a (worse tail)");
	assert_string_equal(phrase_evidence(&w, r), "p<0.001 n=400");
	assert_null(strstr(fact_sentence(&w, r), "interval"));
	r->test = TEST_SHAPE;
	r->psi_star = .31;
	assert_string_equal(report_headline(&mem, &c),
		"❌ 1 of 1 benchmark regressed: a (shape changed, PSI* 0.31)");
}

static void it_is_one_short_line(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const char *line;

	(void)state;
	fixture_hostile(&c, &mem);
	line = report_headline(&mem, &c);
	assert_null(strchr(line, '\n'));
	assert_null(strchr(line, '\033'));
	assert_true(strlen(line) < 400);
	fixture_all_verdicts(&c, &mem);
	assert_non_null(report_headline(&mem, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_outcome_has_its_headline),
		cmocka_unit_test(no_verdict_has_its_reason),
		cmocka_unit_test(budgets_are_named),
		cmocka_unit_test(a_worse_shape_is_no_change),
		cmocka_unit_test(it_is_one_short_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
