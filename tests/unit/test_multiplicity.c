#include "../golden/golden.h"

#include "base/rng.h"
#include "judge/stats/multiplicity.h"

static void adjusted_p_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "multiplicity"))
	{
		struct vec p = golden_vec(&mem, c, "p"), holm = golden_vec(&mem, c, "holm");
		struct vec bh = golden_vec(&mem, c, "bh");
		double *out = arena_array(&mem, p.n, sizeof *out);

		multiplicity_bh(out, p.v, p.n);
		for (size_t i = 0; i < p.n; i++)
			assert_near(out[i], bh.v[i]);
		multiplicity_holm(p.v, p.v, p.n); /* in place */
		for (size_t i = 0; i < p.n; i++)
			assert_near(p.v[i], holm.v[i]);
	}
}

/* Rejections at every alpha are those of the step-wise procedures as they were published. */
static void rejections_are_those_of_the_procedures(void **state)
{
	enum { N = 40 };
	struct rng rng = rng_seeded(41);
	double p[N], sorted[N], holm[N], bh[N];
	size_t rejected = 0, discovered = 0, n = 0;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		double v = pow((double)(1 + rng_below(&rng, 1000)) / 1000, 4);

		for (n = i; n > 0 && sorted[n - 1] > v; n--)
			sorted[n] = sorted[n - 1];
		sorted[n] = p[i] = v;
	}
	multiplicity_holm(holm, p, N);
	multiplicity_bh(bh, p, N);
	while (rejected < N && sorted[rejected] <= .05 / (double)(N - rejected))
		rejected++;
	for (size_t i = 0; i < N; i++)
		if (sorted[i] <= .05 * (double)(i + 1) / N)
			discovered = i + 1;
	assert_in_range(rejected, 1, discovered - 1);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(holm[i] <= .05, p[i] <= sorted[rejected - 1]);
		assert_int_equal(bh[i] <= .05, p[i] <= sorted[discovered - 1]);
		assert_true(bh[i] > p[i] * (1 - 1e-15) && holm[i] > bh[i] * (1 - 1e-15));
		assert_true(holm[i] <= 1);
	}
}

static void one_test_none_and_equal_ones(void **state)
{
	double p[] = { .3, .3, .3 }, out[3] = { 0 };

	(void)state;
	multiplicity_holm(out, p, 0);
	multiplicity_bh(out, p, 0);
	assert_within(out[0], 0, 0);
	multiplicity_holm(out, p, 1);
	assert_within(out[0], .3, 0);
	multiplicity_bh(out, p, 3);
	assert_near(out[0] + out[1] + out[2], .9);
	multiplicity_holm(out, p, 3);
	assert_near(out[0] + out[1] + out[2], 2.7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adjusted_p_match_the_vectors),
		cmocka_unit_test(rejections_are_those_of_the_procedures),
		cmocka_unit_test(one_test_none_and_equal_ones),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
