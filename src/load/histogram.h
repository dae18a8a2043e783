/* A histogram of durations with log-linear buckets, as HdrHistogram has: 1,024 buckets per power of
 * two, so a bucket is at most 0.1% wide. Counts, minimum, maximum and sum are exact. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct arena;
struct benchctl_bucket;

enum {
	HISTOGRAM_BITS = 10,
	HISTOGRAM_POWERS = 42, /* values lie below 2^42 ns, which is 73 minutes */
	HISTOGRAM_BUCKETS = (HISTOGRAM_POWERS - HISTOGRAM_BITS + 1) << HISTOGRAM_BITS
};
#define HISTOGRAM_LARGEST ((UINT64_C(1) << HISTOGRAM_POWERS) - 1)

struct histogram {
	uint64_t n;
	uint64_t min, max; /* 0 if n is 0 */
	double sum;
	uint64_t count[HISTOGRAM_BUCKETS];
};

struct histogram *histogram_new(struct arena *mem);
/* A value above HISTOGRAM_LARGEST counts as that. */
void histogram_add(struct histogram *h, uint64_t ns);
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The middle of a bucket, in ns. */
double histogram_value(size_t bucket);
/* The buckets that have values, each value times `unit`; the last one is the largest of all, which
 * is known exactly. Returns how many, up to HISTOGRAM_BUCKETS. */
size_t histogram_buckets(struct benchctl_bucket *v, const struct histogram *h, double unit);

/* The smallest value that `percent` of all values do not exceed (nearest rank), within 0.05% and
 * between min and max; 0 <= percent <= 100. NaN if the histogram is empty. */
double histogram_percentile(const struct histogram *h, double percent);
double histogram_mean(const struct histogram *h);      /* exact; NaN if empty */
double histogram_deviation(const struct histogram *h); /* of the sample; NaN if n < 2 */
