/* The URL of a server under load. */
#include "fuzz.h"

#include "load/load.h"
#include "load/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = fuzz_text(&mem, data, n), *path = NULL;
	struct load_target t;
	struct error err = { 0 };

	if (url_read(&t, &path, &mem, text, "http", &err) < 0) {
		FUZZ_CHECK(*err.text);
		return 0;
	}
	FUZZ_CHECK(t.port && *t.host && *path == '/');
	FUZZ_CHECK(!strpbrk(t.host, "/@ \r\n[]") && !strchr(path, '#'));
	FUZZ_CHECK(strlen(path) <= strlen(text) + 1);
	return 0;
}
