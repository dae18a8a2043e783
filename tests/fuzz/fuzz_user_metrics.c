/* What a benchmark writes into BENCHCTL_METRICS: what is taken of it can be stored and read again.
 */
#include "fuzz.h"
#include "fuzz_run.h"

#include "measure/task.h"
#include "measure/user_metrics.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct measure_context context = { .mem = &mem };
	struct result result = { .id = "x" };
	const struct benchmark benchmark = { 0 };
	struct task task = { .context = &context, .benchmark = &benchmark, .result = &result };
	struct run run = { .suite = "x", .shell = (double)NAN, .v = &result, .n = 1 };
	struct run_set set = { .kind = "run", .suite = "x", .v = &run, .n = 1 };
	struct error err;

	if (n && memchr(data, '\0', n)) /* the reader of the file has refused these */
		return 0;
	if (user_metrics_parse(&task, fuzz_text(&mem, data, n), &err) < 0)
		FUZZ_CHECK(*err.text);
	fuzz_run_keeps(&mem, &set);
	return 0;
}
