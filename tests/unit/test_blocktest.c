#include "../golden/golden.h"

#include <string.h>

#include "base/rng.h"
#include "judge/stats/blocktest.h"
#include "judge/stats/hodges.h"

static struct block_design design_of(const cJSON *c)
{
	bool linear = strcmp(golden_item(c, "scores")->valuestring, "linear") == 0;

	return (struct block_design){ linear ? BLOCK_LINEAR : BLOCK_SAVAGE, golden_size(c, "k") };
}

/* Every arrangement of the ranks of one block between the sides. */
static void scores_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct block_tables t = { .mem = &mem };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "mirrored_savage_scores"))
	{
		struct block_design d = { BLOCK_SAVAGE, strtoul(c->string, NULL, 10) };
		struct vec score = golden_array(&mem, c);

		assert_int_equal(score.n, 2 * d.k);
		for (unsigned set = 0; set < 1U << 2 * d.k; set++) {
			double base[BLOCKTEST_K_MAX], head[BLOCKTEST_K_MAX], sum = 0;
			size_t m = 0, n = 0;
			struct blocktest b;

			if ((size_t)__builtin_popcount(set) != d.k)
				continue;
			for (size_t i = 0; i < 2 * d.k; i++) {
				*(set >> i & 1 ? &head[n++] : &base[m++]) = (double)i;
				sum += set >> i & 1 ? score.v[i] : 0;
			}
			blocktest_compare(&b, &t, d, base, head, 1);
			assert_near((double)b.greater, sum);
			assert_near((double)b.less, sum);
		}
	}
}

static void tests_and_ratios_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct block_tables t = { .mem = &mem };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "strat"))
	{
		struct vec base = golden_vec(&mem, c, "base"), head = golden_vec(&mem, c, "head");
		struct block_design d = design_of(c);
		size_t blocks = golden_size(c, "blocks");
		struct blocktest b;
		struct hodges h;
		struct vec ci;

		blocktest_compare(&b, &t, d, base.v, head.v, blocks);
		assert_int_equal(b.greater, golden_size(c, "S_greater"));
		assert_int_equal(b.less, golden_size(c, "S_less"));
		assert_near(b.p_greater, golden_number(c, "p_greater"));
		assert_near(b.p_less, golden_number(c, "p_less"));
		if (!cJSON_HasObjectItem(c, "ratio"))
			continue;
		assert_true(blocktest_ratio(&h, &t, d.k, base.v, head.v, blocks, .05));
		ci = golden_vec(&mem, c, "ci95_ratio");
		assert_int_equal(h.k, golden_size(c, "ci_k"));
		assert_near(h.estimate, golden_number(c, "ratio"));
		/* Near 0 a logarithm has lost digits, here and there. */
		assert_true(fabs(log(h.estimate) - golden_number(c, "hl_log")) < 1e-15);
		assert_near(h.low, h.k ? ci.v[0] : 0);
		assert_near(h.high, h.k ? ci.v[1] : (double)INFINITY);
	}
}

static void bounds_match_the_vectors(void **state)
{
	const cJSON *c, *want;

	cJSON_ArrayForEach(c, golden_item(*state, "gs_bounds"))
	{
		struct block_bound got[20], *next = got;
		double alpha = golden_number(c, "alpha");

		assert_in_range(golden_size(c, "B"), 1, ARRAY_SIZE(got));
		blocktest_bounds(got, design_of(c), golden_size(c, "first"), golden_size(c, "B"),
			alpha);
		cJSON_ArrayForEach(want, golden_item(c, "bounds"))
		{
			if (cJSON_IsNull(want)) {
				assert_true(next->c == SIZE_MAX);
			} else {
				assert_int_equal(next->c, golden_size(want, "c"));
				assert_near(next->spent, golden_number(want, "spent"));
			}
			next++;
		}
		assert_true(next[-1].spent <= alpha);
	}
}

/* The boundaries that docs and the simulation were made with. */
static void bounds_of_the_gate(void **state)
{
	static const size_t slower[] = { 142, 206, 267, 327, 385, 444, 502, 559, 616 };
	static const size_t pass[] = { 137, 199, 258, 316, 373, 429, 485, 541, 597 };
	const struct block_design d = { BLOCK_SAVAGE, 4 };
	struct block_bound bounds[10];

	(void)state;
	blocktest_bounds(bounds, d, 2, 10, .01);
	for (size_t i = 0; i < ARRAY_SIZE(slower); i++)
		assert_int_equal(bounds[i + 1].c, slower[i]);
	blocktest_bounds(bounds, d, 2, 10, .05);
	for (size_t i = 0; i < ARRAY_SIZE(pass); i++)
		assert_int_equal(bounds[i + 1].c, pass[i]);
	blocktest_bounds(bounds, d, 1, 1, 1e-9);
	assert_int_equal(bounds[0].c, 74); /* one more than there can be */
	assert_within(bounds[0].spent, 0, 0);
	blocktest_bounds(bounds, (struct block_design){ BLOCK_SAVAGE, 2 }, 1, 1, .2);
	assert_int_equal(bounds[0].c, 11); /* of 3 5 6 8 9 11, with 1/6 each */
}

/* A single look with all of alpha is the fixed test: its bound is the smallest score with p <=
 * alpha. */
static void one_look_is_the_fixed_test(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct block_tables t = { .mem = &mem };
	struct rng rng = rng_seeded(31);
	struct block_bound bounds[3];
	struct block_design d = { BLOCK_SAVAGE, 4 };

	(void)state;
	blocktest_bounds(bounds, d, 3, 3, .05);
	for (int i = 0; i < 2000; i++) {
		double base[12], head[12];
		struct blocktest b;

		for (size_t j = 0; j < 12; j++) {
			base[j] = (double)rng_below(&rng, 30);
			head[j] = (double)rng_below(&rng, 30) + 5;
		}
		blocktest_compare(&b, &t, d, base, head, 3);
		assert_int_equal(b.greater >= bounds[2].c, b.p_greater <= .05);
	}
}

static void ties_count_against_rejecting(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct block_tables t = { .mem = &mem };
	static const double same[] = { 7, 7, 7, 7, 7, 7 };
	const struct block_design d = { BLOCK_LINEAR, 3 };
	struct blocktest b;
	struct hodges h;

	(void)state;
	blocktest_compare(&b, &t, d, same, same, 2);
	assert_int_equal(b.greater, 2 * (0 + 1 + 2));
	assert_int_equal(b.less, 2 * (3 + 4 + 5));
	assert_near(b.p_greater, 1);
	assert_near(b.p_less, 1);
	assert_true(blocktest_ratio(&h, &t, 3, same, same, 2, .05));
	assert_near(h.estimate, 1);
	assert_near(h.low, 1);
	assert_near(h.high, 1);
}

/* Neither what a block's level is nor the order of the samples in it matters. */
static void levels_and_order_cancel(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct block_tables t = { .mem = &mem };
	struct rng rng = rng_seeded(32);
	const struct block_design d = { BLOCK_SAVAGE, 5 };
	struct blocktest there, here, back;
	struct hodges a, b;

	(void)state;
	for (int i = 0; i < 100; i++) {
		double base[15], head[15], base2[15], head2[15];

		for (size_t j = 0; j < 15; j++) {
			double level = (double)(1 << j / 5 * 3);

			base[j] = 1 + (double)rng_below(&rng, 40) / 64;
			head[j] = 1 + (double)rng_below(&rng, 40) / 64;
			base2[j / 5 * 5 + (j + 2) % 5] = base[j] * level;
			head2[j / 5 * 5 + 4 - j % 5] = head[j] * level;
		}
		blocktest_compare(&there, &t, d, base, head, 3);
		blocktest_compare(&here, &t, d, base2, head2, 3);
		blocktest_compare(&back, &t, d, head, base, 3);
		assert_int_equal(there.greater, here.greater);
		assert_int_equal(there.less, here.less);
		assert_near(there.p_greater, back.p_less);
		assert_near(there.p_less, back.p_greater);
		assert_true(blocktest_ratio(&a, &t, 5, base, head, 3, .05));
		assert_true(blocktest_ratio(&b, &t, 5, base2, head2, 3, .05));
		assert_near(a.estimate, b.estimate);
		assert_near(a.low, b.low);
		assert_near(a.high, b.high);
	}
}

static void zeros_have_no_ratio(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct block_tables t = { .mem = &mem };
	static const double some[] = { 1, 2, 3, 0 }, all[] = { 1, 2, 3, 4 };
	struct hodges h = { .estimate = -7 };

	(void)state;
	assert_false(blocktest_ratio(&h, &t, 2, some, all, 2, .05));
	assert_false(blocktest_ratio(&h, &t, 2, all, some, 2, .05));
	assert_near(h.estimate, -7);
	assert_true(blocktest_ratio(&h, &t, 1, all, some, 1, .05)); /* the zero is in no block */
	assert_near(h.estimate, 1);
	assert_near(h.low, 0);
	assert_near(h.high, (double)INFINITY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_match_the_vectors),
		cmocka_unit_test(tests_and_ratios_match_the_vectors),
		cmocka_unit_test(bounds_match_the_vectors),
		cmocka_unit_test(bounds_of_the_gate),
		cmocka_unit_test(one_look_is_the_fixed_test),
		cmocka_unit_test(ties_count_against_rejecting),
		cmocka_unit_test(levels_and_order_cancel),
		cmocka_unit_test(zeros_have_no_ratio),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
