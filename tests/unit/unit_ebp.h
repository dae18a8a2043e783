/* A report in the External Benchmark Protocol, as a harness would print it. */
#pragma once

#include "base/arena.h"
#include "base/file.h"
#include "base/json_write.h"
#include "measure/kind/ebp.h"

static inline void ebp_text_u64(struct json_out *o, const char *key, uint64_t v)
{
	json_out_u64(o, key, v);
}

static inline void ebp_text_loop(struct json_out *o, const struct ebp_loop *l)
{
	json_out_object(o, "loop_overhead");
	ebp_text_u64(o, "min_us", l->min);
	ebp_text_u64(o, "max_us", l->max);
	ebp_text_u64(o, "mean_us", l->mean);
	ebp_text_u64(o, "median_us", l->median);
	ebp_text_u64(o, "p95_us", l->p95);
	ebp_text_u64(o, "p99_us", l->p99);
	ebp_text_u64(o, "count", l->count);
	json_out_close(o);
}

static inline void ebp_text_tokens(struct json_out *o, const struct ebp_tokens *t)
{
	json_out_object(o, "token_overhead");
	ebp_text_u64(o, "total_tokens", t->total);
	ebp_text_u64(o, "user_content_tokens", t->user_content);
	ebp_text_u64(o, "overhead_tokens", t->overhead);
	json_out_close(o);
}

static inline const char *ebp_text(struct arena *mem, const struct ebp *e)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct json_out o;

	memory_file_open(&m);
	o = json_out_to(m.f, 0);
	json_out_object(&o, NULL);
	json_out_string(&o, "framework", e->framework);
	ebp_text_u64(&o, "cold_start_us", e->cold_start_us);
	ebp_text_u64(&o, "first_llm_call_epoch_ns", e->first_llm_call_epoch_ns);
	if (e->has_peak_rss)
		ebp_text_u64(&o, "peak_rss_bytes", e->peak_rss);
	if (e->has_throughput) {
		json_out_number(&o, "throughput_agents_per_sec", e->throughput);
	}
	ebp_text_loop(&o, &e->loop);
	if (e->has_tokens)
		ebp_text_tokens(&o, &e->tokens);
	json_out_close(&o);
	json_out_end(&o);
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}
