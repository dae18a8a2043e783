#include "unit.h"

#include <math.h>

#include "base/decimal.h"
#include "base/rng.h"
#include "base/units.h"

static void expect_decimal(double v, unsigned digits)
{
	char text[400], expected[400];

	snprintf(expected, sizeof expected, "%.*f", (int)digits, v);
	if (strcmp(decimal_text(text, sizeof text, v, digits), expected) != 0)
		fail_msg("%.17g with %u digits is %s", v, digits, text);
}

/* As printf writes them, also halfway between two. */
static void decimals_are_printed(void **state)
{
	static const double odd[] = { 0, -0.0, 0.5, 1.5, 2.5, -2.5, 0.125, 0.375, 0.005, 0.995,
		9.995, 99.95, 1e-300, 5e-324, 1e15, 1e300, 70368744177663.5, 70368744177664.5,
		(double)NAN, (double)INFINITY, -(double)INFINITY };
	struct rng r = rng_seeded(5);

	(void)state;
	for (unsigned digits = 0; digits < 5; digits++) {
		for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
			expect_decimal(odd[i], digits);
		for (int i = 0; i < 50000; i++) {
			double v = (double)(rng_next(&r) >> rng_below(&r, 64));

			expect_decimal(ldexp(v, -(int)rng_below(&r, 70)), digits);
			expect_decimal(-v / 1000, digits);
		}
	}
}

static void quantities_are_read(void **state)
{
	static const struct {
		enum dimension dim;
		const char *text;
		double value;
	} rows[] = {
		{ DIM_TIME, "0", 0 },
		{ DIM_TIME, "30s", 30 },
		{ DIM_TIME, "500ms", 0.5 },
		{ DIM_TIME, "500 ms", 0.5 },
		{ DIM_TIME, "1m30s", 90 },
		{ DIM_TIME, "1h2m3s", 3723 },
		{ DIM_TIME, "1.5h", 5400 },
		{ DIM_TIME, "2min", 120 },
		{ DIM_TIME, "1d", 86400 },
		{ DIM_TIME, "7us", 7e-6 },
		{ DIM_TIME, "7\xc2\xb5s", 7e-6 },
		{ DIM_TIME, "7\xce\xbcs", 7e-6 },
		{ DIM_TIME, "3ns", 3e-9 },
		{ DIM_TIME, "1e3s", 1000 },
		{ DIM_TIME, ".5s", 0.5 },
		{ DIM_TIME, "-5s", -5 },
		{ DIM_TIME, "-1m30s", -90 },
		{ DIM_TIME, "+5s", 5 },
		{ DIM_SIZE, "64KiB", 65536 },
		{ DIM_SIZE, "64 KiB", 65536 },
		{ DIM_SIZE, "200MB", 2e8 },
		{ DIM_SIZE, "1GiB", 1073741824 },
		{ DIM_SIZE, "12B", 12 },
		{ DIM_SIZE, "0", 0 },
		{ DIM_RATIO, "5%", 0.05 },
		{ DIM_RATIO, "7%", 0.07 },
		{ DIM_RATIO, "0.3%", 0.003 },
		{ DIM_RATIO, "29%", 0.29 },
		{ DIM_RATIO, "0.05ratio", 0.05 },
		{ DIM_RATIO, "0", 0 },
		{ DIM_RATE, "100/s", 100 },
		{ DIM_RATE, "1.5k/s", 1500 },
		{ DIM_RATE, "2 req/s", 2 },
		{ DIM_BANDWIDTH, "10MB/s", 1e7 },
		{ DIM_BANDWIDTH, "1KiB/s", 1024 },
		{ DIM_COUNT, "10", 10 },
		{ DIM_COUNT, "10k", 10000 },
		{ DIM_COUNT, "1.5M", 1500000 },
		{ DIM_NONE, "0.25", 0.25 },
		{ DIM_FREQUENCY, "2.5GHz", 2.5e9 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *why;
		double v = -1;

		if (!quantity_parse(&v, rows[i].dim, rows[i].text, &why) || v != rows[i].value)
			fail_msg("%s: %.17g %s", rows[i].text, v, why);
	}
}

static void what_is_no_quantity_is_refused(void **state)
{
	static const struct {
		enum dimension dim;
		const char *text, *why;
	} rows[] = {
		{ DIM_TIME, "", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "5", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "5x", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "5S", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "s", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "1m-30s", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "1m30", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "5s ", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, " 5s", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "5%", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "inf", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "nan", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "0x10s", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "1e999s", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "1e308h", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "1e308s1e308s", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "--5s", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_TIME, "0x", "needs a time such as 500ms, 30s or 1m30s" },
		{ DIM_SIZE, "64", "needs a size such as 64KiB or 200MB" },
		{ DIM_SIZE, "64KiBx", "needs a size such as 64KiB or 200MB" },
		{ DIM_SIZE, "1KiB1B", "needs a size such as 64KiB or 200MB" },
		{ DIM_SIZE, "5s", "needs a size such as 64KiB or 200MB" },
		{ DIM_RATIO, "5", "needs a percentage such as 5%" },
		{ DIM_RATIO, "0.05", "needs a percentage such as 5%" },
		{ DIM_RATIO, "5%%", "needs a percentage such as 5%" },
		{ DIM_RATE, "5", "needs a rate such as 100/s" },
		{ DIM_BANDWIDTH, "5MB", "needs a bandwidth such as 10MB/s" },
		{ DIM_COUNT, "ten", "needs a count such as 1000 or 10k" },
		{ DIM_COUNT, "1,5", "needs a count such as 1000 or 10k" },
		{ DIM_NONE, "1 parsec", "needs a number" },
		{ DIM_FREQUENCY, "1", "needs a frequency such as 2.5GHz" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *why;
		double v = 42;

		if (quantity_parse(&v, rows[i].dim, rows[i].text, &why) || v != 42)
			fail_msg("'%s' is %.17g", rows[i].text, v);
		assert_row(rows[i].text, why, rows[i].why);
	}
}

static void quantities_are_printed(void **state)
{
	static const struct {
		enum dimension dim;
		double value;
		const char *text;
	} rows[] = {
		{ DIM_TIME, 0.0124, "12.4 ms" },
		{ DIM_TIME, 0.1182, "118 ms" },
		{ DIM_TIME, 1.5, "1.50 s" },
		{ DIM_TIME, 90, "90.0 s" },
		{ DIM_TIME, 86400, "86400 s" },
		{ DIM_TIME, 12e-6, "12.0 \xc2\xb5s" },
		{ DIM_TIME, 3e-9, "3.00 ns" },
		{ DIM_TIME, 0.30e-9, "0.30 ns" },
		{ DIM_TIME, 0.0123e-9, "0.0123 ns" },
		{ DIM_TIME, -0.0124, "-12.4 ms" },
		{ DIM_TIME, 0, "0.00 ns" },
		/* The unit is chosen for what the rounded number will be. */
		{ DIM_TIME, 0.0009994, "999 \xc2\xb5s" },
		{ DIM_TIME, 0.0009996, "1.00 ms" },
		{ DIM_TIME, 0.009994, "9.99 ms" },
		{ DIM_TIME, 0.009996, "10.0 ms" },
		{ DIM_TIME, 0.09994, "99.9 ms" },
		{ DIM_TIME, 0.09996, "100 ms" },
		{ DIM_SIZE, 512, "512 B" },
		{ DIM_SIZE, 1536, "1.50 KiB" },
		{ DIM_SIZE, 1.2 * 1073741824, "1.20 GiB" },
		{ DIM_SIZE, 1e18, "909495 TiB" },
		{ DIM_RATIO, 0.05, "5%" },
		{ DIM_RATIO, 0.125, "12.5%" },
		{ DIM_RATIO, 0.00025, "0.025%" },
		{ DIM_RATIO, 3, "300%" },
		{ DIM_RATIO, 1e9, "1e+11%" },
		{ DIM_RATIO, 0, "0%" },
		{ DIM_RATE, 1500, "1.50 k/s" },
		{ DIM_RATE, 12, "12.0/s" },
		{ DIM_RATE, 0.0015, "0.0015/s" },
		{ DIM_BANDWIDTH, 1e7, "10.0 MB/s" },
		{ DIM_COUNT, 7, "7" },
		{ DIM_COUNT, 7.5, "7.50" },
		{ DIM_COUNT, 12345, "12.3 k" },
		{ DIM_NONE, 0.25, "0.25" },
		{ DIM_NONE, 1234567, "1.23e+06" },
		{ DIM_NONE, 0.000123, "0.000123" },
		{ DIM_FREQUENCY, 2.5e9, "2.50 GHz" },
	};
	char out[QUANTITY_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].text, quantity_format(out, rows[i].value, rows[i].dim),
			rows[i].text);
	/* Whatever the number, it fits. */
	for (enum dimension dim = DIM_NONE; dim <= DIM_FREQUENCY; dim++) {
		static const double odd[] = { HUGE_VAL, -HUGE_VAL, (double)NAN, 1.7e308, -1.7e308,
			5e-324 };

		for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
			assert_in_range(strlen(quantity_format(out, odd[i], dim)), 1,
				QUANTITY_MAX - 1);
	}
}

/* What is printed reads back as the same number to three digits. */
static void printed_quantities_read_back(void **state)
{
	struct rng r = rng_seeded(8);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		enum dimension dim = (enum dimension)(1 + rng_below(&r, DIM_FREQUENCY));
		double v = exp2((double)rng_below(&r, 60) - 25) *
			(1 + (double)rng_below(&r, 1000) / 1000),
		       back;
		char out[QUANTITY_MAX];
		const char *why;

		quantity_format(out, v, dim);
		if (!quantity_parse(&back, dim, out, &why) || fabs(back / v - 1) > 0.051)
			fail_msg("%.17g is printed as %s", v, out);
	}
}

static void changes_are_printed(void **state)
{
	static const struct {
		double ratio;
		const char *text;
	} rows[] = {
		{ 0.116, "+11.6%" },
		{ -0.003, "-0.3%" },
		{ 12.34, "+1234%" },
		{ 0, "+0.0%" },
		{ 0.0004, "+0.04%" },
		{ -0.00004, "-0.0040%" },
		{ 0.0000006, "+0.0001%" },
		{ 0.0000004, "+0.0%" },
		{ -0.0000004, "+0.0%" },
		{ -0.0, "+0.0%" },
		{ 0.9996, "+100%" },
		{ -1, "-100%" },
		{ HUGE_VAL, "+inf%" },
		{ -HUGE_VAL, "-inf%" },
		{ (double)NAN, "?" },
	};
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].text, percent_text(&mem, rows[i].ratio), rows[i].text);
	assert_in_range(strlen(percent_text(&mem, 1.7e308)), 1, QUANTITY_MAX - 1);
	assert_string_equal(p_text(&mem, 0.0034), "p=0.003");
	assert_string_equal(p_text(&mem, 0.00099), "p<0.001");
}

static void units_are_found(void **state)
{
	(void)state;
	assert_int_equal(unit_find("ms")->dim, DIM_TIME);
	assert_int_equal(unit_find("MiB")->dim, DIM_SIZE);
	assert_int_equal(unit_find("%")->dim, DIM_RATIO);
	assert_null(unit_find(""));
	assert_null(unit_find("furlong"));
	for (enum dimension dim = DIM_NONE; dim <= DIM_FREQUENCY; dim++) {
		const struct unit *u = unit_find(dimension_base(dim));

		if (dim == DIM_NONE)
			assert_null(u);
		else
			assert_true(u && u->dim == dim && u->factor == 1);
	}
}

static void units_convert_exactly(void **state)
{
	static const struct {
		const char *unit;
		double value, base;
	} rows[] = {
		{ "%", 7, 0.07 },
		{ "ms", 12.4, 0.0124 },
		{ "us", 3, 3e-6 },
		{ "ns", 1234567, 0.001234567 },
		{ "KiB", 1.5, 1536 },
		{ "min", 2, 120 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double v = unit_to_base(rows[i].value, unit_find(rows[i].unit));

		if (v != rows[i].base)
			fail_msg("%g %s is %.17g", rows[i].value, rows[i].unit, v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_printed),
		cmocka_unit_test(quantities_are_read),
		cmocka_unit_test(what_is_no_quantity_is_refused),
		cmocka_unit_test(quantities_are_printed),
		cmocka_unit_test(printed_quantities_read_back),
		cmocka_unit_test(changes_are_printed),
		cmocka_unit_test(units_are_found),
		cmocka_unit_test(units_convert_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
