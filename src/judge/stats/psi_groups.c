#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "base/sort.h"
#include "judge/stats/psi.h"

enum { GROUPS_MIN = 5 };

/* Values of each group in each bin; the first n groups are base. */
struct groups {
	size_t n, m;
	size_t (*count)[PSI_BINS_MAX];
	size_t total[PSI_BINS_MAX];
};

static void count_groups(struct groups *g, struct arena *mem, const struct psi_bins *bins,
	const double *pool, size_t size)
{
	g->count = arena_array(mem, g->n + g->m, sizeof *g->count);
	for (size_t i = 0; i < g->n + g->m; i++)
		for (size_t k = 0; k < size; k++) {
			size_t bin = psi_bin(bins, pool[i * size + k]);

			g->count[i][bin]++;
			g->total[bin]++;
		}
}

static void add(size_t *to, const struct groups *g, size_t group)
{
	for (size_t i = 0; i < PSI_BINS_MAX; i++)
		to[i] += g->count[group][i];
}

static void subtract(size_t *out, const struct groups *g, const size_t *base)
{
	for (size_t i = 0; i < PSI_BINS_MAX; i++)
		out[i] = g->total[i] - base[i];
}

/* The psi after a random exchange of groups, which stay in their block. */
static double exchanged(const struct groups *g, struct rng *rng, size_t *pool, size_t bins,
	size_t block)
{
	size_t base[PSI_BINS_MAX] = { 0 }, head[PSI_BINS_MAX];
	size_t longer = g->n > g->m ? g->n : g->m, size = block ? block : longer;

	for (size_t from = 0; from < longer; from += size) {
		size_t bases = psi_smaller(size, g->n - psi_smaller(from, g->n)), all = 0;

		for (size_t i = from; i < from + size; i++) {
			if (i < g->n)
				pool[all++] = i;
			if (i < g->m)
				pool[all++] = g->n + i;
		}
		rng_shuffle(rng, pool, all);
		for (size_t i = 0; i < bases; i++)
			add(base, g, pool[i]);
	}
	subtract(head, g, base);
	return psi_of(base, head, bins);
}

static void permute(struct psi *out, const struct psi_tables *t, const struct groups *g,
	struct arena *mem, size_t block)
{
	size_t *pool = arena_array(mem, g->n + g->m, sizeof *pool), as_large = 0;
	struct rng rng = rng_seeded(t->seed);
	double sum = 0;

	for (size_t i = 0; i < t->permutations; i++) {
		double psi = exchanged(g, &rng, pool, out->bins.n, block);

		as_large += psi >= out->psi - PSI_ROUNDING;
		sum += psi;
	}
	out->p = (double)(1 + as_large) / (double)(t->permutations + 1);
	out->adjusted = fmax(0, out->psi - sum / (double)t->permutations);
}

void psi_compare_groups(struct psi *out, const struct psi_tables *t, const double *base, size_t n,
	const double *head, size_t m, size_t size, size_t block)
{
	FREES_ARENA struct arena mem = { 0 };
	struct groups g = { .n = n, .m = m };
	double *pool = arena_array(&mem, (n + m) * size, sizeof *pool), *sorted;

	*out = (struct psi){ .permuted = true };
	memcpy(pool, base, n * size * sizeof *pool);
	memcpy(pool + n * size, head, m * size * sizeof *pool);
	sorted = sort_copy(&mem, pool, (n + m) * size);
	psi_edges(&out->bins, sorted, (n + m) * size, PSI_BINS_MAX);
	count_groups(&g, &mem, &out->bins, pool, size);
	for (size_t i = 0; i < n; i++)
		add(out->base, &g, i);
	subtract(out->head, &g, out->base);
	out->psi = psi_of(out->base, out->head, out->bins.n);
	permute(out, t, &g, &mem, block);
	out->level = psi_smaller(n, m) < GROUPS_MIN ? PSI_INSUFFICIENT : psi_level_of(out);
}
