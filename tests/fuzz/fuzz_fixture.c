/* Request fixtures, and JSON compared by what it means. */
#include "fuzz.h"

#include "base/json_canonical.h"
#include "load/fixture.h"
#include "load/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = fuzz_text(&mem, data, n), *line, *again;
	struct load_plan plan = { .connections = 1, .target = { .host = "localhost" } };
	struct request_mix mix;
	struct fixture f;
	struct error err;

	line = json_canonical(&mem, "input", text, n, &err);
	again = line ? json_canonical(&mem, "again", line, strlen(line), &err) : NULL;
	FUZZ_CHECK(!line || (again && strcmp(line, again) == 0));
	if (fixture_read(&f, &mem, "input", text, n, &err) < 0) {
		FUZZ_CHECK(*err.text);
		return 0;
	}
	FUZZ_CHECK(line && f.name && f.request.statuses_n == 1);
	plan.requests = &f.request;
	plan.requests_n = 1;
	if (request_prepare(&mix, &plan, &mem, &err) == 0)
		FUZZ_CHECK(mix.longest == 0 && mix.v->n > f.request.body_n);
	return 0;
}
