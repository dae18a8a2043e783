#include "unit.h"

#include <math.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sorts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
