#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "bench.h"

enum { MIN = 5, PERMUTATIONS = 199 };

static const double significance = 0.01;

/* sum[i * (n + 1) + j]: of the distances between the first i and the first j values. */
static void sums_of(double *sum, const double *v, size_t n)
{
	size_t w = n + 1;

	memset(sum, 0, w * sizeof *sum);
	for (size_t i = 0; i < n; i++) {
		double row = 0;

		sum[(i + 1) * w] = 0;
		for (size_t j = 0; j < n; j++) {
			row += fabs(v[i] - v[j]);
			sum[(i + 1) * w + j + 1] = sum[i * w + j + 1] + row;
		}
	}
}

/* Each pair in from .. to once. */
static double inside(const double *sum, size_t w, size_t from, size_t to)
{
	return (sum[to * w + to] - 2 * sum[from * w + to] + sum[from * w + from]) / 2;
}

static double pairs(double n)
{
	return n > 1 ? n * (n - 1) / 2 : 1;
}

static double best_of(size_t *tau, size_t *kappa, const double *sum, size_t n, size_t min)
{
	size_t w = n + 1;
	double best = -1;

	for (size_t t = min; t + min <= n; t++) {
		double left = inside(sum, w, 0, t) / pairs((double)t);

		for (size_t k = t + min; k <= n; k++) {
			double a = (double)t, b = (double)(k - t);
			double between = (sum[t * w + k] - sum[t * w + t]) / (a * b);
			double q = a * b / (a + b) *
				(2 * between - left - inside(sum, w, t, k) / pairs(b));

			if (q > best + 1e-12) {
				best = q;
				*tau = t;
				*kappa = k;
			}
		}
	}
	return best;
}

double edivisive_best(size_t *tau, size_t *kappa, const double *v, size_t n, size_t min)
{
	FREES_ARENA struct arena mem = { 0 };
	double *sum = arena_array(&mem, (n + 1) * (n + 1), sizeof *sum);

	sums_of(sum, v, n);
	return best_of(tau, kappa, sum, n, min);
}

/* Whether fewer than the significance allows of the random orders reach the statistic. */
static bool significant(double *sum, const double *v, size_t n, double q, struct rng *rng)
{
	FREES_ARENA struct arena mem = { 0 };
	double *mixed = arena_array(&mem, n, sizeof *mixed);
	size_t most = (size_t)(significance * (PERMUTATIONS + 1)), reached = 0, tau, kappa;

	memcpy(mixed, v, n * sizeof *v);
	for (int r = 0; r < PERMUTATIONS && reached < most; r++) {
		for (size_t i = n; i > 1; i--) {
			size_t j = (size_t)rng_below(rng, i);
			double held = mixed[i - 1];

			mixed[i - 1] = mixed[j];
			mixed[j] = held;
		}
		sums_of(sum, mixed, n);
		reached += best_of(&tau, &kappa, sum, n, MIN) >= q;
	}
	return reached < most;
}

static int ascending(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Segments are split for as long as a split is significant. */
size_t edivisive_find(size_t *at, const double *v, size_t n, struct rng *rng)
{
	FREES_ARENA struct arena mem = { 0 };
	double *sum = arena_array(&mem, (n + 1) * (n + 1), sizeof *sum);
	size_t(*todo)[2] = arena_array(&mem, n + 1, sizeof *todo), open = 1, found = 0;

	todo[0][0] = 0;
	todo[0][1] = n;
	while (open > 0) {
		size_t from = todo[--open][0], to = todo[open][1], tau = 0, kappa;
		double q;

		if (to - from < 2 * MIN)
			continue;
		sums_of(sum, v + from, to - from);
		q = best_of(&tau, &kappa, sum, to - from, MIN);
		if (!significant(sum, v + from, to - from, q, rng))
			continue;
		at[found++] = from + tau;
		todo[open][0] = from;
		todo[open++][1] = from + tau;
		todo[open][0] = from + tau;
		todo[open++][1] = to;
	}
	qsort(at, found, sizeof *at, ascending);
	return found;
}
