/* splitmix64 (Steele, Lea, Flood 2014): small, seedable, the same everywhere. Not for secrets. */
#ifndef BENCHCTL_RNG_H
#define BENCHCTL_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t state;
};

struct rng rng_seeded(uint64_t seed);
uint64_t rng_fresh_seed(void); /* from the kernel; 32 bits, short enough to type again */
uint64_t rng_next(struct rng *r);
uint64_t rng_below(struct rng *r, uint64_t n);        /* 0 .. n-1 by the high word of a product */
void rng_shuffle(struct rng *r, size_t *v, size_t n); /* Fisher-Yates from the end */

#endif
