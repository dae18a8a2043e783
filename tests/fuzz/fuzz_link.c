/* The Link header of a forge's answer. */
#include "fuzz.h"

#include "forge/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = fuzz_text(&mem, data, n), *next = link_next(&mem, text);

	if (!next)
		return 0;
	FUZZ_CHECK(!strchr(next, '>') && strstr(text, next));
	FUZZ_SAME(next, link_next(&mem, arena_printf(&mem, "<?%s>; rel=next", next)));
	return 0;
}
