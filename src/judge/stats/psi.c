#include "judge/stats/psi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

enum { SLOTS = 1024, PERMUTE_MAX = 2000, PER_BIN = 5 };

void psi_edges(struct psi_bins *out, const double *sorted, size_t n, size_t bins)
{
	out->n = 1;
	for (size_t i = 1; i < bins; i++) {
		double edge = stats_quantile(sorted, n, (double)i / (double)bins);

		if (out->n == 1 || edge > out->edge[out->n - 2])
			out->edge[out->n++ - 1] = edge;
	}
}

size_t psi_bin(const struct psi_bins *bins, double x)
{
	size_t i = 0;

	while (i + 1 < bins->n && bins->edge[i] < x)
		i++;
	return i;
}

static double term(size_t base, size_t head, double n, double m)
{
	double p = ((double)base + .5) / n, q = ((double)head + .5) / m;

	return (q - p) * log(q / p);
}

static size_t sum_of(const size_t *count, size_t bins)
{
	size_t sum = 0;

	for (size_t i = 0; i < bins; i++)
		sum += count[i];
	return sum;
}

double psi_of(const size_t *base, const size_t *head, size_t bins)
{
	double n = (double)sum_of(base, bins) + .5 * (double)bins;
	double m = (double)sum_of(head, bins) + .5 * (double)bins, psi = 0;

	for (size_t i = 0; i < bins; i++)
		psi += term(base[i], head[i], n, m);
	return psi;
}

/* Every term that a permutation can produce: v[start[bin] + count of base]. */
struct terms {
	double *v;
	size_t start[PSI_BINS_MAX], bins;
};

static void terms_fill(struct terms *t, struct arena *mem, const uint8_t *bin, size_t n, size_t m)
{
	size_t pooled[PSI_BINS_MAX] = { 0 }, next = 0;
	double smoothing = .5 * (double)t->bins;

	for (size_t i = 0; i < n + m; i++)
		pooled[bin[i]]++;
	t->v = arena_array(mem, n + m + t->bins, sizeof *t->v);
	for (size_t b = 0; b < t->bins; b++) {
		t->start[b] = next;
		for (size_t c = 0; c <= pooled[b]; c++)
			t->v[next++] = term(c, pooled[b] - c, (double)n + smoothing,
				(double)m + smoothing);
	}
}

static double terms_sum(const struct terms *t, const size_t *base)
{
	double psi = 0;

	for (size_t b = 0; b < t->bins; b++)
		psi += t->v[t->start[b] + base[b]];
	return psi;
}

size_t psi_smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Mixes bin[from .. from + size) of both sides and adds the bins that fall to base to count. */
static void mix(size_t *count, struct rng *rng, uint8_t *pool, const uint8_t *bin, size_t n,
	size_t m, size_t from, size_t size)
{
	size_t base_from = psi_smaller(from, n), bases = psi_smaller(size, n - base_from);
	size_t head_from = psi_smaller(from, m), heads = psi_smaller(size, m - head_from);

	memcpy(pool, bin + base_from, bases);
	memcpy(pool + bases, bin + n + head_from, heads);
	rng_shuffle(rng, pool, bases + heads);
	for (size_t i = 0; i < bases; i++)
		count[pool[i]]++;
}

void psi_permute(double *psi, size_t permutations, uint64_t seed, const uint8_t *bin, size_t n,
	size_t m, size_t bins, size_t block)
{
	FREES_ARENA struct arena mem = { 0 };
	struct terms terms = { .bins = bins };
	uint8_t *pool = arena_alloc(&mem, n + m);
	struct rng rng = rng_seeded(seed);
	size_t longer = n > m ? n : m, size = block ? block : longer;

	terms_fill(&terms, &mem, bin, n, m);
	for (size_t r = 0; r < permutations; r++) {
		size_t count[PSI_BINS_MAX] = { 0 };

		for (size_t from = 0; from < longer; from += size)
			mix(count, &rng, pool, bin, n, m, from, size);
		psi[r] = terms_sum(&terms, count);
	}
}

/* The null distribution for one pair of sizes and pooled counts. */
struct psi_null {
	size_t n, m, bins;
	size_t pooled[PSI_BINS_MAX]; /* descending: psi does not depend on the order of the bins */
	double *psi;                 /* ascending; NULL: the slot is empty */
};

static int descending(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

static uint8_t *scratch_of(struct psi_tables *t, size_t n)
{
	if (n > t->cap) {
		t->cap = 2 * n;
		t->scratch = arena_alloc(t->mem, t->cap);
	}
	return t->scratch;
}

static bool same_key(const struct psi_null *a, const struct psi_null *b)
{
	return a->n == b->n && a->m == b->m && a->bins == b->bins &&
		memcmp(a->pooled, b->pooled, sizeof a->pooled) == 0;
}

/* Each key has one slot; the latest key takes it. */
static struct psi_null *slot_of(struct psi_tables *t, const struct psi_null *key)
{
	uint64_t hash = key->n * 31 + key->m;

	if (!t->slot)
		t->slot = arena_array(t->mem, SLOTS, sizeof *t->slot);
	for (size_t i = 0; i < key->bins; i++)
		hash = (hash ^ key->pooled[i]) * 0x9e3779b97f4a7c15;
	return &t->slot[hash >> 32 & (SLOTS - 1)];
}

static const double *null_of(struct psi_tables *t, const struct psi *out, size_t n, size_t m)
{
	struct psi_null key = { .n = n, .m = m, .bins = out->bins.n }, *slot;
	uint8_t *bin;

	for (size_t i = 0; i < key.bins; i++)
		key.pooled[i] = out->base[i] + out->head[i];
	qsort(key.pooled, key.bins, sizeof *key.pooled, descending);
	slot = slot_of(t, &key);
	if (slot->psi && same_key(slot, &key))
		return slot->psi;
	key.psi = slot->psi ? slot->psi : arena_array(t->mem, t->permutations, sizeof *key.psi);
	bin = scratch_of(t, n + m);
	for (size_t i = 0, next = 0; i < key.bins; next += key.pooled[i++])
		memset(bin + next, (int)i, key.pooled[i]);
	psi_permute(key.psi, t->permutations, t->seed, bin, n, m, key.bins, 0);
	sort_doubles(key.psi, t->permutations);
	*slot = key;
	return slot->psi;
}

static double share_from(const struct psi_tables *t, const double *psi, double observed)
{
	size_t as_large = 0;

	for (size_t i = t->permutations; i-- > 0 && psi[i] >= observed - PSI_ROUNDING;)
		as_large++;
	return (double)(1 + as_large) / (double)(t->permutations + 1);
}

static double blocked_p(const struct psi *psi, struct psi_tables *t, const uint8_t *bin, size_t n,
	size_t m, size_t block)
{
	FREES_ARENA struct arena mem = { 0 };
	double *null = arena_array(&mem, t->permutations, sizeof *null);

	psi_permute(null, t->permutations, t->seed, bin, n, m, psi->bins.n, block);
	sort_doubles(null, t->permutations);
	return share_from(t, null, psi->psi);
}

/* The pooled sample decides the bins, so both sides stay exchangeable. Fills bin. */
static void count_bins(struct psi *out, uint8_t *bin, const double *base, size_t n,
	const double *head, size_t m)
{
	FREES_ARENA struct arena mem = { 0 };
	double *pool = arena_array(&mem, n + m, sizeof *pool);
	size_t bins = psi_smaller(n, m) / PER_BIN;

	memcpy(pool, base, n * sizeof *pool);
	memcpy(pool + n, head, m * sizeof *pool);
	sort_doubles(pool, n + m);
	psi_edges(&out->bins, pool, n + m, bins < 2 ? 2 : psi_smaller(bins, PSI_BINS_MAX));
	for (size_t i = 0; i < n + m; i++) {
		size_t b = psi_bin(&out->bins, i < n ? base[i] : head[i - n]);

		(i < n ? out->base : out->head)[b]++;
		bin[i] = (uint8_t)b;
	}
}

enum psi_level psi_level_of(const struct psi *psi)
{
	if (psi->p > .01 || psi->adjusted < .10)
		return PSI_NONE;
	return psi->adjusted < .25 ? PSI_MODERATE : PSI_MAJOR;
}

void psi_compare(struct psi *out, struct psi_tables *t, const double *base, size_t n,
	const double *head, size_t m, size_t block)
{
	double scale = 1 / (double)n + 1 / (double)m, freedom = -1;
	uint8_t *bin = scratch_of(t, n + m);

	*out = (struct psi){ .permuted = block > 0 || n + m <= PERMUTE_MAX };
	count_bins(out, bin, base, n, head, m);
	for (size_t i = 0; i < out->bins.n; i++)
		freedom += out->base[i] + out->head[i] > 0;
	out->psi = psi_of(out->base, out->head, out->bins.n);
	out->adjusted = fmax(0, out->psi - freedom * scale);
	if (block > 0)
		out->p = blocked_p(out, t, bin, n, m, block);
	else if (out->permuted)
		out->p = share_from(t, null_of(t, out, n, m), out->psi);
	else
		out->p = freedom > 0 ? special_chi2_sf(out->psi / scale, freedom) : 1;
	out->level = psi_smaller(n, m) < PSI_SMALLEST ? PSI_INSUFFICIENT : psi_level_of(out);
}
