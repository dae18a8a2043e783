/* What paired mode says about counts and ticks, whose steps are larger than the loss to exclude. */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/stats/sequence.h"
#include "bench.h"

/* Knuth's product of uniform numbers. */
static double events(struct rng *rng, double mean)
{
	double left = exp(-mean), product = 1;
	int n = -1;

	do {
		product *= bench_uniform(rng);
		n++;
	} while (product > left);
	return n;
}

/* A time that varies by 5%, by a clock that ticks at any moment. */
static double ticks(struct rng *rng, double mean)
{
	return floor(mean * (1 + .05 * bench_normal(rng)) + bench_uniform(rng));
}

static const struct kind {
	const char *name;
	double (*draw)(struct rng *, double mean);
	double mean;
} kinds[] = {
	{ "failures, 1 in 10 runs", events, .1 },
	{ "events, 2 a run", events, 2 },
	{ "events, 6 a run", events, 6 },
	{ "events, 10 a run", events, 10 },
	{ "events, 30 a run", events, 30 },
	{ "1.2 ticks", ticks, 1.2 },
	{ "2.5 ticks", ticks, 2.5 },
	{ "4 ticks", ticks, 4 },
	{ "9 ticks", ticks, 9 },
};

static bool varies(const double *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i] < v[0] || v[i] > v[0])
			return true;
	return false;
}

/* What the first stage comes to, of values that vary; what does not is compared exactly. */
static enum sequence_state outcome(const struct kind *k, double change, struct rng *rng)
{
	static const struct sequence_rule usual = { .05, .02, .01, .05, false };
	enum { MOST = SEQUENCE_LOOKS * SEQUENCE_BLOCK };
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables tables = { .tables.mem = &mem };
	enum sequence_state state = SEQUENCE_OPEN;
	double base[MOST], head[MOST];

	for (size_t n = 0; state == SEQUENCE_OPEN;) {
		for (size_t i = 0; i < SEQUENCE_BLOCK; i++, n++) {
			base[n] = k->draw(rng, k->mean);
			head[n] = k->draw(rng, k->mean * (1 + change));
		}
		if (n < MOST && !varies(base, n) && !varies(head, n))
			continue;
		state = sequence_look(&tables, &usual, base, head, n / SEQUENCE_BLOCK);
	}
	return state;
}

static double share(const struct kind *k, double change, enum sequence_state of, size_t gates,
	struct rng *rng)
{
	size_t n = 0;

	for (size_t g = 0; g < gates; g++)
		n += outcome(k, change, rng) == of;
	return 100 * (double)n / (double)gates;
}

void bench_coarse(size_t gates, uint64_t seed)
{
	struct rng rng = rng_seeded(seed);

	puts("| values | passes at +0% | at +5% | at +10% | slower at +0% | at +10% | at +30% |\n"
	     "|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		printf("| %s | %.1f%% | %.1f%% | %.1f%% | %.2f%% | %.0f%% | %.0f%% |\n",
			kinds[i].name, share(&kinds[i], 0, SEQUENCE_WITHIN, gates, &rng),
			share(&kinds[i], .05, SEQUENCE_WITHIN, gates, &rng),
			share(&kinds[i], .1, SEQUENCE_WITHIN, gates, &rng),
			share(&kinds[i], 0, SEQUENCE_WORSE, gates, &rng),
			share(&kinds[i], .1, SEQUENCE_WORSE, gates, &rng),
			share(&kinds[i], .3, SEQUENCE_WORSE, gates, &rng));
	putchar('\n');
}
