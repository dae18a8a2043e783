#include "judge/stats/nulls.h"

#include <math.h>

#include "base/arena.h"

static const double rounding = 1 + 1e-12; /* where a tail equals the level */

/* How many choices of k scores have each sum. */
static size_t count(double *p, const size_t *score, size_t k)
{
	size_t all = 0;

	for (unsigned set = 0; set < 1U << 2 * k; set++) {
		size_t sum = 0;

		if ((size_t)__builtin_popcount(set) != k)
			continue;
		for (size_t i = 0; i < 2 * k; i++)
			sum += set >> i & 1 ? score[i] : 0;
		p[sum]++;
		all++;
	}
	return all;
}

double *null_block(size_t *top, struct arena *mem, const size_t *score, size_t k)
{
	size_t most = 0, all;
	double *p;

	for (size_t i = 0; i < 2 * k; i++)
		most += score[i];
	p = arena_array(mem, most + 1, sizeof *p);
	all = count(p, score, k);
	for (size_t s = 0; s <= most; s++) {
		*top = p[s] > 0 ? s : *top;
		p[s] /= (double)all;
	}
	return p;
}

double *null_convolve(struct arena *mem, const double *p, size_t top, const double *block,
	size_t step)
{
	double *sum = arena_array(mem, top + step + 1, sizeof *sum);

	for (size_t s = 0; s <= step; s++)
		for (size_t i = 0; block[s] > 0 && i <= top; i++)
			sum[i + s] += p[i] * block[s];
	return sum;
}

/* Of the sum over blocks, each with 2k of the scores. */
static double *sum_of_blocks(size_t *top, struct arena *mem, const size_t *score, size_t k,
	size_t blocks)
{
	double *p = arena_alloc(mem, sizeof *p);

	*p = 1;
	*top = 0;
	for (size_t b = 0; b < blocks; b++) {
		size_t step = 0;
		const double *block = null_block(&step, mem, score + 2 * k * b, k);

		p = null_convolve(mem, p, *top, block, step);
		*top += step;
	}
	return p;
}

double null_tail(const double *p, size_t top, size_t sum)
{
	double all = 0;

	for (size_t s = top + 1; s-- > sum;)
		all += p[s];
	return fmin(1, all);
}

double *null_pool(struct arena *mem, const double *base, const double *head, size_t k,
	size_t blocks, double scale)
{
	double *pool = arena_array(mem, 2 * k * blocks, sizeof *pool);

	for (size_t i = 0; i < k * blocks; i++) {
		size_t at = i / k * 2 * k + i % k;

		pool[at] = base[i];
		pool[at + k] = head[i] / scale;
	}
	return pool;
}

void null_tails(double *head, double *base, const size_t *score, size_t k, size_t blocks)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t top, sum[2] = { 0 };
	const double *p = sum_of_blocks(&top, &mem, score, k, blocks);

	for (size_t i = 0; i < 2 * k * blocks; i++)
		sum[i / k % 2] += score[i];
	*base = null_tail(p, top, sum[0]);
	*head = null_tail(p, top, sum[1]);
}

size_t null_cut(double *p, size_t top, double *budget)
{
	double spent = 0;
	size_t c = top + 1, s;

	while (c > 0 && !(p[c - 1] > 0))
		c--;
	for (s = c; s-- > 0 && spent + p[s] <= *budget * rounding;) {
		spent += p[s];
		if (p[s] > 0)
			c = s;
		p[s] = 0;
	}
	*budget -= spent;
	return c;
}
