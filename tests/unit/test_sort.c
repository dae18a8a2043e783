#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "base/sort.h"

static void sorts(void **state)
{
	double v[] = { 3, -1, 2, -1, 1e300, (double)-INFINITY };
	const double sorted[] = { (double)-INFINITY, -1, -1, 2, 3, 1e300 };

	(void)state;
	sort_doubles(v, ARRAY_SIZE(v));
	assert_memory_equal(v, sorted, sizeof v);
	assert_true(sort_median(v + 1, 3) == -1 && sort_median(v + 1, 4) == .5);
	sort_doubles(NULL, 0);
}

/* Around the lengths where the way to sort changes. */
static void sorts_any_length(void **state)
{
	enum { LONGEST = 140 };
	struct rng rng = rng_seeded(2);

	(void)state;
	for (size_t n = 0; n <= LONGEST; n++)
		for (uint64_t ties = 1; ties <= 256; ties *= 4) {
			double v[LONGEST + 1], expected[LONGEST + 1];

			for (size_t i = 0; i <= n; i++)
				v[i] = expected[i] = (double)rng_below(&rng, ties);
			qsort(expected, n, sizeof *v, sort_by_double);
			sort_doubles(v, n);
			assert_memory_equal(v, expected, (n + 1) * sizeof *v);
		}
}

/* Of any order, with ties, and of a series that makes each round remove little. */
static void finds_medians(void **state)
{
	enum { LONGEST = 300 };
	struct rng rng = rng_seeded(1);

	(void)state;
	for (size_t n = 1; n <= LONGEST; n++)
		for (uint64_t ties = 1; ties <= n; ties *= 4) {
			double v[LONGEST], sorted[LONGEST];

			for (size_t i = 0; i < n; i++)
				v[i] = sorted[i] = ties == 4 ? (double)(i < n / 2 ? i : n - i)
							     : (double)rng_below(&rng, ties);
			sort_doubles(sorted, n);
			assert_true(sort_find_median(v, n) == sort_median(sorted, n));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sorts),
		cmocka_unit_test(sorts_any_length), cmocka_unit_test(finds_medians) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
