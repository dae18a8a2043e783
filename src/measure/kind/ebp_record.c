/* The metrics of a report in the External Benchmark Protocol. */
#include "measure/kind/ebp.h"
#include "measure/sink.h"

#define US 1e-6

enum figure {
	COLD_START,
	LOOP,
	LOOP_MIN,
	LOOP_MAX,
	LOOP_MEAN,
	LOOP_P95,
	LOOP_P99,
	LOOP_COUNT,
	PEAK_RSS,
	THROUGHPUT,
	TOKENS,
	TOKENS_USER,
	TOKENS_OVERHEAD,
	FIGURES
};
_Static_assert((int)FIGURES == (int)EBP_METRICS, "one row a figure");
/* The median of the turns stands for a process, as a median does everywhere here. */
const struct metric ebp_metrics[EBP_METRICS] = {
	[COLD_START] = { "cold_start", "s", DIM_TIME, BETTER_LOWER, false },
	[LOOP] = { "loop_overhead", "s", DIM_TIME, BETTER_LOWER, false },
	[LOOP_MIN] = { "loop_overhead_min", "s", DIM_TIME, BETTER_LOWER, false },
	[LOOP_MAX] = { "loop_overhead_max", "s", DIM_TIME, BETTER_LOWER, false },
	[LOOP_MEAN] = { "loop_overhead_mean", "s", DIM_TIME, BETTER_LOWER, false },
	[LOOP_P95] = { "loop_overhead_p95", "s", DIM_TIME, BETTER_LOWER, false },
	[LOOP_P99] = { "loop_overhead_p99", "s", DIM_TIME, BETTER_LOWER, false },
	[LOOP_COUNT] = { "loop_overhead_count", "1", DIM_COUNT, BETTER_NONE, false },
	[PEAK_RSS] = { "peak_rss", "B", DIM_SIZE, BETTER_LOWER, false },
	[THROUGHPUT] = { "throughput", "1/s", DIM_RATE, BETTER_HIGHER, false },
	[TOKENS] = { "tokens_total", "1", DIM_COUNT, BETTER_LOWER, false },
	[TOKENS_USER] = { "tokens_user_content", "1", DIM_COUNT, BETTER_NONE, false },
	[TOKENS_OVERHEAD] = { "tokens_overhead", "1", DIM_COUNT, BETTER_LOWER, false },
};

void ebp_emit(struct sink *sink, const struct ebp *e)
{
	const double v[FIGURES] = {
		[COLD_START] = (double)e->cold_start_us * US,
		[LOOP] = (double)e->loop.median * US,
		[LOOP_MIN] = (double)e->loop.min * US,
		[LOOP_MAX] = (double)e->loop.max * US,
		[LOOP_MEAN] = (double)e->loop.mean * US,
		[LOOP_P95] = (double)e->loop.p95 * US,
		[LOOP_P99] = (double)e->loop.p99 * US,
		[LOOP_COUNT] = (double)e->loop.count,
		[PEAK_RSS] = (double)e->peak_rss,
		[THROUGHPUT] = e->throughput,
		[TOKENS] = (double)e->tokens.total,
		[TOKENS_USER] = (double)e->tokens.user_content,
		[TOKENS_OVERHEAD] = (double)e->tokens.overhead,
	};

	for (size_t i = 0; i < FIGURES; i++) {
		if ((i == PEAK_RSS && !e->has_peak_rss) ||
			(i == THROUGHPUT && !e->has_throughput) || (i >= TOKENS && !e->has_tokens))
			continue;
		sink_emit(sink, &ebp_metrics[i], v[i]);
	}
}
