/* Measurements that say of themselves that they may hide a loss, or that the sides differ in what
 * they do. */
#include "judge_fixture.h"

static void a_doubt_takes_a_pass_but_no_loss(void **state)
{
	static const struct {
		const char *yaml, *base, *head, *doubted, *told;
		int reason, warning;
	} rows[] = {
		{ "{}", "a wall s 20~1", "a wall s 20~1", "", "a/wall pass none; = 0",
			FINDING_WITHIN, FINDING_NONE },
		{ "{}", "a wall s 20~1", "a wall s 20~1", "h", "a/wall inconclusive warn; = 0",
			FINDING_DOUBT, FINDING_NONE },
		{ "{}", "a wall s 20~1", "a wall s 20~1", "b", "a/wall inconclusive warn; = 0",
			FINDING_DOUBT, FINDING_NONE },
		{ "{}", "a wall s 20~1.2", "a wall s 20~1", "h", "a/wall inconclusive warn; = 0",
			FINDING_DOUBT, FINDING_NONE },
		{ "inconclusive: fail", "a wall s 20~1", "a wall s 20~1", "h",
			"a/wall inconclusive fail; = 4", FINDING_DOUBT, FINDING_NONE },
		{ "{}", "a wall s 20~1", "a wall s 20~1.2", "b", "a/wall regression fail; = 1",
			FINDING_LOSS, FINDING_DOUBT },
		{ "{}", "a wall s 20~1", "a wall s 20~1.2", "bh", "a/wall regression fail; = 1",
			FINDING_LOSS, FINDING_DOUBT },
		{ "max: 2s", "a wall s 9x3", "a wall s 9x3", "h", "a/wall inconclusive warn; = 0",
			FINDING_DOUBT, FINDING_NONE },
		{ "max: 2 parsecs", "a wall s 9x3", "a wall s 9x3", "h", "a/wall error fail; = 3",
			FINDING_BAD_BUDGET, FINDING_NONE },
		{ "action: off", "a wall s 20~1", "a wall s 20~1", "h", "a/wall pass none; = 0",
			FINDING_WITHIN, FINDING_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct gate_policy gate = judge_gate(&mem, rows[i].yaml);
		const struct compare_options options = { .gate = &gate };
		struct run base = judge_run(&mem, 1, rows[i].base),
			   head = judge_run(&mem, 2, rows[i].head);
		struct run_set set = { .kind = "baseline", .v = &base, .n = 1 };
		const char *row = arena_printf(&mem, "row %zu", i);
		struct comparison c = { 0 };

		head.v[0].checks = "all well";
		base.v[0].doubt = strchr(rows[i].doubted, 'b') ? "the client was the limit" : NULL;
		head.v[0].doubt = strchr(rows[i].doubted, 'h') ? "the client was the limit" : NULL;
		compare_runs(&c, &mem, judge_new(&mem), &set, &head, &options);
		assert_row(row, judge_told(&mem, &c), rows[i].told);
		assert_row(row, finding_names[c.v[0].reason.kind], finding_names[rows[i].reason]);
		assert_row(row, finding_names[c.v[0].warning.kind], finding_names[rows[i].warning]);
		assert_text(c.v[0].checks, "all well");
	}
}

/* The base has 20 values of 100; the head has these of a metric without a better direction. */
static void other_work_is_told(void **state)
{
	static const struct {
		double low, high;
		bool exact;
		const char *other;
	} rows[] = {
		{ 100, 100, true, NULL },
		{ 99, 101, true, NULL },
		{ 101, 102, true, "was 100 B and is 102 B" },
		{ 98, 98, true, "was 100 B and is 98.0 B" },
		{ 98, 98, false, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct gate_policy gate = judge_gate(&mem, "{}");
		const struct compare_options options = { .gate = &gate };
		const struct metric work = { "length", "B", DIM_SIZE, BETTER_NONE, rows[i].exact };
		struct run base = judge_run(&mem, 1, "a wall s 20~1"),
			   head = judge_run(&mem, 2, "a wall s 20~1");
		struct run_set set = { .kind = "baseline", .v = &base, .n = 1 };
		struct comparison c = { 0 };

		for (size_t k = 0; k < 20; k++) {
			result_add(&base.v[0], &mem, &work, 100);
			result_add(&head.v[0], &mem, &work, k ? rows[i].high : rows[i].low);
		}
		compare_runs(&c, &mem, judge_new(&mem), &set, &head, &options);
		assert_text(judge_told(&mem, &c), "a/wall pass none; = 0");
		assert_row(arena_printf(&mem, "row %zu", i), c.v[0].warning.other, rows[i].other);
		assert_int_equal(c.v[0].warning.kind,
			rows[i].other ? FINDING_OTHER_WORK : FINDING_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_doubt_takes_a_pass_but_no_loss),
		cmocka_unit_test(other_work_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
