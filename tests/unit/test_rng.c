#include "unit.h"

#include "base/rng.h"

/* From shared golden vectors, made by an independent implementation. */
static void draws_match_the_vectors(void **state)
{
	static const uint64_t first8[] = { 13679457532755275413U, 2949826092126892291U,
		5139283748462763858U, 6349198060258255764U, 701532786141963250U,
		16015981125662989062U, 4028864712777624925U, 14769051326987775908U };
	static const uint64_t below10[] = { 3, 0, 9, 5, 4, 2, 4, 3, 1, 4, 1, 9, 9, 8, 8, 5 };
	struct rng r = rng_seeded(42);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(first8); i++)
		assert_true(rng_next(&r) == first8[i]);
	r = rng_seeded(7);
	for (size_t i = 0; i < ARRAY_SIZE(below10); i++)
		assert_int_equal(rng_below(&r, 10), below10[i]);
}

static void bounds_are_kept(void **state)
{
	struct rng r = rng_seeded(1);
	static const uint64_t bounds[] = { 1, 2, 3, 1000, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bounds); i++)
		for (int k = 0; k < 1000; k++)
			assert_true(rng_below(&r, bounds[i]) < bounds[i]);
}

/* Every order of four comes up about as often as every other. */
static void shuffling_is_fair(void **state)
{
	enum { ROUNDS = 24000 };
	size_t seen[256] = { 0 }, orders = 0;
	struct rng r = rng_seeded(2);

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		size_t v[] = { 0, 1, 2, 3 };

		rng_shuffle(&r, v, 4);
		assert_int_equal(1 << v[0] | 1 << v[1] | 1 << v[2] | 1 << v[3], 15);
		seen[v[0] << 6 | v[1] << 4 | v[2] << 2 | v[3]]++;
	}
	for (size_t i = 0; i < ARRAY_SIZE(seen); i++) {
		if (!seen[i])
			continue;
		orders++;
		assert_in_range(seen[i], 800, 1200);
	}
	assert_int_equal(orders, 24);
}

static void shuffling_is_reproducible(void **state)
{
	size_t a[100], b[100];
	struct rng r = rng_seeded(3), again = rng_seeded(3), other = rng_seeded(4);

	(void)state;
	for (size_t i = 0; i < 100; i++)
		a[i] = b[i] = i;
	rng_shuffle(&r, a, 100);
	rng_shuffle(&again, b, 100);
	assert_memory_equal(a, b, sizeof a);
	rng_shuffle(&other, b, 100);
	assert_memory_not_equal(a, b, sizeof a);
	rng_shuffle(&r, a, 0);
	rng_shuffle(&r, a, 1);
}

static void fresh_seeds_are_short_and_differ(void **state)
{
	uint64_t first = rng_fresh_seed(), other = first;

	(void)state;
	for (int i = 0; i < 10 && other == first; i++)
		other = rng_fresh_seed();
	assert_true(first != other);
	assert_true(first <= UINT32_MAX && other <= UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_match_the_vectors),
		cmocka_unit_test(bounds_are_kept),
		cmocka_unit_test(shuffling_is_fair),
		cmocka_unit_test(shuffling_is_reproducible),
		cmocka_unit_test(fresh_seeds_are_short_and_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
