#include "../golden/golden.h"

#include <string.h>

#include "base/rng.h"
#include "judge/stats/psi.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

static struct psi_tables tables(struct arena *mem)
{
	return (struct psi_tables){ .mem = mem, .permutations = 999, .seed = 42 };
}

static void the_generator_matches_the_vectors(void **state)
{
	const cJSON *c = golden_item(*state, "splitmix64"), *want;
	struct rng rng = rng_seeded(golden_size(c, "seed"));

	cJSON_ArrayForEach(want, golden_item(c, "first8"))
		assert_true(rng_next(&rng) == strtoull(want->valuestring, NULL, 10));
	c = golden_item(*state, "below");
	rng = rng_seeded(golden_size(c, "seed"));
	cJSON_ArrayForEach(want, golden_item(c, "first16"))
		assert_int_equal(rng_below(&rng, golden_size(c, "n")), want->valueint);
}

static void counts_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "psi_counts"))
	{
		struct vec base = golden_vec(&mem, c, "base"), head = golden_vec(&mem, c, "head");
		size_t b[PSI_BINS_MAX], h[PSI_BINS_MAX], bins = golden_size(c, "B");
		double scale = 1 / golden_number(c, "n") + 1 / golden_number(c, "m");
		double freedom = (double)(bins - 1), psi;

		for (size_t i = 0; i < bins; i++) {
			b[i] = (size_t)base.v[i];
			h[i] = (size_t)head.v[i];
		}
		psi = psi_of(b, h, bins);
		assert_near(psi, golden_number(c, "jeffreys"));
		assert_near(freedom * scale, golden_number(c, "expected_null"));
		assert_near(psi / scale, golden_number(c, "chi2_stat"));
		assert_near(special_chi2_sf(psi / scale, freedom), golden_number(c, "chi2_p"));
		assert_near(special_chi2_sf(golden_number(c, "crit05") / scale, freedom), .05);
		assert_near(special_chi2_sf(golden_number(c, "crit01") / scale, freedom), .01);
	}
}

static void count(size_t out[PSI_BINS_MAX], const struct psi_bins *bins, const struct vec *x)
{
	memset(out, 0, PSI_BINS_MAX * sizeof *out);
	for (size_t i = 0; i < x->n; i++)
		out[psi_bin(bins, x->v[i])]++;
}

static void check_edges(const struct psi_bins *bins, const struct vec *edges)
{
	assert_int_equal(bins->n, edges->n + 1);
	for (size_t i = 0; i < edges->n; i++)
		assert_near(bins->edge[i], edges->v[i]);
}

/* By edges of the reference alone, as the textbook has it. */
static void reference_bins_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "psi_samples"))
	{
		struct vec base = golden_vec(&mem, c, "base"), head = golden_vec(&mem, c, "head");
		struct vec edges = golden_vec(&mem, c, "edges"), cb = golden_vec(&mem, c, "cb");
		struct vec ch = golden_vec(&mem, c, "ch");
		size_t b[PSI_BINS_MAX], h[PSI_BINS_MAX];
		struct psi_bins bins;

		psi_edges(&bins, sort_copy(&mem, base.v, base.n), base.n, golden_size(c, "B"));
		check_edges(&bins, &edges);
		count(b, &bins, &base);
		count(h, &bins, &head);
		for (size_t i = 0; i < bins.n; i++) {
			assert_int_equal(b[i], (size_t)cb.v[i]);
			assert_int_equal(h[i], (size_t)ch.v[i]);
		}
		assert_near(psi_of(b, h, bins.n), golden_number(c, "jeffreys"));
	}
}

static double share_reaching(const double *null, size_t permutations, double psi)
{
	size_t k = 0;

	for (size_t i = 0; i < permutations; i++)
		k += null[i] >= psi - 1e-12;
	return (double)(1 + k) / (double)(permutations + 1);
}

/* Base first, then head. */
static struct vec pool_of(struct arena *mem, const struct vec *base, const struct vec *head)
{
	struct vec pool = { arena_array(mem, base->n + head->n, sizeof(double)),
		base->n + head->n };

	memcpy(pool.v, base->v, base->n * sizeof *pool.v);
	memcpy(pool.v + base->n, head->v, head->n * sizeof *pool.v);
	return pool;
}

static void permutations_match_the_vectors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const cJSON *c;

	cJSON_ArrayForEach(c, golden_item(*state, "psi_samples"))
	{
		const cJSON *perm = golden_item(c, "perm");
		struct vec base = golden_vec(&mem, c, "base"), head = golden_vec(&mem, c, "head");
		struct vec pool = pool_of(&mem, &base, &head),
			   edges = golden_vec(&mem, perm, "edges");
		size_t b[PSI_BINS_MAX], h[PSI_BINS_MAX], permutations = golden_size(perm, "R");
		double *null = arena_array(&mem, permutations, sizeof *null);
		uint8_t *bin = arena_alloc(&mem, pool.n);
		struct psi_bins bins;

		psi_edges(&bins, sort_copy(&mem, pool.v, pool.n), pool.n, golden_size(c, "B"));
		check_edges(&bins, &edges);
		count(b, &bins, &base);
		count(h, &bins, &head);
		assert_near(psi_of(b, h, bins.n), golden_number(perm, "psi"));
		for (size_t i = 0; i < pool.n; i++)
			bin[i] = (uint8_t)psi_bin(&bins, pool.v[i]);
		psi_permute(null, permutations, golden_size(perm, "seed"), bin, base.n, head.n,
			bins.n, 0);
		assert_near(share_reaching(null, permutations, psi_of(b, h, bins.n)),
			golden_number(perm, "p"));
	}
}

/* The share of all divisions of bin[0 .. 7] into fours that reach psi; paired: within 0-4, 1-5,
 * 2-6, 3-7 only. */
static double enumerated(const uint8_t bin[8], double psi, bool paired)
{
	double all = 0, reach = 0;

	for (unsigned set = 0; set < 256; set++) {
		size_t b[3] = { 0 }, h[3] = { 0 };

		if (paired ? ((set >> 4) ^ (set & 15)) != 15 : __builtin_popcount(set) != 4)
			continue;
		for (size_t i = 0; i < 8; i++)
			(set >> i & 1 ? b : h)[bin[i]]++;
		all++;
		reach += psi_of(b, h, 3) >= psi - 1e-12;
	}
	return reach / all;
}

static void permutations_are_all_equally_likely(void **state)
{
	enum { MANY = 40000 };
	FREES_ARENA struct arena mem = { 0 };
	static const uint8_t bin[] = { 0, 0, 1, 0, 1, 2, 2, 1 };
	const size_t b[] = { 3, 1, 0 }, h[] = { 0, 2, 2 };
	double *null = arena_array(&mem, MANY, sizeof *null), psi = psi_of(b, h, 3);

	(void)state;
	for (double level = psi; level > .1; level /= 2) {
		psi_permute(null, MANY, 7, bin, 4, 4, 3, 0);
		assert_true(fabs(share_reaching(null, MANY, level) -
				    enumerated(bin, level, false)) < .01);
		psi_permute(null, MANY, 7, bin, 4, 4, 3, 1);
		assert_true(fabs(share_reaching(null, MANY, level) - enumerated(bin, level, true)) <
			.01);
	}
	assert_true(enumerated(bin, psi, true) > enumerated(bin, psi, false));
}

static struct vec random_vec(struct arena *mem, struct rng *rng, size_t n, uint64_t levels)
{
	struct vec x = { arena_array(mem, n, sizeof(double)), n };

	for (size_t i = 0; i < n; i++)
		x.v[i] = (double)rng_below(rng, levels);
	return x;
}

static void compare(struct psi *out, struct psi_tables *t, struct vec base, struct vec head)
{
	psi_compare(out, t, base.v, base.n, head.v, head.n, 0);
}

static void check_sums(const struct psi *p, size_t n, size_t m)
{
	size_t base = 0, head = 0, occupied = 0;

	for (size_t i = 0; i < p->bins.n; i++) {
		base += p->base[i];
		head += p->head[i];
		occupied += p->base[i] + p->head[i] > 0;
	}
	assert_int_equal(base, n);
	assert_int_equal(head, m);
	assert_true(p->p > 0 && p->p <= 1);
	assert_near(p->psi, psi_of(p->base, p->head, p->bins.n));
	assert_near(p->adjusted,
		fmax(0, p->psi - ((double)occupied - 1) * (1 / (double)n + 1 / (double)m)));
}

/* Sides may be swapped, values scaled, and tables be fresh or full of others' nulls. */
static void nothing_else_matters(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables used = tables(&mem);
	struct rng rng = rng_seeded(61);

	(void)state;
	for (int i = 0; i < 400; i++) {
		struct psi_tables fresh = tables(&mem);
		uint64_t levels = 1 + rng_below(&rng, 1U << rng_below(&rng, 8));
		struct vec base = random_vec(&mem, &rng, 1 + rng_below(&rng, 60), levels);
		struct vec head = random_vec(&mem, &rng, base.n, levels);
		struct psi there, back, again;

		compare(&there, &used, base, head);
		check_sums(&there, base.n, head.n);
		compare(&back, &used, head, base);
		assert_near(there.psi, back.psi);
		assert_near(there.p, back.p);
		for (size_t j = 0; j < base.n; j++) {
			base.v[j] *= 0x1p-30;
			head.v[j] *= 0x1p-30;
		}
		compare(&again, &fresh, base, head);
		assert_near(there.psi, again.psi);
		assert_near(there.p, again.p);
		assert_int_equal(there.level, again.level);
	}
}

/* Two values may change places, and so may their bins. */
static void the_order_of_bins_does_not_matter(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables t = tables(&mem);
	double v[80], w[80];
	struct psi there, back;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		v[i] = i < 40 ? i >= 10 : i >= 60;
		w[i] = 1 - v[i];
	}
	psi_compare(&there, &t, v, 40, v + 40, 40, 0);
	psi_compare(&back, &t, w, 40, w + 40, 40, 0);
	assert_near(there.psi, back.psi);
	assert_near(there.p, back.p);
	assert_true(there.p > .001 && there.p < .1);
}

static void bins_follow_the_smaller_side(void **state)
{
	static const struct {
		size_t n, m, bins;
	} rows[] = { { 1, 1, 2 }, { 14, 80, 2 }, { 15, 80, 3 }, { 80, 24, 4 }, { 49, 49, 9 },
		{ 50, 50, 10 }, { 400, 300, 10 } };
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables t = tables(&mem);
	struct rng rng = rng_seeded(62);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct psi p;

		compare(&p, &t, random_vec(&mem, &rng, rows[i].n, 1 << 30),
			random_vec(&mem, &rng, rows[i].m, 1 << 30));
		assert_int_equal(p.bins.n, rows[i].bins);
	}
}

/* n values: 100 + i % 7, and what is added to the first `moved` of them. */
static struct vec shaped(struct arena *mem, size_t n, size_t moved, double by)
{
	struct vec x = { arena_array(mem, n, sizeof(double)), n };

	for (size_t i = 0; i < n; i++)
		x.v[i] = 100 + (double)(i % 7) + (i < moved ? by : 0);
	return x;
}

/* Rounds of 40 requests of 100 +- 5: how far each round is from the others, and how many of its
 * requests take twice as long. */
static struct vec rounds_of(struct arena *mem, struct rng *rng, size_t n, double apart, size_t slow)
{
	enum { SIZE = 40 };
	struct vec x = { arena_array(mem, n * SIZE, sizeof(double)), n };

	for (size_t i = 0; i < n; i++) {
		double own = apart * (double)rng_below(rng, 100) / 100;

		for (size_t k = 0; k < SIZE; k++)
			x.v[i * SIZE + k] = (100 + own + (double)rng_below(rng, 100) / 10) *
				(k < slow ? 2 : 1);
	}
	return x;
}

/* Requests of one round share what is peculiar to it: only differences between rounds count. */
static void groups_are_exchanged_whole(void **state)
{
	static const struct {
		const char *what;
		size_t n;
		double apart, shift;
		size_t slow, block;
		enum psi_level level;
	} rows[] = {
		{ "alike", 12, 0, 0, 0, 0, PSI_NONE },
		{ "alike, in blocks", 12, 0, 0, 0, 4, PSI_NONE },
		{ "rounds that differ on both sides", 12, 60, 0, 0, 0, PSI_NONE },
		{ "a second mode", 12, 0, 0, 20, 0, PSI_MAJOR },
		{ "a second mode, in blocks", 12, 0, 0, 20, 4, PSI_MAJOR },
		{ "a second mode beside rounds that differ", 12, 5, 0, 20, 0, PSI_MAJOR },
		{ "few rounds", 4, 0, 0, 20, 0, PSI_INSUFFICIENT },
	};
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables t = tables(&mem);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rng rng = rng_seeded(63);
		struct vec base = rounds_of(&mem, &rng, rows[i].n, rows[i].apart, 0);
		struct vec head = rounds_of(&mem, &rng, rows[i].n, rows[i].apart, rows[i].slow);
		struct psi p;

		psi_compare_groups(&p, &t, base.v, base.n, head.v, head.n, 40, rows[i].block);
		if (p.level != rows[i].level)
			fail_msg("%s: level %d, psi %g, adjusted %g, p %g", rows[i].what,
				(int)p.level, p.psi, p.adjusted, p.p);
		assert_near(p.psi, psi_of(p.base, p.head, p.bins.n));
		assert_true(p.psi >= p.adjusted);
	}
}

/* As often as chance should have it: p <= .05 in 5% of comparisons of the same server. */
static void groups_keep_their_error(void **state)
{
	enum { TIMES = 300 };
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables t = { .mem = &mem, .permutations = 199, .seed = 1 };
	struct rng rng = rng_seeded(64);
	size_t small = 0;

	(void)state;
	for (int i = 0; i < TIMES; i++) {
		struct vec base = rounds_of(&mem, &rng, 8, 20, 0);
		struct vec head = rounds_of(&mem, &rng, 10, 20, 0);
		struct psi p;

		psi_compare_groups(&p, &t, base.v, base.n, head.v, head.n, 40, i % 2 ? 4 : 0);
		small += p.p <= .05;
	}
	assert_in_range(small, 4, 30); /* 15, and 4 standard deviations */
}

static void levels_of_shape(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables t = tables(&mem);
	struct psi p;

	(void)state;
	compare(&p, &t, shaped(&mem, 100, 0, 0), shaped(&mem, 100, 20, 50)); /* a second mode */
	assert_int_equal(p.level, PSI_MAJOR);
	assert_near(p.p, .001);
	compare(&p, &t, shaped(&mem, 200, 0, 0), shaped(&mem, 200, 16, 50));
	assert_int_equal(p.level, PSI_MODERATE);
	assert_true(p.adjusted >= .1 && p.adjusted < .25);
	compare(&p, &t, shaped(&mem, 900, 0, 0), shaped(&mem, 900, 18, 50)); /* real but small */
	assert_int_equal(p.level, PSI_NONE);
	assert_true(p.p <= .01 && p.adjusted < .1);
	compare(&p, &t, shaped(&mem, 30, 0, 0),
		shaped(&mem, 30, 7, 50)); /* large but no evidence */
	assert_int_equal(p.level, PSI_NONE);
	assert_true(p.p > .01 && p.psi > .25);
	compare(&p, &t, shaped(&mem, 29, 0, 0), shaped(&mem, 29, 29, 50));
	assert_int_equal(p.level, PSI_INSUFFICIENT);
	compare(&p, &t, shaped(&mem, 100, 0, 0), shaped(&mem, 29, 29, 50));
	assert_int_equal(p.level, PSI_INSUFFICIENT);
}

/* Also where one side has left its last block early. */
static void blocks_shuffle_within(void **state)
{
	enum { BLOCKS = 10, K = 4, N = BLOCKS * K };
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables t = tables(&mem);
	struct rng rng = rng_seeded(64);

	(void)state;
	for (size_t short_by = 0; short_by < K; short_by++) {
		struct vec base = random_vec(&mem, &rng, N, 50);
		struct vec head = random_vec(&mem, &rng, N - short_by, 50);
		struct vec pool = pool_of(&mem, &base, &head);
		uint8_t bin[2 * N];
		double null[999];
		struct psi blocked, loose;

		for (size_t i = 0; i < pool.n; i++) /* every block lies elsewhere */
			pool.v[i] += (double)(i % N / K * 40);
		psi_compare(&blocked, &t, pool.v, N, pool.v + N, head.n, K);
		psi_compare(&loose, &t, pool.v, N, pool.v + N, head.n, 0);
		for (size_t i = 0; i < pool.n; i++)
			bin[i] = (uint8_t)psi_bin(&blocked.bins, pool.v[i]);
		psi_permute(null, 999, 42, bin, N, head.n, blocked.bins.n, K);
		assert_near(blocked.p, share_reaching(null, 999, blocked.psi));
		assert_near(blocked.psi, loose.psi);
		assert_true(blocked.permuted && blocked.p < loose.p);
	}
}

static void constant_samples_have_no_shape(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables t = tables(&mem);
	struct psi p;

	(void)state;
	for (size_t n = 1; n < 2000; n = n * 11) {
		compare(&p, &t, random_vec(&mem, &(struct rng){ 0 }, n, 1),
			random_vec(&mem, &(struct rng){ 0 }, 2 * n, 1));
		assert_within(p.p, 1, 0);
		assert_int_equal(p.level, n < 30 ? PSI_INSUFFICIENT : PSI_NONE);
	}
	assert_false(p.permuted);
}

static double chi_square_p(const struct psi *p, double n)
{
	double occupied = 0;

	for (size_t i = 0; i < p->bins.n; i++)
		occupied += p->base[i] + p->head[i] > 0;
	return special_chi2_sf(p->psi * n / 2, occupied - 1);
}

/* Where chi-square takes over, permutations say the same. */
static void chi_square_takes_over(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct psi_tables t = tables(&mem);
	struct rng rng = rng_seeded(63);

	(void)state;
	for (uint64_t levels = 4; levels < 1000000; levels *= 6) {
		struct vec base = random_vec(&mem, &rng, 1001, levels);
		struct vec head = random_vec(&mem, &rng, 1001, levels);
		struct psi p;

		compare(&p, &t, base, head);
		assert_false(p.permuted);
		assert_near(p.p, chi_square_p(&p, 1001));
		base.n = head.n = 1000;
		compare(&p, &t, base, head);
		assert_true(p.permuted);
		assert_true(fabs(p.p - chi_square_p(&p, 1000)) < .03);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_generator_matches_the_vectors),
		cmocka_unit_test(counts_match_the_vectors),
		cmocka_unit_test(reference_bins_match_the_vectors),
		cmocka_unit_test(permutations_match_the_vectors),
		cmocka_unit_test(permutations_are_all_equally_likely),
		cmocka_unit_test(nothing_else_matters),
		cmocka_unit_test(the_order_of_bins_does_not_matter),
		cmocka_unit_test(bins_follow_the_smaller_side),
		cmocka_unit_test(groups_are_exchanged_whole),
		cmocka_unit_test(groups_keep_their_error),
		cmocka_unit_test(levels_of_shape),
		cmocka_unit_test(blocks_shuffle_within),
		cmocka_unit_test(constant_samples_have_no_shape),
		cmocka_unit_test(chi_square_takes_over),
	};

	return cmocka_run_group_tests(tests, golden_setup, golden_teardown);
}
