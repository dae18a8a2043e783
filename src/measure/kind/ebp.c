#include "measure/kind/ebp.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/record.h"

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
