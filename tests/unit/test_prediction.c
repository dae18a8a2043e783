#include "../golden/golden.h"

#include "judge/stats/prediction.h"
#include "judge/stats/special.h"

static double change_of(const struct prediction *p)
{
	return prediction_change(&p->scale, p->at - p->mean);
}

static void predictions_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "history_t"))
	{
		struct vec h = golden_vec(&mem, c, "hist");
		struct prediction p;

		assert_int_equal(h.n, golden_size(c, "df") + 1);
		assert_true(prediction_of(&p, h.v, h.n, golden_number(c, "head"), 0, 0));
		assert_near(p.t, golden_number(c, "t"));
		assert_near(p.z, golden_number(c, "mad_z"));
		assert_near(special_t_sf(p.t, (double)(h.n - 1)), golden_number(c, "p_greater"));
		assert_near(100 * change_of(&p), golden_number(c, "pct"));
	}
}

static void order_and_unit_do_not_matter(void **state)
{
	static const double h[] = { 3, 5, 4, 4.5, 3.5, 9 };
	static const double g[] = { 9e-9, 5e-9, 4.5e-9, 4e-9, 3.5e-9, 3e-9 };
	struct prediction a, b;

	(void)state;
	assert_true(prediction_of(&a, h, 6, 7, 0, 0));
	assert_true(prediction_of(&b, g, 6, 7e-9, 0, 0));
	assert_near(a.t, b.t);
	assert_near(a.z, b.z);
	assert_near(change_of(&a), change_of(&b));
}

static void no_spread(void **state)
{
	static const double same[] = { .1, .1, .1, .1, .1, .1, .1 };
	static const double most[] = { 2, 2, 2, 2, 2, 2, 3 };
	struct prediction p;

	(void)state;
	assert_true(prediction_of(&p, same, 7, .1, 0, 0));
	assert_within(p.t, 0, 0);
	assert_within(p.z, 0, 0);
	assert_near(special_t_sf(p.t, 6), .5);
	assert_true(prediction_of(&p, same, 7, .2, 0, 0));
	assert_near(p.t, (double)INFINITY);
	assert_within(special_t_sf(p.t, 6), 0, 0);
	assert_near(change_of(&p), 1);
	assert_true(prediction_of(&p, same, 7, .05, 0, 0));
	assert_near(p.z, -(double)INFINITY);
	assert_near(special_t_sf(p.t, 6), 1);
	/* At least so much of it, for another value. */
	assert_true(prediction_of(&p, same, 7, .11, .05, 0));
	assert_near(p.t, log(1.1) / (.05 * sqrt(8 / 7.)));
	assert_near(p.z, p.t);
	assert_true(prediction_of(&p, same, 7, .1, .05, 0));
	assert_within(p.sd, 0, 0);
	assert_true(prediction_of(&p, most, 7, 3, 0, 0));
	assert_true(isfinite(p.t));
	assert_near(p.z, (double)INFINITY);
}

static void values_without_ratios(void **state)
{
	static const double counts[] = { 1, 0, 2, 1, 1 }, debts[] = { -9, -11, -10, -10, -10 };
	static const double none[] = { 0, 0, 0, 0, 0 };
	struct prediction p, mirror;

	(void)state;
	assert_true(prediction_of(&p, counts, 5, 11, 0, 0));
	assert_near(change_of(&p), 10);
	assert_near(p.t, 10 / (sqrt(.5) * sqrt(1.2)));
	assert_near(p.z, (double)INFINITY);
	assert_true(prediction_of(&p, debts, 5, -8, 0, 0));
	assert_true(prediction_of(&mirror, debts, 5, -12, 0, 0));
	assert_near(change_of(&p), .2);
	assert_near(p.t, -mirror.t);
	assert_true(prediction_of(&p, none, 5, 0, 0, 0));
	assert_within(p.t, 0, 0);
	assert_true(prediction_of(&p, none, 5, 1, 0, 0));
	assert_near(p.t, (double)INFINITY);
}

static void refusals(void **state)
{
	static const double two[] = { 1, 2 };
	struct prediction p = { .t = -7 };

	(void)state;
	assert_false(prediction_of(&p, two, 1, 1, 0, 0));
	assert_near(p.t, -7);
	assert_true(prediction_of(&p, two, 2, 1, 0, 0));
}

/* Beyond the band, both distances are above the limit of prediction_of; inside it they are not. */
static void the_band_is_where_values_are_likely(void **state)
{
	static const double cases[][6] = { { 10, 10.2, 9.9, 10.1, 9.8, 10 }, { 1, 1, 1, 5, 1, 1 },
		{ 3, 8, 2, 9, 5, 4 } };
	const double limit = special_t_isf(.025, 5);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		double lo, hi;

		assert_true(prediction_band(&lo, &hi, cases[i], 6, .95));
		for (int side = 0; side < 2; side++)
			for (int outside = 0; outside < 2; outside++) {
				double step = outside == side ? 1.001 : 1 / 1.001;
				struct prediction p;

				assert_true(prediction_of(&p, cases[i], 6, (side ? hi : lo) * step,
					0, 0));
				assert_int_equal(fabs(p.t) > limit && fabs(p.z) > limit, outside);
			}
	}
	assert_false(prediction_band(&(double){ 0 }, &(double){ 0 }, cases[0], 1, .95));
	assert_false(prediction_band(&(double){ 0 }, &(double){ 0 }, (const double[]){ 0, 1 }, 2,
		.95));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(predictions_match_the_vectors),
		cmocka_unit_test(the_band_is_where_values_are_likely),
		cmocka_unit_test(order_and_unit_do_not_matter),
		cmocka_unit_test(no_spread),
		cmocka_unit_test(values_without_ratios),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
