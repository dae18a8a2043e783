/* Stored mode with few runs: how often do sessions pass for a loss or a gain where nothing changed,
 * and how often does a loss show? Each session has its level, which its fresh data share. */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/compare.h"
#include "model/policy.h"
#include "model/run/run.h"
#include "bench.h"

#define CHANGE 1.4 /* of the time, for that loss */

enum { SUITE = 5, RUNS = 10, STORED_MAX = 12 }; /* benchmarks, samples of each, stored runs */

struct session {
	const struct series *noise;
	struct rng *rng;
	double spread; /* sd of the levels, as logarithms */
	bool heavy;    /* t with 3 degrees of freedom instead of the normal distribution */
};

static double level(const struct session *s)
{
	double z = bench_normal(s->rng), chi = 0;

	for (int i = 0; i < 3; i++)
		chi += pow(bench_normal(s->rng), 2);
	return exp(s->spread * (s->heavy ? z / sqrt(chi) : z)); /* t / sqrt 3 has an sd of 1 */
}

/* One run of the suite; every benchmark has its level. */
static struct run measure(struct arena *mem, const struct session *s, const double *levels)
{
	static const char *const ids[SUITE] = { "a", "b", "c", "d", "e" };
	struct run run = { .v = arena_array(mem, SUITE, sizeof *run.v), .n = SUITE };

	for (size_t i = 0; i < SUITE; i++) {
		size_t at = (size_t)rng_below(s->rng, s->noise->n);
		struct series *series;

		run.v[i].id = ids[i];
		series = result_series(&run.v[i], mem, &process_metrics[PROCESS_WALL]);
		for (size_t k = 0; k < RUNS; k++)
			series_add(series, mem, s->noise->v[(at + k) % s->noise->n] * levels[i]);
	}
	return run;
}

struct alarms {
	size_t first, slower, faster, inconclusive, rows;
};

static size_t count(const struct comparison *c, enum verdict v)
{
	return c->count[v];
}

/* A gate on benchmarks with that many stored runs. */
static void gate(struct alarms *sum, const struct session *s, size_t stored, double change)
{
	FREES_ARENA struct arena mem = { 0 };
	struct gate_policy usual = { 0 };
	const struct compare_options options = { .gate = &usual, .sessions = true };
	struct run_set base = { 0 };
	struct comparison c = { 0 };
	struct judge *judge = judge_new(&mem);
	double levels[SUITE];
	struct run head, fresh;

	section_defaults(&gate_section, &usual, &mem);
	for (size_t k = 0; k <= stored; k++) {
		for (size_t i = 0; i < SUITE; i++)
			levels[i] = level(s) * (k < stored ? 1 : change);
		if (k < stored)
			*ARENA_PUSH(&mem, &base) = measure(&mem, s, levels);
	}
	head = measure(&mem, s, levels);
	fresh = measure(&mem, s, levels);
	compare_runs(&c, &mem, judge, &base, &head, &options);
	sum->first += count(&c, VERDICT_REGRESSION);
	compare_confirm(&c, &mem, judge, &base, &fresh, &options);
	sum->slower += count(&c, VERDICT_REGRESSION);
	sum->faster += count(&c, VERDICT_IMPROVEMENT);
	sum->inconclusive += count(&c, VERDICT_INCONCLUSIVE);
	sum->rows += c.n;
}

static void print_row(const struct session *s, size_t stored, size_t gates, uint64_t seed)
{
	struct rng rng = rng_seeded(seed);
	struct session own = *s;
	struct alarms sum = { 0 }, changed = { 0 };
	double all;

	own.rng = &rng;
	for (size_t g = 0; g < gates; g++) {
		gate(&sum, &own, stored, 1);
		gate(&changed, &own, stored, CHANGE);
	}
	all = (double)sum.rows / 100;
	printf("| %s, %.0f%% | %zu | %.2f%% | %.2f%% | %.2f%% | %.1f%% | %.0f%% |\n",
		s->heavy ? "heavy tails" : "bell", 100 * s->spread, stored, (double)sum.first / all,
		(double)sum.slower / all, (double)sum.faster / all, (double)sum.inconclusive / all,
		(double)changed.slower / all);
	fflush(stdout);
}

void bench_stored(const struct run *noise, size_t gates, uint64_t seed)
{
	static const double spreads[] = { 0.02, 0.04, 0.06, 0.10 };
	static const size_t stored[] = { 1, 2, 4, 7, STORED_MAX };

	puts("| levels of sessions | stored runs | first stage | slower | faster | undecided "
	     "| slower at +40% |\n"
	     "|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < ARRAY_SIZE(spreads); i++)
		for (size_t k = 0; k < ARRAY_SIZE(stored) * 2; k++) {
			const struct session s = {
				.noise = &noise->v[0].v[0], .spread = spreads[i], .heavy = k % 2
			};

			print_row(&s, stored[k / 2], gates, seed);
		}
	putchar('\n');
}
