/* Slopes: over time, and with a parameter. */
#include "unit.h"

#include <math.h>

#include "judge/derive.h"
#include "judge/stats/stats.h"
#include "model/run/run.h"

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-12 * fmax(1, fabs(b));
}

static void growth_per_point(void **state)
{
	static const struct {
		double v[8];
		size_t n;
		double slope; /* NaN: none */
	} rows[] = {
		{ { 1, 1.01, 1.0201, 1.030301 }, 4, .01 },
		{ { 8, 4, 2, 1 }, 4, -.5 },
		{ { 3, 3, 3, 3, 3 }, 5, 0 },
		{ { 1, 2 }, 2, 1 },
		/* One wild point of seven does not bend it. */
		{ { 1, 2, 4, 1e9, 16, 32, 64 }, 7, 1 },
		{ { 1 }, 1, (double)NAN },
		{ { 0 }, 0, (double)NAN },
		{ { 1, 0, 2 }, 3, (double)NAN },
		{ { 1, -1, 2 }, 3, (double)NAN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double slope = stats_slope(rows[i].v, rows[i].n);

		if (isnan(rows[i].slope) ? !isnan(slope) : !near(slope, rows[i].slope))
			fail_msg("row %zu: %g", i, slope);
	}
}

/* However many points there are, and whatever one of seven says. */
static void growth_of_a_long_past(void **state)
{
	static const size_t lengths[] = { 255, 256, 257, 512, 513, 10000 };
	double v[10000];

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(lengths); k++) {
		double slope;

		for (size_t i = 0; i < lengths[k]; i++)
			v[i] = i % 7 == 3 ? 1e9 : pow(1.0001, (double)i);
		slope = stats_slope(v, lengths[k]);
		if (fabs(slope - .0001) > 1e-6)
			fail_msg("%zu points: %g", lengths[k], slope);
	}
}

static void exponents(void **state)
{
	static const struct {
		double x[6], y[6];
		size_t n;
		double exponent; /* NaN: none */
	} rows[] = {
		{ { 1, 2, 4, 8 }, { 3, 6, 12, 24 }, 4, 1 },
		{ { 10, 100, 1000 }, { 1, 100, 10000 }, 3, 2 },
		{ { 1, 2, 4 }, { 5, 5, 5 }, 3, 0 },
		{ { 1, 2, 4 }, { 8, 4, 2 }, 3, -1 },
		/* Points may repeat, and stand in any order. */
		{ { 4, 1, 2, 1, 4 }, { 16, 1, 4, 1, 16 }, 5, 2 },
		{ { 1, 2 }, { 1, 2 }, 2, (double)NAN },
		{ { 1, 2, 1, 2, 1 }, { 1, 2, 1, 2, 1 }, 5, (double)NAN },
		{ { 0, 1, 2, 3 }, { 1, 2, 3, 4 }, 4, (double)NAN },
		{ { 1, 2, 3 }, { 1, 0, 3 }, 3, (double)NAN },
		{ { 1, 2, 3 }, { 1, -1, 3 }, 3, (double)NAN },
		{ { 0 }, { 0 }, 0, (double)NAN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct figures f = { .n = 77 };
		bool fits = derive_exponent(&f, rows[i].x, rows[i].y, rows[i].n);

		assert_int_equal(fits, !isnan(rows[i].exponent));
		if (!fits) {
			assert_int_equal(f.n, 77);
			continue;
		}
		if (!near(f.mean, rows[i].exponent) || f.sd > 1e-7 || f.n + 1 != rows[i].n)
			fail_msg("row %zu: %g +- %g", i, f.mean, f.sd);
		assert_true(f.lo <= f.mean && f.mean <= f.hi && f.median == f.mean);
	}
}

/* y = 1 2 2 4 at x = 1 2 4 8, as powers of two 0 1 1 2: slope .6, residual squares .2, by hand. */
static void the_error_of_an_exponent(void **state)
{
	static const double x[] = { 1, 2, 4, 8 }, y[] = { 1, 2, 2, 4 };
	const double t = 4.302652729749462; /* of 2 degrees of freedom, .975 */
	const double error = sqrt(.2 / 2 / 5);
	struct figures f;

	(void)state;
	assert_true(derive_exponent(&f, x, y, 4));
	assert_true(near(f.mean, .6));
	assert_true(fabs(f.sd / sqrt((double)f.n) - error) < 1e-12);
	assert_int_equal(f.n - 1, 2); /* degrees of freedom */
	assert_true(fabs(f.hi - f.mean - t * error) < 1e-6 &&
		fabs(f.mean - f.lo - t * error) < 1e-6);
	assert_true(f.level == .95);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(growth_per_point),
		cmocka_unit_test(growth_of_a_long_past),
		cmocka_unit_test(exponents),
		cmocka_unit_test(the_error_of_an_exponent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
