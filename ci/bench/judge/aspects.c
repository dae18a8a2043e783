/* What the tests of the tail and the spread see, by runs per side. Every simulated gate takes
 * consecutive values of the recording from a random position on, as gates.c does. */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/rows.h"
#include "judge/stats/aspecttest.h"
#include "judge/stats/sequence.h"
#include "model/run/run.h"
#include "bench.h"

#define LIMIT        1.05       /* of the threshold */
#define FIRST_ERROR  (0.01 / 3) /* of three aspects */
#define SPREAD_LEAST 1.25       /* src/judge/aspects.c */

enum { RUNS_MAX = 400 };

struct change {
	const char *name;
	double share, factor; /* this part of head's runs takes `factor` times as long */
	double wide;          /* head's times are multiplied by exp(+-wide), at random */
};

static double changed(const struct change *c, double v, struct rng *rng)
{
	if (bench_uniform(rng) < c->share)
		v *= c->factor;
	return c->wide > 0 ? v * exp(c->wide * (2 * bench_uniform(rng) - 1)) : v;
}

static void draw(double *base, double *head, size_t n, const struct series *s,
	const struct change *c, struct rng *rng)
{
	size_t at = (size_t)rng_below(rng, s->n), order[2 * SEQUENCE_BLOCK], h = 0, b = 0;

	for (size_t i = 0; i < 2 * n; i++) {
		size_t in = i % ARRAY_SIZE(order);
		double v = s->v[at++ % s->n];

		for (size_t k = 0; in == 0 && k < ARRAY_SIZE(order); k++)
			order[k] = k % 2;
		if (in == 0)
			rng_shuffle(rng, order, ARRAY_SIZE(order));
		if (order[in])
			head[h++] = changed(c, v, rng);
		else
			base[b++] = v;
	}
}

/* Whether the aspect looks worse at this error. */
static bool sees(bool tail, const double *base, const double *head, size_t n, double error)
{
	struct aspecttest t;

	if (tail)
		aspecttest_tail(&t, base, head, SEQUENCE_BLOCK, n / SEQUENCE_BLOCK, LIMIT);
	else
		aspecttest_spread(&t, base, head, SEQUENCE_BLOCK, n / SEQUENCE_BLOCK);
	return t.p <= error && (tail || t.ratio >= SPREAD_LEAST);
}

static double share_seen(const struct series *s, const struct change *c, bool tail, size_t n,
	size_t gates, uint64_t seed)
{
	double base[RUNS_MAX], head[RUNS_MAX];
	struct rng rng = rng_seeded(seed);
	size_t seen = 0;

	for (size_t g = 0; g < gates; g++) {
		draw(base, head, n, s, c, &rng);
		if (!sees(tail, base, head, n, FIRST_ERROR))
			continue;
		draw(base, head, n, s, c, &rng);
		seen += sees(tail, base, head, n, CONFIRM_ERROR);
	}
	return 100 * (double)seen / (double)gates;
}

void bench_aspects(const struct run *noise, size_t gates, uint64_t seed)
{
	static const struct change changes[] = { { "no change", 0, 1, 0 },
		{ "3% of runs x3", .03, 3, 0 }, { "10% of runs x1.5", .10, 1.5, 0 },
		{ "1 run of 5 x1.5", .20, 1.5, 0 }, { "all +-12%", 0, 1, .12 },
		{ "all +-25%", 0, 1, .25 } };
	static const size_t runs[] = { 40, 80, 200, 400 };

	printf("| noise | change | aspect |");
	for (size_t i = 0; i < ARRAY_SIZE(runs); i++)
		printf(" %zu runs |", runs[i]);
	puts("\n|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < noise->n; i++)
		for (size_t k = 0; k < 2 * ARRAY_SIZE(changes); k++) {
			const struct change *c = &changes[k / 2];

			printf("| %s | %s | %s |", noise->v[i].id, c->name,
				k % 2 ? "spread" : "tail");
			for (size_t r = 0; r < ARRAY_SIZE(runs); r++)
				printf(" %.1f%% |",
					share_seen(&noise->v[i].v[0], c, k % 2 == 0, runs[r], gates,
						seed));
			putchar('\n');
			fflush(stdout);
		}
	putchar('\n');
}
