#include "unit.h"

#include <stdlib.h>

#include "base/decimal.h"
#include "base/rng.h"

static void what_is_a_number(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		bool standard, integer;
	} rows[] = {
		{ "5", 1, true, true },
		{ "-5,", 2, true, true },
		{ "0", 1, true, true },
		{ "05", 2, false, true },
		{ "+5", 2, false, true },
		{ "5.25 ms", 4, true, false },
		{ "5.", 2, false, false },
		{ ".5", 2, false, false },
		{ "-.5", 3, false, false },
		{ "5e3", 3, true, false },
		{ "5E+03x", 5, true, false },
		{ "5e", 1, false, false },
		{ "5e-", 1, false, false },
		{ "5.e2", 4, false, false },
		{ "1.5.5", 3, true, false },
		{ "5ms", 1, true, true },
		{ "1234567812345678x", 16, true, true },
		{ "1.1234567812345678x", 18, true, false },
		{ ".", 0, false, false },
		{ "-", 0, false, false },
		{ "-e5", 0, false, false },
		{ "x", 0, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct decimal d;
		size_t n = decimal_scan(&d, rows[i].text, strlen(rows[i].text));

		if (n != rows[i].length ||
			(n && (d.standard != rows[i].standard || d.integer != rows[i].integer)))
			fail_msg("%s: %zu characters", rows[i].text, n);
	}
}

static void is_exact_while_64_bits_hold_it(void **state)
{
	static const struct {
		const char *text;
		bool exact;
		uint64_t digits;
	} rows[] = {
		{ "9999999999999999999", true, UINT64_C(9999999999999999999) },
		{ "18446744073709551615", true, UINT64_MAX }, { "18446744073709551616", false, 0 },
		{ "1844674407370955161.5", true, UINT64_MAX },
		{ "1844674407370955161.6", false, 0 },
		{ "0.0000000000000000000000000012345", true, 12345 },
		{ "000000000000000000000000000000017", true, 17 },
		{ "36893488147419103232", false, 0 }, /* 2^65 */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct decimal d;

		decimal_scan(&d, rows[i].text, strlen(rows[i].text));
		if (d.exact != rows[i].exact || (d.exact && d.digits != rows[i].digits))
			fail_msg("%s: %llu", rows[i].text, (unsigned long long)d.digits);
	}
}

/* Of any digits, a point anywhere and any exponent, and not beyond the n bytes. */
static void has_the_value_of_strtod(void **state)
{
	struct rng rng = rng_seeded(5);
	char text[128] = "";

	(void)state;
	for (int i = 0; i < 200000; i++) {
		size_t digits = 1 + (size_t)rng_below(&rng, 25), n = 0;
		size_t point = (size_t)rng_below(&rng, 30);
		struct decimal d;
		double v, expected;

		if (rng_below(&rng, 3) == 0)
			text[n++] = '-';
		for (size_t k = 0; k < digits; k++) {
			if (k == point)
				text[n++] = '.';
			text[n++] = (char)('0' + rng_below(&rng, rng_below(&rng, 4) ? 10 : 1));
		}
		if (rng_below(&rng, 2))
			n += (size_t)snprintf(text + n, sizeof text - n, "e%d",
				(int)rng_below(&rng, 640) - 320);
		text[n] = '\0';
		expected = strtod(text, NULL);
		strcpy(text + n, "7777");
		assert_int_equal(decimal_scan(&d, text, n), n);
		v = decimal_value(&d, text, n);
		if (memcmp(&v, &expected, sizeof v) != 0)
			fail_msg("%.*s is read as %.17g", (int)n, text, v);
		text[n] = ',';
		if (decimal_short(&v, text) &&
			(!d.standard || memcmp(&v, &expected, sizeof v) != 0 ||
				decimal_short(&v, text) != n))
			fail_msg("%.*s is read as %.17g quickly", (int)n, text, v);
	}
}

/* What is usual is short, and nothing that is no number of RFC 8259. */
static void is_short(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} rows[] = {
		{ "1.0005939e-06,", 13 },
		{ "-12.5]", 5 },
		{ "100.123456789012}", 16 },
		{ "0,", 1 },
		{ "0.00000000000000012345,", 0 }, /* more than 16 digits behind the point */
		{ "0.0000000000000000000000000000000000000000000", 0 },
		{ "9007199254740993,", 0 },
		{ "05,", 0 },
		{ "+5,", 0 },
		{ ".5,", 0 },
		{ "5.,", 0 },
		{ "5e3,", 0 },
		{ "5e,", 0 },
		{ "5e+300,", 0 },
		{ "5e-23,", 0 },
		{ "NaN,", 0 },
		{ "-,", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[DECIMAL_ROOM] = "";
		double v = 0;
		size_t n;

		strcpy(text, rows[i].text);
		n = decimal_short(&v, text);
		if (n != rows[i].length || (n && v != strtod(text, NULL)))
			fail_msg("%s: %zu characters, %g", text, n, v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_a_number),
		cmocka_unit_test(is_exact_while_64_bits_hold_it),
		cmocka_unit_test(has_the_value_of_strtod), cmocka_unit_test(is_short) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
