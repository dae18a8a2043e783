/* The Link header of a forge's answer. */
#include "fuzz.h"

#include "forge/link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = fuzz_text(&mem, data, n), *next = link_next(&mem, text);

	if (!next)
		return 0;
	FUZZ_CHECK(*next && !strchr(next, '>'));
	FUZZ_CHECK(strstr(text, next));
	FUZZ_CHECK(!link_is_of(next, "https://h") || strncmp(next, "https://", 8) == 0);
	next = link_next(&mem, arena_printf(&mem, "<%s>; rel=next", next));
	FUZZ_CHECK(next && strstr(text, next));
	return 0;
}
