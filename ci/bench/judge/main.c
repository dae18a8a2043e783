/* Prints the tables of docs/judge.md; ci/bench/judge/run builds and starts it.
 *
 *	bench NOISE.json SESSIONS.json GATES SERIES SEED
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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

int main(int argc, char **argv)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set noise, sessions;
	size_t gates;
	struct run shapes;
	struct error err;
	uint64_t seed;

	if (argc != 6 || run_set_load(&noise, &mem, argv[1], &err) < 0 ||
		run_set_load(&sessions, &mem, argv[2], &err) < 0) {
		fprintf(stderr, "bench: %s\n",
			argc == 6 ? err.text
				  : "usage: bench NOISE.json SESSIONS.json GATES SERIES SEED");
		return 2;
	}
	gates = strtoul(argv[3], NULL, 10);
	seed = strtoull(argv[5], NULL, 10);
	bench_gates(&noise.v[0], gates, seed);
	bench_shapes(&shapes, &mem, seed);
	bench_gates(&shapes, gates, seed);
	bench_stored(&noise.v[0], gates, seed);
	bench_canary(&noise.v[0], &sessions, gates / 2, seed);
	bench_canary_blocks(&noise.v[0], gates, seed);
	bench_series(&noise.v[0], strtoul(argv[4], NULL, 10), seed);
	bench_speed(seed);
	return 0;
}
