#include "store/git/backoff.h"

#include "base/clock.h"
#include "base/rng.h"

void backoff_sleep(unsigned nth, uint64_t first_us, uint64_t longest_us)
{
	struct rng rng = rng_seeded(rng_fresh_seed());
	uint64_t limit = nth < 32 ? first_us << nth : longest_us;

	clock_sleep((double)rng_below(&rng, limit < longest_us ? limit : longest_us) / 1e6);
}
