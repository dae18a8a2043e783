#include "../golden/golden.h"

#include "judge/stats/special.h"

static void normal_tails_match_the_vectors(void **state)
{
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "normal_sf"))
	{
		double z = golden_number(c, "z"), p = golden_number(c, "p");

		assert_near(special_normal_sf(z), p);
		/* Near 1, p holds fewer digits of z. */
		assert_true(fabs(special_normal_quantile(p) + z) <= (z < 0 ? 1e-11 : 1e-14));
	}
}

/* By mpmath with 700 digits. */
static void normal_quantiles(void **state)
{
	static const struct {
		double p, z;
	} rows[] = {
		{ 1e-300, -37.047096299361199 },
		{ 1e-20, -9.2623400897984758 },
		{ 1e-6, -4.753424308822899 },
		{ .005, -2.5758293035489008 },
		{ .3, -.5244005127080408 },
		{ .5, 0 },
		{ .975, 1.959963984540054 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_true(fabs(special_normal_quantile(rows[i].p) - rows[i].z) <=
			1e-12 * fabs(rows[i].z) + 1e-15);
	for (double z = -5; z < 30; z += .37)
		assert_true(fabs(special_normal_quantile(special_normal_sf(z)) + z) < 1e-6);
}

static void chi2_tails_match_the_vectors(void **state)
{
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "chi2_sf"))
		assert_near(special_chi2_sf(golden_number(c, "x"), golden_number(c, "df")),
			golden_number(c, "p"));
	/* Quantiles: a tail at x is as exact as x is. */
	cJSON_ArrayForEach(c, golden_item(*state, "chi2_isf"))
		assert_near(special_chi2_sf(golden_number(c, "x"), golden_number(c, "df")),
			golden_number(c, "p"));
}

/* An even number of degrees of freedom 2k has the tail exp(-x/2) sum (x/2)^i / i!, i < k. */
static void chi2_tails_in_closed_form(void **state)
{
	(void)state;
	for (int k = 1; k < 60; k += 7)
		for (double x = .25; x < 400; x *= 1.7) {
			double term = exp(-x / 2), sum = 0;

			for (int i = 0; i < k; term *= x / 2 / ++i)
				sum += term;
			assert_near(special_chi2_sf(x, 2 * k), sum);
		}
	assert_near(special_chi2_sf(0, 3), 1);
}

static void t_tails_match_the_vectors(void **state)
{
	static const char *const family[] = { "t_two", "welch" };
	const cJSON *c;

	for (size_t i = 0; i < ARRAY_SIZE(family); i++)
		cJSON_ArrayForEach(c, golden_item(*state, family[i]))
		{
			double t = golden_number(c, "t"), df = golden_number(c, "df");
			double p = golden_number(c, i ? "p_two" : "p");

			assert_near(special_t_two(t, df), p);
			assert_near(special_t_two(-t, df), p);
			assert_near(special_t_sf(fabs(t), df), p / 2);
			assert_near(special_t_sf(-fabs(t), df), 1 - p / 2);
		}
}

/* Quantiles of the tables; with one and two degrees of freedom in closed form. */
static void t_quantiles(void **state)
{
	(void)state;
	assert_near(special_t_isf(.005, 7), 3.4994832973504937);
	assert_near(special_t_isf(.005, 19), 2.8609346064649799);
	assert_near(special_t_isf(.25, 1), 1);
	assert_near(special_t_isf(.75, 1), -1);
	assert_near(special_t_isf(.025, 2), .95 * sqrt(2 / (1 - .95 * .95)));
	for (double p = .001; p < 1; p += .0831)
		assert_near(special_t_sf(special_t_isf(p, 8), 8), p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal_tails_match_the_vectors),
		cmocka_unit_test(normal_quantiles),
		cmocka_unit_test(chi2_tails_match_the_vectors),
		cmocka_unit_test(chi2_tails_in_closed_form),
		cmocka_unit_test(t_tails_match_the_vectors),
		cmocka_unit_test(t_quantiles),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
