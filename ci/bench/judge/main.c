/* Prints the tables of docs/judge.md; ci/bench/judge/run builds and starts it.
 *
 *	bench NOISE.json SESSIONS.json GATES SERIES SEED [PART...]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/rng.h"
#include "model/run/run.h"
#include "bench.h"

double bench_uniform(struct rng *rng)
{
	return ((double)(rng_next(rng) >> 11) + .5) * 0x1p-53;
}

/* Box, Muller (1958) */
double bench_normal(struct rng *rng)
{
	double radius = sqrt(-2 * log(bench_uniform(rng)));

	return radius * cos(6.283185307179586 * bench_uniform(rng));
}

double bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct wish {
	const struct run *noise;
	struct run_set sessions;
	struct arena *mem;
	size_t gates, series;
	uint64_t seed;
};

static void gates(const struct wish *w)
{
	bench_gates(w->noise, w->gates, w->seed);
}

static void shapes(const struct wish *w)
{
	struct run made;

	bench_shapes(&made, w->mem, w->seed);
	bench_gates(&made, w->gates, w->seed);
}

static void stored(const struct wish *w)
{
	bench_stored(w->noise, w->gates, w->seed);
}

static void repeats(const struct wish *w)
{
	bench_repeats(w->gates, w->seed);
}

static void coarse(const struct wish *w)
{
	bench_coarse(w->gates, w->seed);
}

static void canary(const struct wish *w)
{
	bench_canary(w->noise, &w->sessions, w->gates / 2, w->seed);
	bench_canary_blocks(w->noise, w->gates, w->seed);
}

static void aspects(const struct wish *w)
{
	bench_aspects(w->noise, w->gates, w->seed);
}

static void series(const struct wish *w)
{
	bench_series(w->noise, w->series, w->seed);
}

static void speed(const struct wish *w)
{
	bench_speed(w->seed);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(const struct wish *w);
	} parts[] = { { "gates", gates }, { "shapes", shapes }, { "stored", stored },
		{ "repeats", repeats }, { "coarse", coarse }, { "canary", canary },
		{ "aspects", aspects }, { "series", series }, { "speed", speed } };
	FREES_ARENA struct arena mem = { 0 };
	struct run_set noise;
	struct error err;
	struct wish wish = { .mem = &mem };

	if (argc < 6 || run_set_load(&noise, &mem, argv[1], &err) < 0 ||
		run_set_load(&wish.sessions, &mem, argv[2], &err) < 0) {
		fprintf(stderr, "bench: %s\n",
			argc < 6 ? "usage: bench NOISE.json SESSIONS.json GATES SERIES SEED "
				   "[PART...]"
				 : err.text);
		return 2;
	}
	wish.noise = &noise.v[0];
	wish.gates = strtoul(argv[3], NULL, 10);
	wish.series = strtoul(argv[4], NULL, 10);
	wish.seed = strtoull(argv[5], NULL, 10);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		bool named = argc == 6;

		for (int k = 6; k < argc; k++)
			named = named || strcmp(argv[k], parts[i].name) == 0;
		if (named)
			parts[i].print(&wish);
	}
	return 0;
}
