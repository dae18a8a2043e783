/* Server-sent events that arrive at once and in pieces: both read the same. The first byte says how
 * large the pieces are. */
#include "fuzz.h"

#include "load/sse.h"

static void see(void *ctx)
{
	++*(size_t *)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_bytes b = { data, n };
	size_t piece = 1 + fuzz_byte(&b);
	size_t seen[2] = { 0 };

	for (int i = 0; i < 2; i++) {
		struct sse s = { .event = see, .ctx = &seen[i] };

		for (size_t at = 0; at < b.n;) {
			size_t part = i && piece < b.n - at ? piece : b.n - at;
			/* A copy, so that a read past its end is found. */
			char *copy = malloc(part);

			memcpy(copy, b.at + at, part);
			FUZZ_CHECK(sse_feed(&s, copy, part) == 0);
			free(copy);
			at += part;
		}
	}
	FUZZ_CHECK(seen[0] == seen[1]);
	FUZZ_CHECK(seen[0] <= b.n / 2);
	return 0;
}
