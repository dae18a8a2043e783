/* The reports of profilers; the first byte says whose. What was read can be drawn. */
#include "fuzz.h"

#include "base/text.h"
#include "model/run/stacks.h"
#include "profile/profiler.h"
#include "report/format/flame_graph.h"

static void check(const struct stacks *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const char *frames = s->v[i].frames;

		FUZZ_CHECK(s->v[i].weight > 0 && *frames && !strchr(frames, '\n'));
		FUZZ_CHECK(utf8_valid(frames, strlen(frames)));
		FUZZ_CHECK(i == 0 || strcmp(frames, s->v[i - 1].frames) != 0);
	}
}

static void draw(const struct stacks *s)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	const struct flame_graph g = { "t", "samples", s, s };

	memory_file_open(&m);
	flame_graph(m.f, &g);
	memory_file_end(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const readers[])(struct stacks * s, struct arena * mem,
		char *text) = { perf_script_read, callgrind_read, cpuprofile_read, stacks_read };
	FREES_ARENA struct arena mem = { 0 };
	struct stacks s = { 0 };

	if (n == 0)
		return 0;
	readers[data[0] % 4](&s, &mem, fuzz_text(&mem, data + 1, n - 1));
	stacks_fold(&s);
	check(&s);
	stacks_shares(&s, &mem);
	draw(&s);
	return 0;
}
