#include "comparison_fixture.h"

#include "report/phrase.h"

static const struct metric allocs = { "allocs", "allocs/op", DIM_NONE, BETTER_LOWER, false };
static const struct metric load = { "load", "ratio", DIM_RATIO, BETTER_LOWER, false };

static void both_sides_share_a_unit(void **state)
{
	static const struct {
		const struct metric *metric;
		double base, head;
		const char *base_text, *head_text;
	} table[] = {
		{ &fixture_wall, 0.1182, 0.1319, "118 ms", "132 ms" },
		{ &fixture_wall, 999e-6, 1.2e-3, "999 µs", "1200 µs" },
		{ &fixture_wall, 1.2e-3, 999e-6, "1200 µs", "999 µs" },
		{ &fixture_wall, 1e-9, 2, "1e-09 s", "2.00 s" },
		{ &fixture_wall, 0, 0.002, "0 ms", "2.00 ms" },
		{ &fixture_wall, 0, 0, "0 ns", "0 ns" },
		{ &fixture_wall, NONE, 0.002, "", "2.00 ms" },
		{ &fixture_wall, NONE, NONE, "", "" },
		{ &fixture_rss, 190e6, 205e6, "181 MiB", "196 MiB" },
		{ &fixture_rate, 150, 152000, "0.15 k/s", "152 k/s" },
		{ &load, 0.45, 0.5, "45.0%", "50.0%" },
		{ &allocs, 12, 14, "12.0 allocs/op", "14.0 allocs/op" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct wording w = { .mem = &mem };
		const struct row r = { .metric = *table[i].metric,
			.base.median = table[i].base,
			.head.median = table[i].head };

		assert_string_equal(amount_text(&w, &r, &r.base), table[i].base_text);
		assert_string_equal(amount_text(&w, &r, &r.head), table[i].head_text);
	}
}

static void the_spread_is_the_wider_half(void **state)
{
	static const struct {
		size_t n;
		double lo, hi;
		const char *text;
	} table[] = {
		{ 10, 0.98, 1.01, "1.00 s ± 2%" },
		{ 10, 0.99, 1.03, "1.00 s ± 3%" },
		{ 10, 1, 1, "1.00 s ± 0%" },
		{ 1, -HUGE_VAL, HUGE_VAL, "1.00 s" },
		{ 1, NONE, NONE, "1.00 s" },
		{ 0, NONE, NONE, "1.00 s" },
		{ 10, 0, 500, "1.00 s ± 9999%" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct wording w = { .mem = &mem };
		const struct row r = { .metric = fixture_wall,
			.head = { table[i].n, 1, table[i].lo, table[i].hi },
			.base.median = NONE };

		assert_string_equal(amount_text(&w, &r, &r.head), table[i].text);
	}
	{
		FREES_ARENA struct arena mem = { 0 };
		const struct wording w = { .mem = &mem };
		const struct row r = { .metric = fixture_wall, .head = { 9, 0, 0, 3 } };

		assert_string_equal(amount_text(&w, &r, &r.head), "0 ns"); /* no share of it */
	}
}

static void budgets_are_in_the_unit_of_the_figures(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct wording w = { .mem = &mem };
	struct row r = {
		.metric = fixture_rss, .base.median = 190e6, .head.median = 205e6, .budget = "200MB"
	};

	(void)state;
	assert_string_equal(amount_budget(&w, &r), "191 MiB");
	/* An excess has the digits that show it. */
	r.head.median = 200.0001e6;
	assert_string_equal(amount_text(&w, &r, &r.head), "190.735 MiB");
	assert_string_equal(amount_budget(&w, &r), "190.7349 MiB");
	r.head.median = 12345.3 * 1048576;
	r.budget = "12345.1MiB";
	assert_string_equal(amount_budget(&w, &r), "12345.1 MiB");
	r.budget = "a lot";
	assert_string_equal(amount_budget(&w, &r), "a lot");
}

static void changes_from_nothing_and_of_nothing(void **state)
{
	static const struct {
		double base, head, change;
		const char *text;
	} table[] = { { 0, 2, NONE, "from 0" }, { 0, 0, NONE, "~" }, { 3.5, 4.5, NONE, "" },
		{ NONE, 4.5, NONE, "" }, { 10, 12, .2, "+20.0%" }, { -10, -8, .2, "+20.0%" },
		/* On which side of the limit it is, shows. */
		{ 10, 10.5, .05, "+5.0%" }, { 10, 10.49999, .049999, "+4.9999%" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct wording w = { .mem = &mem };
		const struct row r = { .metric = fixture_wall,
			.base.median = table[i].base,
			.head.median = table[i].head,
			.change = table[i].change,
			.effect_lo = table[i].change,
			.effect_hi = table[i].change,
			.threshold = .05,
			.between = NONE,
			.verdict = VERDICT_REGRESSION,
			.consequence = CONSEQUENCE_FAIL,
			.test = TEST_EXACT };

		assert_string_equal(phrase_change(&w, &r), table[i].text);
		/* 12 / 10 - 1 is not quite .2. */
		assert_string_equal(phrase_remark(&w, &r),
			strcmp(table[i].text, "from 0") == 0 ? "" : "limit +5%");
	}
}

/* The sentence, the evidence and the table show the same digits. */
static void every_text_shows_the_side_of_the_limit(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const struct wording w = { .mem = &mem, .c = &c };
	struct row *r;

	(void)state;
	fixture_frame(&c);
	r = fixture_pair(&c, &mem, "a", &fixture_wall, VERDICT_PASS, CONSEQUENCE_NONE, 10, 10.4976,
		40, .0002, 1e-9);
	r->reason = (struct finding){ .kind = FINDING_LOSS_WITHIN };
	assert_string_equal(phrase_change(&w, r), "+4.98%");
	assert_string_equal(fact_evidence->say(&w, r), "+4.98%, 95% interval +4.96% to +4.996%");
	assert_string_equal(fact_sentence(&w, r),
		"a wall is 4.98% slower (95% interval +4.96% to +4.996%); there is a loss, but the "
		"data exclude a loss of 5% or more in the median");
	/* The same for a rate, of which less is a loss. */
	r->metric = fixture_rate;
	r->head.median = 9.504;
	r->change = r->effect_hi = -.0496;
	r->effect_lo = -.04998;
	assert_string_equal(fact_evidence->say(&w, r), "-4.96%, 95% interval -4.998% to -4.96%");
	assert_string_equal(phrase_change(&w, r), "-4.96%");
	r->metric = fixture_wall;
	r->head.median = 10.4976;
	r->change = .04976;
	r->effect_lo = .0496;
	r->effect_hi = .04996;
	/* So is what the medians say, where the estimate differs. */
	r->head.median = 12;
	assert_string_equal(fact_evidence->say(&w, r),
		"+4.98%, 95% interval +4.96% to +4.996%, the medians: +20.0%");
	/* A change that digits cannot show is none. */
	*r = *fixture_pair(&c, &mem, "a", &fixture_wall, VERDICT_INCONCLUSIVE, CONSEQUENCE_NONE, 10,
		10.0000001, 40, .1, .9);
	assert_string_equal(fact_sentence(&w, r),
		"a wall is undecided (95% interval -10.0% to +10.0%)");
	/* But what fails has changed. */
	r->verdict = VERDICT_REGRESSION;
	r->threshold = 0;
	assert_string_equal(fact_sentence(&w, r),
		"a wall is 0.0% slower (95% interval -10.0% to +10.0%)");
	/* Nor do more digits. */
	r->change = -1e-9;
	assert_string_equal(phrase_percent(&w, r), "+0.0%");
	r->change = -1e-7;
	assert_string_equal(phrase_percent(&w, r), "-0.00001%");
	/* No test is certain. */
	r->p = 0;
	assert_string_equal(fact_evidence[1].say(&w, r), "Mann-Whitney, exact, p<0.001, n=40");
}

/* A time can lose all and no more; a score below 0 can. */
static void an_interval_ends_where_the_values_may(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const struct wording w = { .mem = &mem, .c = &c };
	struct row *r;

	(void)state;
	fixture_frame(&c);
	r = fixture_pair(&c, &mem, "a", &fixture_wall, VERDICT_REGRESSION, CONSEQUENCE_FAIL, 1, 2,
		40, .1, 1e-9);
	r->effect_lo = -1.1;
	r->effect_hi = -.9;
	assert_string_equal(phrase_range(&w, r), "-90.0% or less");
	r->base.median = -1;
	assert_string_equal(phrase_range(&w, r), "-110% to -90.0%");
	r->effect_lo = r->effect_hi = -1;
	assert_null(phrase_range(&w, r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides_share_a_unit),
		cmocka_unit_test(the_spread_is_the_wider_half),
		cmocka_unit_test(budgets_are_in_the_unit_of_the_figures),
		cmocka_unit_test(changes_from_nothing_and_of_nothing),
		cmocka_unit_test(every_text_shows_the_side_of_the_limit),
		cmocka_unit_test(an_interval_ends_where_the_values_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
