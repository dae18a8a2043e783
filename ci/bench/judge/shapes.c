/* Generated noise, of shapes that rules find easy or hard. */
#include <math.h>

#include "base/arena.h"
#include "base/rng.h"
#include "model/run/run.h"
#include "bench.h"

enum { LENGTH = 20000 };

/* The logarithm of the next value; level is the shape's state, 0 at first. */
typedef double (*shape)(struct rng *rng, double *level);

static double bell(struct rng *rng, double *level)
{
	(void)level;
	return 0.05 * bench_normal(rng);
}

static double wide_bell(struct rng *rng, double *level)
{
	(void)level;
	return 0.15 * bench_normal(rng);
}

static double two_modes(struct rng *rng, double *level)
{
	(void)level;
	return (bench_uniform(rng) < 0.35 ? -0.22 : 0) + 0.05 * bench_normal(rng);
}

/* Student's t with 2 degrees of freedom */
static double heavy_tails(struct rng *rng, double *level)
{
	(void)level;
	return 0.05 * bench_normal(rng) / sqrt(-log(bench_uniform(rng)));
}

static double floor_and_tail(struct rng *rng, double *level)
{
	(void)level;
	return -0.15 * log(bench_uniform(rng));
}

static double spikes(struct rng *rng, double *level)
{
	(void)level;
	return 0.03 * bench_normal(rng) -
		(bench_uniform(rng) < 0.15 ? 0.3 * log(bench_uniform(rng)) : 0);
}

static double autocorrelated(struct rng *rng, double *level)
{
	*level = 0.7 * *level + sqrt(1 - 0.7 * 0.7) * bench_normal(rng);
	return 0.10 * *level + 0.07 * bench_normal(rng);
}

static double steep_drift(struct rng *rng, double *level)
{
	*level = *level > 0.5 ? 0 : *level + 0.01;
	return *level + 0.05 * bench_normal(rng);
}

void bench_shapes(struct run *out, struct arena *mem, uint64_t seed)
{
	static const struct {
		const char *name;
		shape next;
	} shapes[] = {
		{ "bell, 5%", bell },
		{ "bell, 15%", wide_bell },
		{ "two modes, 20% apart", two_modes },
		{ "heavy tails", heavy_tails },
		{ "a floor and a tail", floor_and_tail },
		{ "spikes", spikes },
		{ "autocorrelated", autocorrelated },
		{ "drift of 8% a block", steep_drift },
	};
	struct rng rng = rng_seeded(seed);

	*out = (struct run){ .v = arena_array(mem, ARRAY_SIZE(shapes), sizeof *out->v),
		.n = ARRAY_SIZE(shapes) };
	for (size_t i = 0; i < out->n; i++) {
		struct series *s = arena_alloc(mem, sizeof *s);
		double level = 0;

		*s = (struct series){ .v = arena_array(mem, LENGTH, sizeof *s->v), .n = LENGTH };
		for (size_t k = 0; k < LENGTH; k++)
			s->v[k] = 0.01 * exp(shapes[i].next(&rng, &level));
		out->v[i] = (struct result){ .id = shapes[i].name, .v = s, .n = 1 };
	}
}
