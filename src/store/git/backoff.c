#include "store/git/backoff.h"

#include <time.h>

#include "base/rng.h"

void backoff_sleep(unsigned nth, uint64_t first_us, uint64_t longest_us)
{
	struct rng rng = rng_seeded(rng_fresh_seed());
	uint64_t limit = nth < 32 ? first_us << nth : longest_us;
	uint64_t us = rng_below(&rng, limit < longest_us ? limit : longest_us);
	const struct timespec t = { (time_t)(us / 1000000), (long)(us % 1000000) * 1000 };

	nanosleep(&t, NULL);
}
