/* Wilcoxon's signed-rank test of paired differences d, finite, in any unit and order, n >= 1.
 * "Greater" is a shift above 0. */
#ifndef BENCHCTL_SIGNEDRANK_H
#define BENCHCTL_SIGNEDRANK_H

#include <stdbool.h>
#include <stddef.h>

struct hodges;

enum {
	SIGNEDRANK_EXACT_MAX = 100, /* differences up to which the null distribution is exact */
	SIGNEDRANK_SHIFT_MAX = 2000,
};

struct signedrank {
	size_t n; /* differences that are not 0 */
	double w; /* the sum of the mid-ranks of |d| over d > 0 */
	double p_greater, p_less, p_two;
	bool exact; /* given the ties; else normal with tie and continuity correction */
};

/* Wilcoxon (1945); zeros are dropped. All p are 1 where only zeros are left. */
void signedrank_test(struct signedrank *out, const double *d, size_t n);

/* The median of the n (n + 1) / 2 averages of two differences, each with itself too, and its
 * interval of coverage >= 1 - alpha from the untied null (Hodges, Lehmann 1963). False, and *out
 * untouched, beyond SIGNEDRANK_SHIFT_MAX differences, as the averages are written down. */
bool signedrank_shift(struct hodges *out, const double *d, size_t n, double alpha);

#endif
