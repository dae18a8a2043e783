/* The event file of GitHub Actions, which names refs and commits of somebody else. The first line
 * is the object, the second the key; the rest is the file. */
#include "fuzz.h"

#include "base/json_write.h"
#include "store/base_parts.h"

/* An event of one object with one text. */
static const char *event_of(struct arena *mem, const char *in, const char *key, const char *value)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct json_out o;

	memory_file_open(&m);
	o = json_out_to(m.f, 0);
	json_out_object(&o, NULL);
	json_out_object(&o, in);
	json_out_string(&o, key, value);
	json_out_close(&o);
	json_out_close(&o);
	json_out_end(&o);
	memory_file_end(&m);
	return arena_string(mem, m.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n };
	const char *in = fuzz_line(&b, &mem), *key = fuzz_line(&b, &mem);
	const char *text = fuzz_text(&mem, b.at, b.n), *value, *again;

	value = base_event_value(&mem, text, b.n, in, key);
	if (value) {
		FUZZ_CHECK(*value);
		again = event_of(&mem, in, key, value);
		again = base_event_value(&mem, again, strlen(again), in, key);
		FUZZ_CHECK(again);
		FUZZ_SAME(value, again);
	}
	value = base_event_value(&mem, text, b.n, NULL, key);
	FUZZ_CHECK(!value || *value);
	return 0;
}
