/* The report of a harness in the External Benchmark Protocol. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "model/metric.h"

struct error;

struct ebp_loop { /* the framework's own time in each turn; us */
	uint64_t min, max, mean, median, p95, p99, count;
};
struct ebp_tokens {
	uint64_t total, user_content, overhead;
};

struct ebp {
	const char *framework;
	uint64_t cold_start_us;
	uint64_t first_llm_call_epoch_ns;
	struct ebp_loop loop;
	bool has_peak_rss, has_throughput, has_tokens;
	uint64_t peak_rss; /* B */
	double throughput; /* agents/s */
	struct ebp_tokens tokens;
};

/* Integers are exact; null counts as absent; unknown members are skipped. An error names the
 * member, the byte and how the text begins. */
int ebp_read(struct ebp *e, struct arena *mem, const char *text, size_t n, struct error *err);

/* From the start of the process to the framework's first call of a model; 0 where that is past. */
uint64_t ebp_cold_start_us(const struct ebp *e, uint64_t started_ns);

enum { EBP_METRICS = 13 };
extern const struct metric ebp_metrics[EBP_METRICS]; /* cold_start first */

/* One sample of each metric that the report has. */
struct sink;
void ebp_emit(struct sink *sink, const struct ebp *e);
