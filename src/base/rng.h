/* splitmix64 (Steele, Lea, Flood 2014): small, seedable, the same everywhere. Not for secrets. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t state;
};

struct rng rng_seeded(uint64_t seed);
uint64_t rng_fresh_seed(void); /* from the kernel; 32 bits, short enough to type again */
uint64_t rng_next(struct rng *r);
void rng_fill(struct rng *r, void *out, size_t n); /* n bytes */
uint64_t rng_below(struct rng *r, uint64_t n);     /* 0 .. n-1 by the high word of a product */

/* Fisher-Yates from the end, of n elements of any type. */
#define rng_shuffle(r, v, n)                                                                       \
	do {                                                                                       \
		for (size_t rng_i = (n); rng_i > 1; rng_i--) {                                     \
			size_t rng_j = (size_t)rng_below((r), rng_i);                              \
			__typeof__(*(v)) rng_held = (v)[rng_i - 1];                                \
                                                                                                   \
			(v)[rng_i - 1] = (v)[rng_j];                                               \
			(v)[rng_j] = rng_held;                                                     \
		}                                                                                  \
	} while (0)
