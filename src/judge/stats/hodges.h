/* The Hodges-Lehmann estimate of the shift from base to head: the median of all pairwise ratios,
 * with the confidence interval that inverts the rank test (Hodges, Lehmann 1963). Samples are
 * sorted (ascending), finite, at least one value each, of any size: beyond some thousands the
 * pairs are not stored, O((m + n) log(m n)) expected. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct ranktest_tables;

struct hodges {
	double estimate, low, high;
	size_t k; /* ranktest_interval_rank; 0: the interval has no bounds */
};

/* head / base, where 1 is no change: the exponential of the median of logarithms. An unbounded
 * interval is 0 to INFINITY. Coverage >= 1 - alpha. False, and *out untouched, if a value is
 * negative, or if both sides have zeros. */
bool hodges_ratio(struct hodges *out, struct ranktest_tables *t, const double *base, size_t m,
	const double *head, size_t n, double alpha);
