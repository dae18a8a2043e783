#include "unit.h"

#include <float.h>

#include "report/spark.h"

static void levels(void **state)
{
	static const struct {
		double v[10];
		size_t n, width;
		const char *levels;
	} rows[] = {
		{ { 0 }, 0, 5, "" },
		{ { 7 }, 1, 5, "1" },
		{ { 1, 2, 3, 4, 5, 6, 7, 8 }, 8, 8, "12345678" },
		{ { 8, 1 }, 2, 8, "81" },
		{ { 3, 3, 3 }, 3, 8, "111" },
		/* The last ones, on their own scale. */
		{ { 1000, 1, 2 }, 3, 2, "18" },
		{ { 1, 2, 3 }, 3, 0, "" },
		/* Less than a hundredth is level; more is not. */
		{ { 100, 100.9 }, 2, 8, "11" },
		{ { 100, 101.1 }, 2, 8, "18" },
		{ { 0, 0, 0 }, 3, 8, "111" },
		{ { 0, 1e-300 }, 2, 8, "18" },
		{ { -5, 5 }, 2, 8, "18" },
		{ { -5, -5 }, 2, 8, "11" },
		{ { -DBL_MAX, 0, DBL_MAX }, 3, 8, "148" },
		{ { 0, DBL_MAX }, 2, 8, "18" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const char *got = spark_levels(&mem, rows[i].v, rows[i].n, rows[i].width);

		assert_row(rows[i].levels, got, rows[i].levels);
		assert_int_equal(strlen(spark_of(&mem, got)), 3 * strlen(got));
	}
}

/* Levels come from files, too. */
static void bars(void **state)
{
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	assert_text(spark_of(&mem, "18"), "\xe2\x96\x81\xe2\x96\x88");
	assert_text(spark_of(&mem, ""), "");
	assert_text(spark_of(&mem, "0<9\033\xff 4"), "\xe2\x96\x84");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels),
		cmocka_unit_test(bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
