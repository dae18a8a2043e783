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

struct request {
	const struct run *noise;
	struct run_set sessions;
	struct arena *mem;
	size_t gates, series;
	uint64_t seed;
};

static void gates(const struct request *r)
{
	bench_gates(r->noise, r->gates, r->seed);
}

static void shapes(const struct request *r)
{
	struct run made;

	bench_shapes(&made, r->mem, r->seed);
	bench_gates(&made, r->gates, r->seed);
}

static void stored(const struct request *r)
{
	bench_stored(r->noise, r->gates, r->seed);
}

static void repeats(const struct request *r)
{
	bench_repeats(r->gates, r->seed);
}

static void coarse(const struct request *r)
{
	bench_coarse(r->gates, r->seed);
}

static void canary(const struct request *r)
{
	bench_canary(r->noise, &r->sessions, r->gates / 2, r->seed);
	bench_canary_blocks(r->noise, r->gates, r->seed);
}

static void aspects(const struct request *r)
{
	bench_aspects(r->noise, r->gates, r->seed);
}

static void series(const struct request *r)
{
	bench_series(r->noise, r->series, r->seed);
}

static void speed(const struct request *r)
{
	bench_speed(r->seed);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(const struct request *r);
	} parts[] = { { "gates", gates }, { "shapes", shapes }, { "stored", stored },
		{ "repeats", repeats }, { "coarse", coarse }, { "canary", canary },
		{ "aspects", aspects }, { "series", series }, { "speed", speed } };
	FREES_ARENA struct arena mem = { 0 };
	struct run_set noise;
	struct error err;
	struct request request = { .mem = &mem };

	if (argc < 6 || run_set_load(&noise, &mem, argv[1], &err) < 0 ||
		run_set_load(&request.sessions, &mem, argv[2], &err) < 0) {
		fprintf(stderr, "bench: %s\n",
			argc < 6 ? "usage: bench NOISE.json SESSIONS.json GATES SERIES SEED "
				   "[PART...]"
				 : err.text);
		return 2;
	}
	request.noise = &noise.v[0];
	request.gates = strtoul(argv[3], NULL, 10);
	request.series = strtoul(argv[4], NULL, 10);
	request.seed = strtoull(argv[5], NULL, 10);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		bool named = argc == 6;

		for (int k = 6; k < argc; k++)
			named = named || strcmp(argv[k], parts[i].name) == 0;
		if (named)
			parts[i].print(&request);
	}
	return 0;
}
