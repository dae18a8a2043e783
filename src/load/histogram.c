#include "load/histogram.h"

#include <math.h>

#include "base/arena.h"
#include "benchctl/plugin.h"

enum { STEPS = 1 << HISTOGRAM_BITS };

struct histogram *histogram_new(struct arena *mem)
{
	return arena_alloc(mem, sizeof(struct histogram));
}

/* Values below 2 * STEPS have a bucket each; then every power of two has STEPS buckets. */
static size_t bucket_of(uint64_t ns)
{
	unsigned shift;

	if (ns < STEPS)
		return (size_t)ns;
	shift = 63 - (unsigned)__builtin_clzll(ns) - HISTOGRAM_BITS;
	return ((size_t)shift << HISTOGRAM_BITS) + (size_t)(ns >> shift);
}

double histogram_value(size_t bucket)
{
	size_t power = bucket >> HISTOGRAM_BITS;
	size_t shift = power > 0 ? power - 1 : 0;
	uint64_t low = (uint64_t)(bucket - (shift << HISTOGRAM_BITS)) << shift;

	return (double)low + (double)((UINT64_C(1) << shift) - 1) / 2;
}

size_t histogram_buckets(struct benchctl_bucket *v, const struct histogram *h, double unit)
{
	size_t n = 0;

	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		if (h->count[i])
			v[n++] = (struct benchctl_bucket){ histogram_value(i) * unit, h->count[i] };
	if (n)
		v[n - 1].value = fmin(v[n - 1].value, (double)h->max * unit);
	return n;
}

void histogram_add(struct histogram *h, uint64_t ns)
{
	if (ns > HISTOGRAM_LARGEST)
		ns = HISTOGRAM_LARGEST;
	if (h->n == 0 || ns < h->min)
		h->min = ns;
	if (ns > h->max)
		h->max = ns;
	h->n++;
	h->sum += (double)ns;
	h->count[bucket_of(ns)]++;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
	if (from->n == 0)
		return;
	if (into->n == 0 || from->min < into->min)
		into->min = from->min;
	if (from->max > into->max)
		into->max = from->max;
	into->n += from->n;
	into->sum += from->sum;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		into->count[i] += from->count[i];
}

/* n * percent / 100 may lie a rounding error above the whole number that is meant. */
static uint64_t rank_of(uint64_t n, double percent)
{
	double exact = (double)n * percent / 100;
	double rank = ceil(exact - exact * 1e-12);

	if (rank < 1)
		return 1;
	return rank < (double)n ? (uint64_t)rank : n;
}

double histogram_percentile(const struct histogram *h, double percent)
{
	uint64_t rank, seen = 0;
	size_t i = 0;

	if (h->n == 0)
		return (double)NAN;
	rank = rank_of(h->n, percent);
	if (rank == h->n)
		return (double)h->max;
	while ((seen += h->count[i]) < rank)
		i++;
	return fmin(fmax(histogram_value(i), (double)h->min), (double)h->max);
}

double histogram_mean(const struct histogram *h)
{
	return h->n ? h->sum / (double)h->n : (double)NAN;
}

double histogram_deviation(const struct histogram *h)
{
	double mean = histogram_mean(h), squares = 0;

	if (h->n < 2)
		return (double)NAN;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		double distance = histogram_value(i) - mean;

		squares += h->count[i] ? distance * distance * (double)h->count[i] : 0;
	}
	return sqrt(squares / (double)(h->n - 1));
}
