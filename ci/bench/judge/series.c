/* Change points with known answers: precision, recall, error, time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/stats/changepoint.h"
#include "judge/stats/stats.h"
#include "model/run/run.h"
#include "bench.h"

enum { POINTS = 200, STEPS_MAX = 3, NEAR = 5, GROUP = 5 };

struct kind {
	const char *name;
	size_t steps;
	double size; /* of a step, in sd */
	double rho;  /* autocorrelation of the noise */
	double wild; /* share of points that lie 8 sd off */
	bool recorded;
};

static const struct kind kinds[] = {
	{ "no change", 0, 0, 0, 0, false },
	{ "no change, autocorrelated .5", 0, 0, .5, 0, false },
	{ "no change, recorded values", 0, 0, 0, 0, true },
	{ "one step of 2 sd", 1, 2, 0, 0, false },
	{ "one step of 4 sd, 3% wild points", 1, 4, 0, .03, false },
	{ "three steps of 3 sd", 3, 3, 0, 0, false },
	{ "three steps of 4 sd, recorded values", 3, 4, 0, 0, true },
};

struct truth {
	size_t at[STEPS_MAX], n;
};

struct score {
	const char *name;
	size_t found, hits, true_points, null_series_hit;
	double off, seconds;
};

/* Medians of GROUP values of the recording in random order, scaled by their sd: its distribution
 * without its drift, which would be unknown change points. */
static void recorded(double *v, const struct series *s, struct rng *rng)
{
	double group[GROUP], all[POINTS];

	for (size_t i = 0; i < POINTS; i++) {
		for (size_t k = 0; k < GROUP; k++)
			group[k] = s->v[rng_below(rng, s->n)];
		sort_doubles(group, GROUP);
		v[i] = sort_median(group, GROUP);
	}
	memcpy(all, v, sizeof all);
	sort_doubles(all, POINTS);
	for (size_t i = 0; i < POINTS; i++)
		v[i] = (v[i] / sort_median(all, POINTS) - 1) /
			(STATS_MAD_SD * stats_mad(all, POINTS) / sort_median(all, POINTS));
}

/* A series around 100 with an sd of 1, and where its level shifts. */
static void make(double *v, struct truth *truth, const struct kind *k, const struct series *noise,
	struct rng *rng)
{
	double last = 0, level = 0;

	truth->n = 0;
	if (k->recorded)
		recorded(v, noise, rng);
	for (size_t i = 0, step = 0; i < POINTS; i++) {
		size_t room = POINTS / (k->steps + 1);

		if (step < k->steps && i == (step + 1) * room + truth->n * 7 % 11) {
			level += (rng_below(rng, 2) ? 1 : -1) * k->size;
			truth->at[truth->n++] = i;
			step++;
		}
		if (!k->recorded)
			v[i] = last = k->rho * last + sqrt(1 - k->rho * k->rho) * bench_normal(rng);
		if (bench_uniform(rng) < k->wild)
			v[i] += 8;
		v[i] = 100 + v[i] + level;
	}
}

/* Each true point matches at most the nearest detected point. */
static void score(struct score *s, const struct truth *truth, const size_t *at, size_t n)
{
	bool used[POINTS] = { false };

	s->found += n;
	s->true_points += truth->n;
	s->null_series_hit += truth->n == 0 && n > 0;
	for (size_t i = 0; i < truth->n; i++) {
		size_t best = n, least = NEAR + 1;

		for (size_t k = 0; k < n; k++) {
			size_t off = at[k] > truth->at[i] ? at[k] - truth->at[i]
							  : truth->at[i] - at[k];

			if (!used[k] && off < least) {
				least = off;
				best = k;
			}
		}
		if (best == n)
			continue;
		used[best] = true;
		s->hits++;
		s->off += (double)least;
	}
}

static size_t ours(size_t *at, struct changepoint_tables *t, const double *v)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoints found;

	changepoint_find(&found, t, &mem, v, POINTS);
	for (size_t i = 0; i < found.n; i++)
		at[i] = found.v[i].at;
	return found.n;
}

static void print_score(const struct kind *k, const struct score *s, size_t series)
{
	printf("| %s | %s |", k->name, s->name);
	if (s->true_points == 0)
		printf(" %.1f%% of series | | |",
			100 * (double)s->null_series_hit / (double)series);
	else
		printf(" %.1f%% | %.1f%% | %.2f |",
			s->found ? 100 * (double)s->hits / (double)s->found : 100,
			100 * (double)s->hits / (double)s->true_points,
			s->hits ? s->off / (double)s->hits : 0);
	printf(" %.2f ms |\n", 1e3 * s->seconds / (double)series);
	fflush(stdout);
}

/* Checks our E-divisive against hand-checked vectors. */
static void check_edivisive(void)
{
	static const double v[] = { 10, 11, 10, 12, 11, 10, 14, 15, 14, 16, 15, 14 };
	static const double w[] = { 202, 203, 201, 204, 182, 185, 179, 181, 180, 176, 178 };
	size_t tau, kappa;

	edivisive_best(&tau, &kappa, v, ARRAY_SIZE(v), 1);
	if (tau != 6 || kappa != ARRAY_SIZE(v))
		abort();
	edivisive_best(&tau, &kappa, w, ARRAY_SIZE(w), 1);
	if (tau != 4 || kappa != ARRAY_SIZE(w))
		abort();
}

void bench_series(const struct run *noise, size_t series, uint64_t seed)
{
	FREES_ARENA struct arena mem = { 0 };
	struct changepoint_tables tables = { .mem = &mem, .rule = changepoint_rule };

	check_edivisive();
	puts("| series of 200 points | | precision, or false alarms | recall | off by (points) "
	     "| time |\n|---|---|---|---|---|---|");
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		struct score our = { .name = "benchctl" }, their = { .name = "E-divisive" };
		struct rng rng = rng_seeded(seed + k), mix = rng_seeded(seed);

		for (size_t i = 0; i < series; i++) {
			const struct series *s = &noise->v[i % noise->n].v[0];
			double v[POINTS], began;
			size_t at[POINTS], n;
			struct truth truth;

			make(v, &truth, &kinds[k], s, &rng);
			began = bench_now();
			n = ours(at, &tables, v);
			our.seconds += bench_now() - began;
			score(&our, &truth, at, n);
			began = bench_now();
			n = edivisive_find(at, v, POINTS, &mix);
			their.seconds += bench_now() - began;
			score(&their, &truth, at, n);
		}
		print_score(&kinds[k], &our, series);
		print_score(&kinds[k], &their, series);
	}
	putchar('\n');
}
