/* Mann-Whitney's rank test of two samples. "Greater" is head > base. Samples are sorted
 * (ascending), finite, at least one value each. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { RANKTEST_EXACT_MAX = 50 }; /* values per side up to which the null distribution is exact */

/* Null distributions computed until now, and scratch memory; { .mem = arena } is an empty one. It
 * lives as long as the arena and serves one thread. */
struct ranktest_tables {
	struct arena *mem;
	const double **null; /* by the two sizes */
	double *scratch;
	size_t cap;
};

struct ranktest {
	double u;         /* #{head > base} + #{head == base} / 2 */
	double p_greater; /* P(U >= u) if both sides have one distribution */
	double p_less;    /* P(U <= u) */
	double p_two;     /* min(1, twice the smaller) */
	bool exact;       /* else from ranktest_normal */
};

/* Mann, Whitney (1947). Exact given the ties: by dynamic programming on doubled mid-ranks. */
void ranktest_compare(struct ranktest *out, struct ranktest_tables *t, const double *base, size_t m,
	const double *head, size_t n);

/* The same by the normal approximation with tie and continuity correction (Lehmann 1975, 1.5).
 * All p are 1 if every value is equal. */
void ranktest_normal(struct ranktest *out, const double *base, size_t m, const double *head,
	size_t n);

/* The smallest one-sided p that is possible with m and n untied values. */
double ranktest_smallest_p(size_t m, size_t n);

/* The k of the confidence interval of the shift: from the k-th smallest to the k-th largest of
 * the m * n differences, coverage at least 1 - alpha; 0 if no bounded interval has it (Lehmann
 * 1975, 2.6). From the untied null distribution, beyond RANKTEST_EXACT_MAX from its normal
 * approximation. */
size_t ranktest_interval_rank(struct ranktest_tables *t, size_t m, size_t n, double alpha);
