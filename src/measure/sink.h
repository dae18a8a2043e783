/* Where a kind of benchmark puts what it has measured. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct benchctl_bucket;
struct error;
struct metric;

struct sink {
	struct task *task;
	struct result *result; /* NULL: what is emitted is dropped */
	struct sink *sub;      /* the sub-benchmark's that is open */
	bool is_sub;
	const char *fault; /* the first, as a sentence; NULL: none */
};

/* For the engine: around one call of a hook. sink_end returns -1 with the fault, if any. */
void sink_begin(struct sink *s, struct task *t, bool counts);
int sink_end(const struct sink *s, struct error *err);

/* One finite value in the metric's base unit. The metric is copied, but for those that the kind
 * declares. A side that is slowed down on purpose gets its values scaled here. */
void sink_emit(struct sink *s, const struct metric *metric, double value);

/* The value, worsened by the ratio by which the task's side is slowed down on purpose. */
double sink_injected(const struct task *t, const struct metric *metric, double value);

/* The distribution of many values that make up one sample, n buckets by ascending value. Adds its
 * median as METRIC, and METRIC.p90, .p95, .p99, .p99.9 and .max; METRIC keeps its shape too. */
void sink_histogram(struct sink *s, const struct metric *metric, const struct benchctl_bucket *v,
	size_t n);

/* The sink of the sub-benchmark of that name, until the next call; its result is BENCHMARK/NAME. */
struct sink *sink_sub(struct sink *s, const char *name);

/* The benchmark failed; in the sink of a sub-benchmark: that one did, and the others go on. */
__attribute__((format(printf, 2, 3))) void sink_fail(struct sink *s, const char *format, ...);
