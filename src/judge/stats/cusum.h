/* The rank-CUSUM test for one shift in a series. */
#ifndef BENCHCTL_JUDGE_CUSUM_H
#define BENCHCTL_JUDGE_CUSUM_H

#include <stddef.h>

struct arena;
struct changepoint_tables;

/* The ranks of the series last looked at. */
struct cusum;
struct cusum *cusum_new(struct arena *mem, size_t longest);

/* The largest |S_t| / sqrt(var t (n - t) / n) over the splits t that leave min_segment values on
 * both sides, S_t being the sum of the first t centred mid-ranks (Pettitt 1979); *at is the first
 * such t. 0, and *at = 0, where there is none or all values are equal. */
double cusum_find(size_t *at, struct cusum *c, const double *v, size_t n, size_t min_segment);

/* The p of so large a statistic over all orders of the series last found in: (1 + k) / (R + 1) by
 * permutation. Beyond alpha of the tables' rule it is only a lower bound. Without more than a few
 * ties the null depends on n alone and is kept, n being rounded up to one of 16 lengths an octave;
 * as its error is then that of every series, it has five times as many permutations. */
double cusum_p(struct cusum *c, struct changepoint_tables *t, double statistic);

#endif
