/* The metrics of a report in the External Benchmark Protocol. */
#include <math.h>

#include "base/arena.h"
#include "measure/kind/ebp.h"
#include "measure/sink.h"

#define US 1e-6

/* The median of the turns stands for a process, as a median does everywhere here. */
#define FIGURES(F)                                                                                 \
	F("cold_start", "s", TIME, LOWER, (double)e->cold_start_us *US)                            \
	F("loop_overhead", "s", TIME, LOWER, (double)e->loop.median *US)                           \
	F("loop_overhead_min", "s", TIME, LOWER, (double)e->loop.min *US)                          \
	F("loop_overhead_max", "s", TIME, LOWER, (double)e->loop.max *US)                          \
	F("loop_overhead_mean", "s", TIME, LOWER, (double)e->loop.mean *US)                        \
	F("loop_overhead_p95", "s", TIME, LOWER, (double)e->loop.p95 *US)                          \
	F("loop_overhead_p99", "s", TIME, LOWER, (double)e->loop.p99 *US)                          \
	F("loop_overhead_count", "1", COUNT, NONE, (double)e->loop.count)                          \
	F("peak_rss", "B", SIZE, LOWER, given(e->has_peak_rss, e->peak_rss))                       \
	F("throughput", "1/s", RATE, HIGHER, e->has_throughput ? e->throughput : (double)NAN)      \
	F("tokens_total", "1", COUNT, LOWER, given(e->has_tokens, e->tokens.total))                \
	F("tokens_user_content", "1", COUNT, NONE, given(e->has_tokens, e->tokens.user_content))   \
	F("tokens_overhead", "1", COUNT, LOWER, given(e->has_tokens, e->tokens.overhead))
#define METRIC(name, unit, dim, better, value) { name, unit, DIM_##dim, BETTER_##better },
#define VALUE(name, unit, dim, better, value)  value,

const struct metric ebp_metrics[EBP_METRICS] = { FIGURES(METRIC) };

static double given(bool there, uint64_t n)
{
	return there ? (double)n : (double)NAN;
}

void ebp_emit(struct sink *sink, const struct ebp *e)
{
	const double v[] = { FIGURES(VALUE) };

	_Static_assert(ARRAY_SIZE(v) == EBP_METRICS, "a row for each metric");
	for (size_t i = 0; i < EBP_METRICS; i++)
		if (!isnan(v[i]))
			sink_emit(sink, &ebp_metrics[i], v[i]);
}
