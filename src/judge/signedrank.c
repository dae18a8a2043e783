#include "benchctl/signedrank.h"

#include <math.h>
#include <stdlib.h>

#include "benchctl/arena.h"
#include "benchctl/hodges.h"
#include "benchctl/special.h"
#include "benchctl/stats.h"

static int by_size(const void *a, const void *b)
{
	double x = fabs(*(const double *)a), y = fabs(*(const double *)b);

	return (x > y) - (x < y);
}

/* The differences that are not 0, by size; returns how many. */
static size_t without_zeros(double *out, const double *d, size_t n)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		if (d[i] < 0 || d[i] > 0)
			out[used++] = d[i];
	qsort(out, used, sizeof *out, by_size);
	return used;
}

/* Doubled mid-ranks of the sorted sizes. Returns the sum of those of positive values, and in *ties
 * the sum of t^3 - t. */
static size_t rank(size_t *rank2, double *ties, const double *d, size_t n)
{
	size_t sum = 0, group;

	*ties = 0;
	for (size_t i = 0; i < n; i += group) {
		for (group = 1; i + group < n && fabs(d[i + group]) <= fabs(d[i]);)
			group++;
		*ties += (double)group * ((double)group * (double)group - 1);
		for (size_t j = i; j < i + group; j++) {
			rank2[j] = 2 * i + group + 1;
			sum += d[j] > 0 ? rank2[j] : 0;
		}
	}
	return sum;
}

/* p[s] = P(sum = s), s = 0 .. top, each weight being taken with probability 1/2. */
static double *null_of(struct arena *mem, const size_t *weight, size_t n, size_t *top)
{
	double *p;

	*top = 0;
	for (size_t i = 0; i < n; i++)
		*top += weight[i];
	p = arena_array(mem, *top + 1, sizeof *p);
	p[0] = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t s = *top + 1; s-- > 0;)
			p[s] = (p[s] + (s >= weight[i] ? p[s - weight[i]] : 0)) / 2;
	return p;
}

static void exact(struct signedrank *out, const size_t *rank2, size_t w2)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t top;
	const double *p = null_of(&mem, rank2, out->n, &top);

	for (size_t s = 0; s <= top; s++) {
		out->p_less += s <= w2 ? p[s] : 0;
		out->p_greater += s >= w2 ? p[s] : 0;
	}
}

static void normal(struct signedrank *out, double ties)
{
	double n = (double)out->n, d = out->w - n * (n + 1) / 4;
	double sd = sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties / 48);

	out->p_greater = special_normal_sf((d - .5) / sd);
	out->p_less = special_normal_cdf((d + .5) / sd);
}

void signedrank_test(struct signedrank *out, const double *d, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	double *used = arena_array(&mem, n, sizeof *used), ties;
	size_t *rank2 = arena_array(&mem, n, sizeof *rank2), w2;

	*out = (struct signedrank){ .n = without_zeros(used, d, n) };
	w2 = rank(rank2, &ties, used, out->n);
	out->w = (double)w2 / 2;
	out->exact = out->n <= SIGNEDRANK_EXACT_MAX;
	if (out->exact)
		exact(out, rank2, w2);
	else
		normal(out, ties);
	out->p_greater = fmin(1, out->p_greater);
	out->p_less = fmin(1, out->p_less);
	out->p_two = fmin(1, 2 * fmin(out->p_greater, out->p_less));
}

/* The largest k with P(W <= k - 1) <= level without ties. */
static size_t interval_rank(struct arena *mem, size_t n, double level)
{
	size_t *weight = arena_array(mem, n, sizeof *weight), top, k = 0;
	double pairs = (double)n * (double)(n + 1) / 2, edge, sum = 0;
	const double *p;

	if (n > SIGNEDRANK_EXACT_MAX) {
		edge = pairs / 2 + .5 +
			special_normal_quantile(level) * sqrt(pairs * (double)(2 * n + 1) / 12);
		return edge < 1 ? 0 : (size_t)edge;
	}
	for (size_t i = 0; i < n; i++)
		weight[i] = i + 1;
	p = null_of(mem, weight, n, &top);
	while (k < top && (sum += p[k]) <= level)
		k++;
	return k;
}

bool signedrank_shift(struct hodges *out, const double *d, size_t n, double alpha)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t pairs = n * (n + 1) / 2;
	double *mean, *next;

	if (n > SIGNEDRANK_SHIFT_MAX)
		return false;
	mean = next = arena_array(&mem, pairs, sizeof *mean);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			*next++ = (d[i] + d[j]) / 2;
	stats_sort(mean, pairs);
	out->k = interval_rank(&mem, n, alpha / 2);
	out->estimate = stats_median(mean, pairs);
	out->low = out->k ? mean[out->k - 1] : -(double)INFINITY;
	out->high = out->k ? mean[pairs - out->k] : (double)INFINITY;
	return true;
}
