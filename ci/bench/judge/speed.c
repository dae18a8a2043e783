/* The cost of judging. */
#include <stdio.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/compare.h"
#include "judge/stats/changepoint.h"
#include "judge/stats/ranktest.h"
#include "judge/stats/stats.h"
#include "model/run/run.h"
#include "bench.h"

enum { BENCHMARKS = 10000, SAMPLES = 20, SERIES = 1000, POINTS = 1000 };

static struct run run_of(struct arena *mem, struct rng *rng)
{
	struct run run = { .n = BENCHMARKS };

	run.v = arena_array(mem, BENCHMARKS, sizeof *run.v);
	for (size_t i = 0; i < BENCHMARKS; i++) {
		struct series *s;

		run.v[i].id = arena_printf(mem, "b%05zu", i);
		s = result_series(&run.v[i], mem, &process_metrics[PROCESS_WALL]);
		for (size_t k = 0; k < SAMPLES; k++)
			series_add(s, mem, .01 * (1 + .02 * bench_uniform(rng)));
	}
	return run;
}

static double judged(struct run *base, const struct run *head)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct gate_policy gate = {
		.policy = { .threshold = .05,
			.floor = .02,
			.confidence = .99,
			.window = 20,
			.psi = { .max = .25, .action = ACTION_WARN } }
	};
	const struct compare_options options = { .gate = &gate };
	const struct run_set set = { .v = base, .n = 1 };
	struct comparison c = { 0 };
	double began = bench_now();

	compare_runs(&c, &mem, judge_new(&mem), &set, head, &options);
	return bench_now() - began;
}

/* The minimum work of any gate with a rank test: sort both sides, and the test. */
static double floored(const struct run *base, const struct run *head)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ranktest_tables tables = { .mem = &mem };
	double began = bench_now();

	for (size_t i = 0; i < BENCHMARKS; i++) {
		FREES_ARENA struct arena scratch = { 0 };
		struct ranktest test;

		ranktest_compare(&test, &tables, sort_copy(&scratch, base->v[i].v[0].v, SAMPLES),
			SAMPLES, sort_copy(&scratch, head->v[i].v[0].v, SAMPLES), SAMPLES);
	}
	return bench_now() - began;
}

static double segmented(struct rng *rng)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables tables = { .mem = &mem, .rule = changepoint_rule };
	double spent = 0;

	for (size_t i = 0; i < SERIES; i++) {
		FREES_ARENA struct arena scratch = { 0 };
		struct changepoints found;
		double v[POINTS], began;

		for (size_t k = 0; k < POINTS; k++)
			v[k] = 100 + bench_normal(rng) + (k > 300) * 2. + (k > 700) * 3.;
		began = bench_now();
		changepoint_find(&found, &tables, &scratch, v, POINTS);
		spent += bench_now() - began;
	}
	return spent;
}

static double best(double a, double b)
{
	return a < b ? a : b;
}

void bench_speed(uint64_t seed)
{
	FREES_ARENA struct arena mem = { 0 };
	struct rng rng = rng_seeded(seed);
	struct run base = run_of(&mem, &rng), head = run_of(&mem, &rng);
	double full = 1e9, least = 1e9;

	for (int i = 0; i < 5; i++) {
		full = best(full, judged(&base, &head));
		least = best(least, floored(&base, &head));
	}
	puts("| work | time | each |\n|---|---|---|");
	printf("| %d comparisons of %d+%d samples: test, interval, PSI, verdict | %.0f ms "
	       "| %.1f us |\n",
		BENCHMARKS, SAMPLES, SAMPLES, 1e3 * full, 1e6 * full / BENCHMARKS);
	printf("| the floor: only sorting and an exact Mann-Whitney test | %.0f ms | %.1f us |\n",
		1e3 * least, 1e6 * least / BENCHMARKS);
	full = segmented(&rng);
	printf("| change points of %d series of %d points, two steps in each | %.0f ms | %.2f ms "
	       "|\n",
		SERIES, POINTS, 1e3 * full, 1e3 * full / SERIES);
}
