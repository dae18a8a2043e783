#include "unit.h"

#include "model/metric.h"

static void work_is_read(void **state)
{
	static const struct {
		const char *text;
		double amount; /* 0: refused */
		enum dimension dim;
		const char *unit;
	} rows[] = {
		{ "1000 items", 1000, DIM_NONE, "items/s" },
		{ "10k items", 10000, DIM_NONE, "items/s" },
		{ "2.5  frames", 2.5, DIM_NONE, "frames/s" },
		{ "64 MiB", 67108864, DIM_BANDWIDTH, "B/s" },
		{ "64MB", 64e6, DIM_BANDWIDTH, "B/s" },
		{ "1000", 1000, DIM_RATE, "1/s" },
		{ "5k", 5000, DIM_RATE, "1/s" },
		{ "20 req", 20, DIM_RATE, "1/s" },
		{ "", 0 },
		{ "items", 0 },
		{ "0", 0 },
		{ "0 items", 0 },
		{ "0 B", 0 },
		{ "-5 items", 0 },
		{ "nan items", 0 },
		{ "5 KiB", 5120, DIM_BANDWIDTH, "B/s" },
		{ "5 items per run", 0 },
		{ "5 items/s", 0 },
		{ "5 \xff", 0 },
		{ "5 abcdefghijklmnopqrstuvwxyz", 0 },
	};
	struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct work w = { 0 };
		const char *why = work_parse(&w, &mem, rows[i].text);

		if (!why != (rows[i].amount > 0))
			fail_msg("'%s' %s", rows[i].text, why ? why : "was taken");
		if (why)
			continue;
		assert_true(w.amount >= rows[i].amount && w.amount <= rows[i].amount);
		assert_int_equal(w.throughput.dim, rows[i].dim);
		assert_row(rows[i].text, w.throughput.unit, rows[i].unit);
		assert_text(w.throughput.name, "throughput");
		assert_int_equal(w.throughput.better, BETTER_HIGHER);
	}
	arena_free(&mem);
}

static void own_names(void **state)
{
	static const char *const own[] = { "wall", "io_operations", "throughput", "tree.rss.peak",
		"leak.fds", "counter.cycles" };
	static const char *const others[] = { "walls", "score", "tree", "my.tree.x", "" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		assert_true(metric_is_own(own[i]));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_false(metric_is_own(others[i]));
}

/* A run's file, and so its units, may be from anybody. */
static void foreign_units_stay_in_their_cell(void **state)
{
	static const struct {
		const char *unit, *expected;
	} rows[] = {
		{ "frames", "2.00 frames" },
		{ "a\nb", "2.00 a\\nb" },
		{ "\x1b[31m", "2.00 \\x1b[31m" },
		{ "\xff", "2.00 \\xff" },
		{ "abcdefghijklmnopqrs\xc2\xb5s", "2.00 abcdefghijklmnopqrs\xc2\xb5" },
		{ "", "2.00" },
	};
	struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct metric m = { "m", rows[i].unit, DIM_NONE, BETTER_LOWER };

		assert_row(rows[i].unit, metric_text(&mem, &m, 2), rows[i].expected);
	}
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_is_read),
		cmocka_unit_test(own_names),
		cmocka_unit_test(foreign_units_stay_in_their_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
