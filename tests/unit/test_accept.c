/* What base or the change itself accepts: which rows an entry of the ledger covers. */
#include "judge_fixture.h"

#include "base/text.h"

#include "model/ledger.h"

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

static void the_ledger_accepts(void **state)
{
	static const struct {
		const char *name;
		struct accepted entry;
		double change;
		bool higher;
		const char *verdict, *note;
	} rows[] = {
		{ "up to the limit", { .benchmark = "a", .max = .1 }, .1, false, "accepted", NULL },
		{ "beyond it", { .benchmark = "a", .max = .1 }, .11, false, "regression", NULL },
		{ "a rate", { .benchmark = "a", .max = .1 }, -.1, true, "accepted", NULL },
		{ "a rate beyond", { .benchmark = "a", .max = .1 }, -.2, true, "regression", NULL },
		{ "a pattern", { .benchmark = "*", .metric = "w*", .max = .1 }, .1, false,
			"accepted", NULL },
		{ "another metric", { .benchmark = "a", .metric = "user", .max = .1 }, .1, false,
			"regression",
			"the acceptance of a (metric user) has no effect: the gate does not judge it" },
		{ "another suite", { .suite = "t", .benchmark = "a", .max = .1 }, .1, false,
			"regression", NULL },
		{ "this suite", { .suite = "s", .benchmark = "a", .max = .1 }, .1, false,
			"accepted", NULL },
		{ "another benchmark", { .benchmark = "b", .max = .1 }, .1, false, "regression",
			"the acceptance of b matches no benchmark of this suite" },
		{ "the last day", { .benchmark = "a", .max = .1, .expires = "2026-06-30" }, .1,
			false, "accepted", NULL },
		{ "the day after", { .benchmark = "a", .max = .1, .expires = "2026-06-29" }, .1,
			false, "regression", "the acceptance of a expired on 2026-06-29" },
		{ "no figure", { .benchmark = "a", .max = 9 }, (double)NAN, false, "regression",
			NULL },
		{ "added by the change", { .benchmark = "a", .max = .1, .added = true }, .1, false,
			"accepted", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { .suite = "s" };
		struct accepted entry = rows[i].entry;
		const struct ledger ledger = { .v = &entry, .n = 1 };
		struct row *r = push(&c, &mem, "a", VERDICT_REGRESSION, CONSEQUENCE_FAIL,
			rows[i].change);

		entry.reason = "we mean it";
		r->metric.better = rows[i].higher ? BETTER_HIGHER : BETTER_LOWER;
		compare_accept(&c, &mem, &ledger, "2026-06-30");
		compare_note_acceptances(&c, &mem, &ledger, "2026-06-30", true);
		assert_row(rows[i].name, verdict_names[r->verdict], rows[i].verdict);
		assert_row(rows[i].name, c.notes.n ? c.notes.v[0] : NULL, rows[i].note);
		if (r->verdict == VERDICT_ACCEPTED) {
			assert_int_equal(r->reason.kind, FINDING_ACCEPTED);
			assert_text(r->reason.text, "we mean it");
			assert_int_equal(r->consequence,
				entry.added ? CONSEQUENCE_WARN : CONSEQUENCE_NONE);
			assert_int_equal(c.exit, EXIT_PASS);
		}
	}
}

/* An entry covers no loss beside a run that contains the accepted one already. */
static void acceptances_are_spent(void **state)
{
	static const struct {
		enum test test;
		size_t runs, spent;
		const char *told;
	} rows[] = {
		{ TEST_BLOCKED_RANKS, 8, 0, "a/wall accepted none; = 0" },
		{ TEST_BLOCKED_RANKS, 8, 1, "a/wall regression fail; = 1" },
		/* The run in the middle of the window stands for it. */
		{ TEST_PREDICTION, 9, 4, "a/wall accepted none; = 0" },
		{ TEST_PREDICTION, 9, 5, "a/wall regression fail; = 1" },
		{ TEST_PREDICTION_MEANS, 9, 4, "a/wall accepted none; = 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { .suite = "s" };
		struct accepted entry = { .benchmark = "a",
			.max = .2,
			.reason = "why",
			.spent = rows[i].spent,
			.spent_at = "abc" };
		const struct ledger ledger = { .v = &entry, .n = 1 };
		struct row *r = push(&c, &mem, "a", VERDICT_REGRESSION, CONSEQUENCE_FAIL, .1);

		r->test = (int)rows[i].test;
		r->base.n = rows[i].runs;
		compare_accept(&c, &mem, &ledger, "2026-06-30");
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
		if (r->verdict == VERDICT_REGRESSION) {
			assert_int_equal(r->warning.kind, FINDING_ACCEPTED_SPENT);
			assert_text(r->warning.other, "abc");
		}
	}
}

/* A loss from 0 has no ratio. */
static void amounts_are_accepted(void **state)
{
	static const struct {
		const char *amount;
		double base, head;
		enum better better;
		const char *told;
		double max; /* instead of the amount, of a share */
	} rows[] = {
		{ "2", 0, 2, BETTER_LOWER, "a/n accepted none; = 0" },
		{ "2", 0, 2.5, BETTER_LOWER, "a/n regression fail; = 1" },
		{ "2", 10, 8, BETTER_HIGHER, "a/n accepted none; = 0" },
		{ "2", 10, 7, BETTER_HIGHER, "a/n regression fail; = 1" },
		{ "2ms", 0, 1, BETTER_LOWER, "a/n regression fail; = 1" },
		{ NULL, 0, 1, BETTER_LOWER, "a/n regression fail; = 1" },
		{ NULL, 0, .02, BETTER_LOWER, "a/n accepted none; = 0", .02 },
		{ NULL, 0, .03, BETTER_LOWER, "a/n regression fail; = 1", .02 },
		{ NULL, .5, .53, BETTER_LOWER, "a/n regression fail; = 1", .03 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { .suite = "s" };
		struct accepted entry = { .benchmark = "a",
			.amount = rows[i].amount,
			.max = rows[i].max > 0   ? rows[i].max
				: rows[i].amount ? 0
						 : 500,
			.reason = "known" };
		const struct ledger ledger = { .v = &entry, .n = 1 };
		struct row *r = push(&c, &mem, "a", VERDICT_REGRESSION, CONSEQUENCE_FAIL,
			rows[i].base > 0 ? rows[i].head / rows[i].base - 1 : (double)NAN);

		r->metric = (struct metric){ .name = "n",
			.unit = "1",
			.dim = rows[i].max > 0 ? DIM_RATIO : DIM_COUNT,
			.better = rows[i].better };
		r->base.median = rows[i].base;
		r->head.median = rows[i].head;
		compare_accept(&c, &mem, &ledger, "2026-06-30");
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
		assert_int_equal(r->warning.kind,
			r->verdict == VERDICT_ACCEPTED              ? FINDING_NONE
				: text_equal(rows[i].amount, "2ms") ? FINDING_ACCEPTED_UNIT
								    : FINDING_ACCEPTED_LESS);
	}
}

/* What was not measured cannot show that an entry is wrong. */
static void a_part_of_the_suite_shows_no_fault(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = { .suite = "s" };
	struct accepted entries[] = { { .benchmark = "b", .max = .1, .reason = "why" },
		{ .benchmark = "a", .max = .1, .reason = "why", .expires = "2026-06-29" } };
	const struct ledger ledger = { .v = entries, .n = 2 };

	(void)state;
	push(&c, &mem, "a", VERDICT_PASS, CONSEQUENCE_NONE, 0);
	compare_note_acceptances(&c, &mem, &ledger, "2026-06-30", false);
	assert_int_equal(c.notes.n, 1);
	assert_text(c.notes.v[0], "the acceptance of a expired on 2026-06-29");
}

/* A benchmark that was not measured has one row, which stands for all of its metrics. */
static void a_benchmark_without_data_shows_no_fault(void **state)
{
	static const struct {
		int verdict, reason;
		size_t notes;
	} rows[] = {
		{ VERDICT_PASS, FINDING_SAME_BYTES, 0 },
		{ VERDICT_ERROR, FINDING_NOT_MEASURED, 0 },
		{ VERDICT_PASS, FINDING_WITHIN, 1 },
	};
	struct accepted entry = { .benchmark = "a", .metric = "peak_rss", .max = .1 };
	const struct ledger ledger = { .v = &entry, .n = 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { .suite = "s" };

		push(&c, &mem, "a", rows[i].verdict, CONSEQUENCE_NONE, 0)
			->reason.kind = rows[i].reason;
		push(&c, &mem, "b", VERDICT_PASS, CONSEQUENCE_NONE, 0);
		compare_note_acceptances(&c, &mem, &ledger, "2026-06-30", true);
		assert_int_equal(c.notes.n, rows[i].notes);
	}
}

/* The last note stands for the rest. */
static void many_faults_are_not_all_told(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = { .suite = "s" };
	struct ledger ledger = { .v = arena_array(&mem, 60, sizeof *ledger.v), .n = 60 };

	(void)state;
	for (size_t i = 0; i < ledger.n; i++)
		ledger.v[i] = (struct accepted){ .benchmark = "a", .metric = "peak_rss" };
	push(&c, &mem, "a", VERDICT_PASS, CONSEQUENCE_NONE, 0);
	compare_note_acceptances(&c, &mem, &ledger, "2026-06-30", true);
	assert_int_equal(c.notes.n, 51);
	assert_text(c.notes.v[50], "more acceptances have no effect");
}

static void the_ledger_leaves_alone(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = { .suite = "s" };
	struct accepted entries[] = { { .benchmark = "*", .max = 5, .reason = "all" },
		{ .benchmark = "*", .metric = "*", .max = .01, .reason = "less" } };
	const struct ledger ledger = { .v = entries, .n = 2 };

	(void)state;
	push(&c, &mem, "a", VERDICT_REGRESSION, CONSEQUENCE_FAIL, .1)->budget = "1s";
	push(&c, &mem, "as", VERDICT_REGRESSION, CONSEQUENCE_FAIL, .1)->test = TEST_SHAPE;
	push(&c, &mem, "b", VERDICT_ERROR, CONSEQUENCE_FAIL, .1);
	push(&c, &mem, "c", VERDICT_UNCONFIRMED, CONSEQUENCE_FAIL, .1);
	push(&c, &mem, "c", VERDICT_REGRESSION, CONSEQUENCE_FAIL, .1); /* its second metric */
	push(&c, &mem, "d", VERDICT_PASS, CONSEQUENCE_NONE, .1);
	compare_accept(&c, &mem, &ledger, "2026-06-30");
	assert_text(judge_told(&mem, &c),
		"a/wall regression fail; as/wall regression fail; b/wall error fail; c/wall accepted none; "
		"c/wall regression fail; d/wall pass none; = 1");
	assert_int_equal(c.v[1].warning.kind, FINDING_ACCEPTED_NO_SHAPE);
	assert_text(c.v[1].warning.text, "less");
}

/* Not certain, but no more than what is accepted: nobody needs to answer for it again. */
static void acceptances_cover_suspicions(void **state)
{
	static const struct {
		const char *gate;
		double max, spent;
		int no_verdict;
		const char *told;
		int reason;
	} rows[] = {
		{ "{}", 0, 0, ACTION_FAIL, "a/wall inconclusive fail; = 4", FINDING_SUSPECTED },
		{ "{}", .1, 0, ACTION_FAIL, "a/wall inconclusive fail; = 4", FINDING_SUSPECTED },
		{ "{}", .5, 0, ACTION_FAIL, "a/wall inconclusive none; = 0", FINDING_ACCEPTED },
		{ "{}", .5, 1, ACTION_FAIL, "a/wall inconclusive fail; = 4", FINDING_SUSPECTED },
		/* Where an acceptance decides nothing, it is not the reason. */
		{ "{}", .5, 0, ACTION_OFF, "a/wall inconclusive none; = 0", FINDING_SUSPECTED },
		{ "{ inconclusive: fail }", .5, 0, ACTION_FAIL, "a/wall inconclusive fail; = 4",
			FINDING_SUSPECTED },
		{ "{ inconclusive: warn }", .5, 0, ACTION_WARN, "a/wall inconclusive warn; = 0",
			FINDING_SUSPECTED },
		{ "{ inconclusive: warn }", .5, 0, ACTION_FAIL, "a/wall inconclusive warn; = 0",
			FINDING_ACCEPTED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = judge_compare(&mem, rows[i].gate,
			"a wall s 1 1.1 1.2 1.3 .9 .8", "a wall s 1.25 1.35 1.5 1.6 1.05 .95");
		struct accepted entry = { .benchmark = "a",
			.max = rows[i].max,
			.reason = "why",
			.spent = (size_t)rows[i].spent };
		const struct ledger ledger = { .v = &entry, .n = rows[i].max > 0 };

		compare_accept(&c, &mem, &ledger, "2026-06-30");
		compare_no_verdict(&c, rows[i].no_verdict);
		assert_row(arena_printf(&mem, "row %zu", i), judge_told(&mem, &c), rows[i].told);
		assert_int_equal(c.v[0].reason.kind, rows[i].reason);
	}
}

/* Those that reported it are no fair sample, whatever is accepted of them. */
static void some_runs_have_no_mean(void **state)
{
	static const struct {
		int reason;
		bool accepted;
		int told;
	} rows[] = {
		{ FINDING_SUSPECTED, false, FINDING_SUSPECTED },
		{ FINDING_SUSPECTED, true, FINDING_ACCEPTED },
		{ FINDING_SOME_RUNS, false, FINDING_SOME_RUNS },
		{ FINDING_SOME_RUNS, true, FINDING_ACCEPTED_SOME_RUNS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { .suite = "s" };
		struct accepted entry = { .benchmark = "a", .max = .5, .reason = "why" };
		const struct ledger ledger = { .v = &entry, .n = rows[i].accepted };
		struct row *r = push(&c, &mem, "a", VERDICT_INCONCLUSIVE, CONSEQUENCE_NONE, .25);

		r->action = ACTION_FAIL;
		r->reason.kind = rows[i].reason;
		r->base.median = 4;
		r->head.median = 5;
		compare_accept(&c, &mem, &ledger, "2026-06-30");
		compare_no_verdict(&c, ACTION_FAIL);
		assert_int_equal(r->reason.kind, rows[i].told);
		assert_int_equal(r->consequence == CONSEQUENCE_NONE, rows[i].accepted);
		assert_int_equal(isfinite(c.geomean), rows[i].reason != FINDING_SOME_RUNS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ledger_accepts),
		cmocka_unit_test(acceptances_are_spent),
		cmocka_unit_test(amounts_are_accepted),
		cmocka_unit_test(a_part_of_the_suite_shows_no_fault),
		cmocka_unit_test(a_benchmark_without_data_shows_no_fault),
		cmocka_unit_test(many_faults_are_not_all_told),
		cmocka_unit_test(the_ledger_leaves_alone),
		cmocka_unit_test(acceptances_cover_suspicions),
		cmocka_unit_test(some_runs_have_no_mean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
