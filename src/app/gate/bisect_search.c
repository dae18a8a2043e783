#include "app/gate/bisect.h"

/* The commit nearest to the middle that was not skipped, or 0. */
static size_t middle(const bool *skipped, size_t low, size_t high)
{
	size_t mid = low + (high - low) / 2;

	for (size_t d = 0; d < high - low; d++) {
		if (mid + d < high && mid + d > low && !skipped[mid + d])
			return mid + d;
		if (mid >= d && mid - d > low && mid - d < high && !skipped[mid - d])
			return mid - d;
	}
	return 0;
}

bool bisect_search(size_t *low, size_t *high, size_t n,
	enum bisect_answer (*ask)(void *ctx, size_t i), void *ctx)
{
	FREES_ARENA struct arena mem = { 0 };
	bool *skipped = arena_array(&mem, n, sizeof *skipped);
	size_t mid;

	*low = 0;
	*high = n - 1;
	while ((mid = middle(skipped, *low, *high))) {
		switch (ask(ctx, mid)) {
		case BISECT_GOOD: *low = mid; break;
		case BISECT_BAD: *high = mid; break;
		case BISECT_SKIP: skipped[mid] = true; break;
		case BISECT_STOP:
		default: return false;
		}
	}
	return true;
}
