/* The test of paired mode for coarse metrics: counts, ticks, scores. Zeros and negative values have
 * no ratios, and ranks of values that repeat say little: equal ones count against every answer,
 * and a shift by less than a step looks excluded. So the values themselves are the scores, and
 * means are compared. Given the values, each arrangement of a block is equally likely, so the null
 * distribution of head's sum is exact. Samples are finite and in the order of their blocks, as for
 * blocktest.h; blocks >= 1. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct meantest {
	double p_greater, p_less; /* that head's mean is above or below base's */
};

/* Whether a value is not positive, or at most half of the first values are distinct, or some are
 * equal and all others are too far apart to show a loss of the threshold (ratio). Once true, it
 * stays true when samples are added to at least MEANTEST_FIRST per side. n may be 0. */
bool meantest_fits(const double *base, size_t m, const double *head, size_t n, double threshold);
enum { MEANTEST_FIRST = 8 };

/* The n values of each side, those far from the others moved inwards: those beyond the 5% and 95%
 * quantiles by more than these are apart. n > 0; a side may be written in place. */
void meantest_clip(double *near_base, double *near_head, const double *base, const double *head,
	size_t n);

/* head less shift against base. Far values count as less far, as above. */
void meantest_compare(struct meantest *out, const double *base, const double *head, size_t k,
	size_t blocks, double shift);

/* How far the difference of the means may be from the true one, at this one-sided error: Student's
 * t with the deviation within the sides of blocks. A shift by less than a step moves all values off
 * the others, so the arrangements of shifted values exclude too much. k >= 2. */
double meantest_margin(const double *base, const double *head, size_t k, size_t blocks,
	double error);

/* The smallest difference of head's mean to base's that the test does not exclude at this one-sided
 * error; -INFINITY: any. */
double meantest_least(const double *base, const double *head, size_t k, size_t blocks,
	double alpha);
