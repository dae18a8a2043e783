#include "base/rng.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

struct rng rng_seeded(uint64_t seed)
{
	return (struct rng){ seed };
}

uint64_t rng_fresh_seed(void)
{
	uint32_t seed;

	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
		seed = (uint32_t)time(NULL);
	return seed;
}

uint64_t rng_next(struct rng *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

__extension__ typedef unsigned __int128 wide;

void rng_fill(struct rng *r, void *out, size_t n)
{
	for (char *at = out; n; at += sizeof(uint64_t)) {
		uint64_t word = rng_next(r);
		size_t some = n < sizeof word ? n : sizeof word;

		memcpy(at, &word, some);
		n -= some;
	}
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	return (uint64_t)((wide)rng_next(r) * n >> 64);
}
