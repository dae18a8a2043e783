/* The population stability index: how far head's distribution differs from base's, by bins.
 * Values are finite, in one unit, at least one per side. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PSI_BINS_MAX = 10 };
#define PSI_ROUNDING 1e-12 /* of equal counts in another order of addition */
size_t psi_smaller(size_t a, size_t b);

/* Bins are right-closed: bin i holds edge[i - 1] < x <= edge[i]. */
struct psi_bins {
	double edge[PSI_BINS_MAX - 1]; /* ascending, distinct */
	size_t n;                      /* bins, one more than edges */
};

/* Edges at the type-7 quantiles j / bins of the sorted sample, each once; bins <= PSI_BINS_MAX. */
void psi_edges(struct psi_bins *out, const double *sorted, size_t n, size_t bins);
size_t psi_bin(const struct psi_bins *bins, double x); /* 0 .. bins->n - 1 */

/* The sum of (q - p) ln(q / p) over the shares (c + 1/2) / (n + bins/2), Jeffreys' smoothing. */
double psi_of(const size_t *base, const size_t *head, size_t bins);

/* The psi of `permutations` random divisions of the n + m values, with bins bin[0 .. n - 1] of base
 * and bin[n ..] of head, into sides of these sizes: Fisher-Yates from the end with splitmix64, the
 * first n are base. block > 0: only within the blocks of that many values per side. */
void psi_permute(double *psi, size_t permutations, uint64_t seed, const uint8_t *bin, size_t n,
	size_t m, size_t bins, size_t block);

enum { PSI_SMALLEST = 30 }; /* samples per side */
enum psi_level { PSI_NONE, PSI_MODERATE, PSI_MAJOR, PSI_INSUFFICIENT /* fewer samples */ };

/* Null distributions computed until now; the caller sets the first three members. It lives as
 * long as the arena, holds at most 1024 * permutations doubles, and serves one thread. */
struct psi_tables {
	struct arena *mem;
	size_t permutations; /* 999 resolves p = .001 */
	uint64_t seed;
	struct psi_null *slot;
	uint8_t *scratch;
	size_t cap;
};

struct psi {
	struct psi_bins bins; /* of the pooled sample, clamp(min(n, m) / 5, 2, 10) or fewer */
	size_t base[PSI_BINS_MAX], head[PSI_BINS_MAX]; /* values in each */
	double psi;
	double adjusted;      /* max(0, psi - (B - 1) (1/n + 1/m)), B bins having values: PSI* */
	double p;             /* P of a psi this large if both sides are alike */
	bool permuted;        /* p = (1 + k) / (R + 1) by permutation; else by chi-square */
	enum psi_level level; /* moderate: p <= .01 and adjusted >= .10, major: >= .25 */
};

/* By p and adjusted. */
enum psi_level psi_level_of(const struct psi *psi);

/* block: samples per side in a block, v[q * block] being the first of block q on both sides; 0
 * without blocks. Without blocks p depends on the counts alone: the permutations start from the
 * sorted pool, and chi-square replaces them beyond 2000 values (Yurdakul 2018). */
void psi_compare(struct psi *out, struct psi_tables *t, const double *base, size_t n,
	const double *head, size_t m, size_t block);

/* The same for values in groups, such as the requests of a round, which share whatever was peculiar
 * to it. base: n groups of `size` values, one behind another; head: m. The permutations exchange
 * whole groups, by blocks of groups, and adjusted is psi without the mean of the permutations.
 * Fewer than 5 groups per side are insufficient. */
void psi_compare_groups(struct psi *out, const struct psi_tables *t, const double *base, size_t n,
	const double *head, size_t m, size_t size, size_t block);
