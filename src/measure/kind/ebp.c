#include "measure/kind/ebp.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/record.h"
#include "measure/sink.h"

#define AT(member) offsetof(struct ebp_loop, member)
static const struct field loop[] = {
	{ "min_us", FIELD_U64, AT(min), .required = true },
	{ "max_us", FIELD_U64, AT(max), .required = true },
	{ "mean_us", FIELD_U64, AT(mean), .required = true },
	{ "median_us", FIELD_U64, AT(median), .required = true },
	{ "p95_us", FIELD_U64, AT(p95), .required = true },
	{ "p99_us", FIELD_U64, AT(p99), .required = true },
	{ "count", FIELD_U64, AT(count), .required = true },
	{ NULL },
};
#undef AT
#define AT(member) offsetof(struct ebp_tokens, member)
static const struct field tokens[] = {
	{ "total_tokens", FIELD_U64, AT(total), .required = true },
	{ "user_content_tokens", FIELD_U64, AT(user_content), .required = true },
	{ "overhead_tokens", FIELD_U64, AT(overhead), .required = true },
	{ NULL },
};
#undef AT
#define AT(member) offsetof(struct ebp, member)
static const struct field report[] = {
	{ "framework", FIELD_TEXT, AT(framework), .required = true },
	{ "cold_start_us", FIELD_U64, AT(cold_start_us), .required = true },
	{ "first_llm_call_epoch_ns", FIELD_U64, AT(first_llm_call_epoch_ns), .required = true },
	{ "peak_rss_bytes", FIELD_U64, AT(peak_rss), .has = AT(has_peak_rss) },
	{ "throughput_agents_per_sec", FIELD_NUMBER, AT(throughput), .has = AT(has_throughput) },
	{ "loop_overhead", FIELD_RECORD, AT(loop), .fields = loop, .required = true },
	{ "token_overhead", FIELD_RECORD, AT(tokens), .fields = tokens, .has = AT(has_tokens) },
	{ NULL },
};

static int refuse(const char *member, const char *why, size_t offset, const char *text, size_t n,
	struct error *err)
{
	enum { BEGINNING = 80 };

	if (n == 0)
		return error_set(err,
			"failed to parse EBP JSON output: the harness printed nothing");
	return error_set(err,
		"failed to parse EBP JSON output: %s%s%s, "
		"at byte %zu of the output, which begins: %.*s",
		member ? member : "", member ? ": " : "", why, offset,
		(int)(n < BEGINNING ? n : BEGINNING), text);
}

int ebp_read(struct ebp *e, struct arena *mem, const char *text, size_t n, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	struct error why;
	size_t offset;

	*e = (struct ebp){ 0 };
	while (n && strchr(" \t\r\n", text[n - 1]))
		n--;
	for (; n && strchr(" \t\r\n", *text); text++)
		n--;
	json_open_text(&j, "output", text, n);
	record_read(&j, report, e, mem);
	offset = json_offset(&j);
	return json_end(&j, &why) < 0 ? refuse(j.member, why.text, offset, text, n, err) : 0;
}

uint64_t ebp_cold_start_us(const struct ebp *e, uint64_t started_ns)
{
	if (e->first_llm_call_epoch_ns < started_ns)
		return 0;
	return (e->first_llm_call_epoch_ns - started_ns) / 1000;
}

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
