/* What a harness prints: what is read of it is written and read again the same way, and its samples
 * can be stored. */
#include "fuzz.h"
#include "fuzz_run.h"

#include "../unit/unit_ebp.h"
#include "measure/task.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct benchmark benchmark = { .id = "x", .kind = &external_kind };
	struct measure_context context = { .mem = &mem };
	struct result result = { .id = "x" };
	struct task task = { .context = &context, .benchmark = &benchmark, .result = &result };
	struct run run = { .suite = "x", .shell = (double)NAN, .v = &result, .n = 1 };
	struct run_set set = { .kind = "run", .suite = "x", .v = &run, .n = 1 };
	struct error err = { 0 };
	struct ebp e, again;
	const char *text;

	if (ebp_read(&e, &mem, (const char *)data, n, &err) < 0) {
		FUZZ_CHECK(strstr(err.text, "failed to parse EBP JSON output: "));
		return 0;
	}
	FUZZ_CHECK(e.framework && (!e.has_throughput || isfinite(e.throughput)));
	text = ebp_text(&mem, &e);
	if (ebp_read(&again, &mem, text, strlen(text), &err) < 0)
		die("%s\n%s", err.text, text);
	FUZZ_SAME(ebp_text(&mem, &again), text);
	FUZZ_CHECK(ebp_cold_start_us(&e, e.first_llm_call_epoch_ns) == 0);
	sink_begin(&task.sink, &task, true);
	ebp_emit(&task.sink, &e);
	FUZZ_CHECK(sink_end(&task.sink, &err) == 0);
	FUZZ_CHECK(result.n > 0);
	fuzz_run_keeps(&mem, &set);
	return 0;
}
