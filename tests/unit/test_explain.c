#include "unit.h"

#include <math.h>

#include "judge/compare.h"
#include "report/explain.h"

/* Each finding and test has a name for files and words for people. */
static void all_have_words(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct row row = { .threshold = .05, .confidence = .99, .base.n = 12, .head.n = 3 };

	(void)state;
	for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++) {
		const struct finding f = { .kind = kind, 7, .2, "TEXT", "OTHER" };
		const char *words = explain_finding(&mem, &row, &f);

		assert_non_null(finding_names[kind]);
		assert_non_null(words);
		assert_null(strchr(words, '$'));
	}
	for (int test = TEST_NONE + 1; test < TESTS; test++) {
		struct row r = row;

		r.test = test;
		assert_non_null(test_names[test]);
		assert_non_null(explain_test(&mem, &r));
	}
}

static void parameters_are_filled_in(void **state)
{
	static const struct {
		struct finding f;
		const char *words;
	} rows[] = {
		{ { .kind = FINDING_NONE }, NULL },
		{ { .kind = FINDING_TEXT, .text = "" }, NULL },
		{ { .kind = FINDING_TEXT, .text = "it cost $5\nor more" }, "it cost $5\nor more" },
		{ { .kind = FINDING_WITHIN },
			"the data exclude a loss of 5% or more in the median" },
		{ { .kind = FINDING_BLIND, .ratio = .07 }, "the data may miss changes below 7%" },
		{ { .kind = FINDING_POWERLESS },
			"12 and 3 samples cannot show a change with 99% confidence; take more" },
		{ { .kind = FINDING_CONFIRMED, .n = 8, .ratio = .116 },
			"confirmed on 8 fresh samples: +11.6%" },
		{ { .kind = FINDING_CONFIRMED, .n = 8, .ratio = .116, .text = "cpu" },
			"confirmed on 8 fresh samples: cpu +11.6%" },
		{ { .kind = FINDING_CONFIRMED, .n = 8, .ratio = (double)NAN },
			"confirmed on 8 fresh samples: a loss from 0" },
		{ { .kind = FINDING_ACCEPTED, .limit = "2", .text = "why" },
			"accepted up to +2: why" },
		{ { .kind = FINDING_ACCEPTED, .ratio = .12, .text = "why" },
			"accepted up to +12%: why" },
		{ { .kind = FINDING_ACCEPTED, .ratio = .12, .text = "why", .other = "2026-03-01" },
			"accepted up to +12% until 2026-03-01: why" },
		{ { .kind = FINDING_ACCEPTED_SOME_RUNS, .ratio = .12, .text = "why" },
			"only some runs reported it; accepted up to +12%: why" },
		{ { .kind = FINDING_ACCEPTED_SOME_RUNS,
			  .ratio = .12,
			  .text = "why",
			  .other = "2026-03-01" },
			"only some runs reported it; accepted up to +12% until 2026-03-01: why" },
		{ { .kind = FINDING_COMMON_MODE, .n = 4, .text = "it waited", .other = "5" },
			"4 of 5 benchmarks are slower together, and it waited: the machine may be "
			"the cause" },
		{ { .kind = FINDING_UNITS, .text = "s", .other = "B" },
			"the unit was 's' and is 'B'" },
	};
	const struct row row = { .threshold = .05, .confidence = .99, .base.n = 12, .head.n = 3 };
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(finding_names[rows[i].f.kind], explain_finding(&mem, &row, &rows[i].f),
			rows[i].words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_have_words),
		cmocka_unit_test(parameters_are_filled_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
