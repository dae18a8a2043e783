#include "judge/stats/ranktest.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "judge/stats/special.h"
#include "judge/stats/stats.h"

/* Two samples merged. "Equal" means stats_upto. */
struct pool {
	size_t m, n;
	size_t u2;    /* twice U */
	double ties;  /* sum of t^3 - t over groups of t equal values */
	size_t *rank; /* m + n doubled mid-ranks, ascending; NULL: not needed */
};

static size_t run_length(const double *v, size_t from, size_t n, double upto)
{
	size_t i = from;

	while (i < n && v[i] <= upto)
		i++;
	return i - from;
}

static void pool_samples(struct pool *p, const double *base, const double *head)
{
	size_t i = 0, j = 0;

	p->u2 = 0;
	p->ties = 0;
	while (i < p->m || j < p->n) {
		double value = j == p->n || (i < p->m && base[i] < head[j]) ? base[i] : head[j];
		size_t bases = run_length(base, i, p->m, stats_upto(value));
		size_t heads = run_length(head, j, p->n, stats_upto(value)), group = bases + heads;

		p->u2 += heads * (2 * i + bases);
		p->ties += (double)group * ((double)group * (double)group - 1);
		for (size_t r = 0; p->rank && r < group; r++)
			p->rank[i + j + r] = 2 * (i + j) + group + 1;
		i += bases;
		j += heads;
	}
}

static double arrangements(size_t m, size_t n)
{
	double c = 1;

	for (size_t i = 1; i <= m; i++)
		c *= (double)(n + i) / (double)i;
	return c;
}

double ranktest_smallest_p(size_t m, size_t n)
{
	return 1 / (m < n ? arrangements(m, n) : arrangements(n, m));
}

enum {
	POOL_MAX = 2 * RANKTEST_EXACT_MAX,
	NARROW_MAX = 33, /* no more weights than this have fewer than 2^31 subsets of each size */
};

/* How many subsets of j weights have which sum: row j, of `width` sums from the smallest one on.
 * Narrow counts are added twice as fast. */
struct counts {
	size_t width;
	int32_t *narrow; /* of up to NARROW_MAX weights; NULL: */
	double *wide;
};

/* place has room for that many rows of double. */
static struct counts counts_zeroed(void *place, size_t rows, size_t width, size_t weights)
{
	bool narrow = weights <= NARROW_MAX;

	memset(place, 0, rows * width * (narrow ? sizeof(int32_t) : sizeof(double)));
	return (struct counts){ width, narrow ? place : NULL, narrow ? NULL : place };
}

static double count_of(const struct counts *c, size_t at)
{
	return c->narrow ? (double)c->narrow[at] : c->wide[at];
}

static double *scratch_of(struct ranktest_tables *t, size_t n)
{
	if (n > t->cap) {
		t->cap = n > 2 * t->cap ? n : 2 * t->cap;
		t->scratch = arena_array(t->mem, t->cap, sizeof *t->scratch);
	}
	return t->scratch;
}

/* sum[i]: of the i smallest weights */
static void accumulate(size_t sum[POOL_MAX + 1], const size_t *weight, size_t n)
{
	sum[0] = 0;
	for (size_t i = 0; i < n; i++)
		sum[i + 1] = sum[i] + weight[i];
}

/* Eight at a time, so a compiler that does not unroll by itself uses vector instructions. */
#define DEFINE_ADD(name, type)                                                                     \
	/* NOLINTNEXTLINE(bugprone-macro-parentheses): a type */                                   \
	static void name(type *restrict to, const type *restrict from, size_t n)                   \
	{                                                                                          \
		size_t i = 0;                                                                      \
                                                                                                   \
		for (; i + 8 <= n; i += 8)                                                         \
			for (size_t j = 0; j < 8; j++)                                             \
				to[i + j] += from[i + j];                                          \
		for (; i < n; i++)                                                                 \
			to[i] += from[i];                                                          \
	}
DEFINE_ADD(add_wide, double)
DEFINE_ADD(add_narrow, int32_t)

static void add(const struct counts *c, size_t to, size_t from, size_t n)
{
	if (c->narrow)
		add_narrow(c->narrow + to, c->narrow + from, n);
	else
		add_wide(c->wide + to, c->wide + from, n);
}

/* Counts subsets of n ascending weights, of j from `least` to k; all counts are 0 before. A smaller
 * subset among the first i weights is kept only while it can still grow to `least`. */
static void subset_sums(const struct counts *c, const size_t *weight, size_t n, size_t least,
	size_t k)
{
	size_t sum[POOL_MAX + 1];

	accumulate(sum, weight, n);
	if (c->narrow)
		c->narrow[0] = 1;
	else
		c->wide[0] = 1;
	for (size_t i = 0; i < n; i++) {
		size_t high = i + 1 < k ? i + 1 : k;
		size_t low = i + least < n ? 1 : i + least - n + 1;

		for (size_t j = high; j >= low; j--) {
			size_t shift = weight[i] - weight[j - 1];
			size_t span = sum[i] - sum[i - j + 1] - sum[j - 1] + 1;

			if (shift >= c->width)
				continue;
			if (span > c->width - shift)
				span = c->width - shift;
			add(c, j * c->width + shift, (j - 1) * c->width, span);
		}
	}
}

/* P(U <= u) for u = 0 .. m * n without ties. */
static const double *null_of(struct ranktest_tables *t, size_t m, size_t n)
{
	size_t weight[POOL_MAX], few = m < n ? m : n, many = m < n ? n : m, top = m * n;
	const double **slot;
	struct counts count;
	double *null, all = arrangements(few, many), sum = 0;

	if (!t->null)
		t->null = arena_array(t->mem, (RANKTEST_EXACT_MAX + 1) * (RANKTEST_EXACT_MAX + 1),
			sizeof *t->null);
	slot = &t->null[few * (RANKTEST_EXACT_MAX + 1) + many];
	if (*slot)
		return *slot;
	for (size_t i = 0; i < m + n; i++)
		weight[i] = i;
	count = counts_zeroed(scratch_of(t, (few + 1) * (top + 1)), few + 1, top + 1, m + n);
	subset_sums(&count, weight, m + n, few, few);
	null = arena_array(t->mem, top + 1, sizeof *null);
	for (size_t u = 0; u <= top; u++) {
		sum += count_of(&count, few * (top + 1) + u);
		null[u] = sum / all;
	}
	*slot = null;
	return null;
}

static size_t common_divisor(size_t a, size_t b)
{
	while (b) {
		size_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* The smaller or larger half of the weights. */
struct half {
	const size_t *weight;
	size_t n, sum[POOL_MAX + 1];
	struct counts counts;
};

/* The distance between the smallest and the largest sum of j. */
static size_t span_of(const struct half *h, size_t j)
{
	return h->sum[h->n] - h->sum[h->n - j] - h->sum[j];
}

static struct half half_of(const size_t *weight, size_t n, size_t most)
{
	struct half h = { .weight = weight, .n = n };
	size_t widest = 0;

	accumulate(h.sum, weight, n);
	for (size_t j = 0; j <= n; j++)
		widest = span_of(&h, j) > widest ? span_of(&h, j) : widest;
	h.counts.width = (widest < most ? widest : most) + 1;
	return h;
}

static void count_half(struct half *h, double *place)
{
	h->counts = counts_zeroed(place, h->n + 1, h->counts.width, h->n);
	subset_sums(&h->counts, h->weight, h->n, 0, h->n);
}

/* Adds how many subsets, of j of one half and k of the other, have sums of at most `most` above the
 * smallest, and how many have exactly that. */
static void join(double *upto, double *same, const struct half *low, size_t j,
	const struct half *high, size_t k, size_t most)
{
	size_t small = j * low->counts.width, large = k * high->counts.width;
	size_t span = span_of(low, j), other = span_of(high, k), next = 0;
	double fit = 0;

	for (size_t s = (span < most ? span : most) + 1; s-- > 0;) {
		double count = count_of(&low->counts, small + s);

		for (; next <= most - s && next <= other; next++)
			fit += count_of(&high->counts, large + next);
		*upto += count * fit;
		if (most - s <= other)
			*same += count * count_of(&high->counts, large + most - s);
	}
}

/* How many subsets of k of n ascending weights have sums of at most `most` above the smallest, and
 * how many have exactly that. Two halves have far fewer sums than the whole. */
static void count_subsets(double *upto, double *same, struct ranktest_tables *t,
	const size_t *weight, size_t n, size_t k, size_t most)
{
	struct half low = half_of(weight, n / 2, most);
	struct half high = half_of(weight + n / 2, n - n / 2, most);
	size_t least[POOL_MAX + 1], cells = (low.n + 1) * low.counts.width;
	double *place = scratch_of(t, cells + (high.n + 1) * high.counts.width);

	accumulate(least, weight, n);
	count_half(&low, place);
	count_half(&high, place + cells);
	*upto = *same = 0;
	for (size_t j = k > high.n ? k - high.n : 0; j <= k && j <= low.n; j++) {
		size_t more = low.sum[j] + high.sum[k - j] - least[k];

		if (more <= most)
			join(upto, same, &low, j, &high, k - j, most - more);
	}
}

/* P(U2 <= u2) and P(U2 >= u2) of the sum of doubled ranks of k of the pooled values, for u2 below
 * the mean; counts only the subsets up to u2. */
static void tied_tails(double *below, double *above, struct ranktest_tables *t,
	const struct pool *p, size_t k, size_t u2)
{
	size_t n = p->m + p->n, weight[POOL_MAX], unit = 0, least = 0, last;
	double upto, same;

	for (size_t i = 0; i < n; i++) {
		/* NOLINTNEXTLINE(clang-analyzer-core.*): all n of them are set */
		weight[i] = p->rank[i] - p->rank[0];
		unit = common_divisor(weight[i], unit);
		least += i < k ? p->rank[i] : 0;
	}
	*below = *above = 1;
	if (unit == 0)
		return;
	for (size_t i = 0; i < n; i++)
		weight[i] /= unit;
	last = (u2 + k * (k + 1) - least) / unit;
	count_subsets(&upto, &same, t, weight, n, k, last);
	*below = upto / arrangements(k, n - k);
	*above = 1 - *below + same / arrangements(k, n - k);
}

static void set_p(struct ranktest *out, double greater, double less)
{
	out->p_greater = fmin(1, greater);
	out->p_less = fmin(1, less);
	out->p_two = fmin(1, 2 * fmin(greater, less));
}

static void exact(struct ranktest *out, struct ranktest_tables *t, const struct pool *p)
{
	size_t top2 = 2 * p->m * p->n;
	double below, above;

	if (!(p->ties > 0)) {
		const double *null = null_of(t, p->m, p->n);

		set_p(out, null[(top2 - p->u2) / 2], null[p->u2 / 2]);
	} else if (2 * p->u2 <= top2) {
		tied_tails(&below, &above, t, p, p->n, p->u2);
		set_p(out, above, below);
	} else {
		tied_tails(&below, &above, t, p, p->m, top2 - p->u2);
		set_p(out, below, above);
	}
}

static void normal(struct ranktest *out, const struct pool *p)
{
	double pairs = (double)p->m * (double)p->n, all = (double)(p->m + p->n);
	double variance = pairs / 12 * (all + 1 - p->ties / (all * (all - 1)));
	double d = out->u - pairs / 2, sd = sqrt(variance);

	if (!(variance > 0))
		set_p(out, 1, 1);
	else
		set_p(out, special_normal_sf((d - .5) / sd), special_normal_sf(-(d + .5) / sd));
}

void ranktest_normal(struct ranktest *out, const double *base, size_t m, const double *head,
	size_t n)
{
	struct pool p = { .m = m, .n = n };

	pool_samples(&p, base, head);
	*out = (struct ranktest){ .u = (double)p.u2 / 2 };
	normal(out, &p);
}

void ranktest_compare(struct ranktest *out, struct ranktest_tables *t, const double *base, size_t m,
	const double *head, size_t n)
{
	size_t rank[POOL_MAX];
	struct pool p = { .m = m, .n = n, .rank = rank };

	if (m > RANKTEST_EXACT_MAX || n > RANKTEST_EXACT_MAX) {
		ranktest_normal(out, base, m, head, n);
		return;
	}
	pool_samples(&p, base, head);
	*out = (struct ranktest){ .u = (double)p.u2 / 2, .exact = true };
	exact(out, t, &p);
}

size_t ranktest_interval_rank(struct ranktest_tables *t, size_t m, size_t n, double alpha)
{
	const double rounding = 1 + 1e-12; /* where the tail equals the level */
	double level = alpha / 2 * rounding, pairs = (double)m * (double)n, edge;
	size_t k = 0;

	if (m <= RANKTEST_EXACT_MAX && n <= RANKTEST_EXACT_MAX) {
		const double *null = null_of(t, m, n);

		while (k < m * n && null[k] <= level)
			k++;
		return k;
	}
	edge = pairs / 2 + .5 +
		special_normal_quantile(level) * sqrt(pairs * (double)(m + n + 1) / 12);
	return edge < 1 ? 0 : (size_t)edge;
}
