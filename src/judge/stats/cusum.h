/* The rank-CUSUM test for one shift in a series. */
#pragma once

#include <stddef.h>

struct arena;
struct changepoint_tables;

/* The ranks of the last series. */
struct cusum *cusum_new(struct arena *mem, size_t longest);

/* The largest |S_t| / sqrt(var t (n - t) / n) over the splits t that leave min_segment values on
 * both sides, S_t being the sum of the first t centred mid-ranks (Pettitt 1979); *at is the first
 * such t. 0, and *at = 0, if there is none or all values are equal. */
double cusum_find(size_t *at, struct cusum *c, const double *v, size_t n, size_t min_segment);

/* P of a statistic this large over all orders of the last series: (1 + k) / (R + 1) by
 * permutation. Beyond alpha of the tables' rule it is only a lower bound. With few ties the null
 * depends on n alone and is cached, for n rounded up to one of 16 lengths per octave. Its error
 * affects every series, so it uses five times as many permutations, up to 2,048 values. */
double cusum_p(struct cusum *c, struct changepoint_tables *t, double statistic);
