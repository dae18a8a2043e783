/* A comment that may be a command. */
#include "fuzz.h"

#include "base/text.h"
#include "forge/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = fuzz_text(&mem, data, n);
	struct comment_command c, again;
	struct error err = { 0 };

	if (comment_command_read(&c, &mem, text, &err) < 0) {
		FUZZ_CHECK(*err.text && err.exit == EXIT_USAGE);
		return 0;
	}
	FUZZ_CHECK(*c.id && *c.max && *c.reason && !strpbrk(c.reason, "\r\n"));
	FUZZ_CHECK(strlen(c.id) + strlen(c.reason) < 1000);
	if (strpbrk(c.id, "\"' \t") || strpbrk(c.max, "\"' \t") || strpbrk(c.reason, "\"'"))
		return 0;
	text = arena_printf(&mem, "/benchctl accept %s --max %s --reason \"%s\"", c.id, c.max,
		c.reason);
	if (strlen(text) > 1000 || text_starts(c.id, "--") || text_starts(c.id, "—"))
		return 0;
	FUZZ_CHECK(comment_command_read(&again, &mem, text, &err) == 0);
	FUZZ_SAME(c.id, again.id);
	FUZZ_SAME(c.max, again.max);
	FUZZ_SAME(c.reason, again.reason);
	return 0;
}
