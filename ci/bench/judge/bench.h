/* The parts of ci/bench/judge/run: each prints a Markdown table of docs/judge.md. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct rng;
struct run;
struct run_set;

enum { SIDE_MAX = 64 };

/* Makes a recording with noise of several shapes, in mem. */
void bench_shapes(struct run *out, struct arena *mem, uint64_t seed);
/* Gates on recorded noise. Null gates are ten times as many. */
void bench_gates(const struct run *noise, size_t gates, uint64_t seed);
/* Unchanged benchmarks in stored mode, with few and with enough runs. */
void bench_stored(const struct run *noise, size_t gates, uint64_t seed);
/* Counts and times that repeat by chance. */
void bench_repeats(size_t gates, uint64_t seed);
/* What passes, and what looks slower, of counts and ticks in paired mode. */
void bench_coarse(size_t gates, uint64_t seed);
/* Whether stored mode would be better off with runs that are divided by the canary; recorded:
 * sessions of this machine, beside a model. */
void bench_canary(const struct run *noise, const struct run_set *recorded, size_t gates,
	uint64_t seed);
/* Whether paired mode would be better off without the blocks that the canary marks. */
void bench_canary_blocks(const struct run *noise, size_t gates, uint64_t seed);
/* What the tests of the tail and the spread see, by runs per side. */
void bench_aspects(const struct run *noise, size_t gates, uint64_t seed);
/* Change points in series whose answers are known; some have recorded values. */
void bench_series(const struct run *noise, size_t series, uint64_t seed);
void bench_speed(uint64_t seed);

/* The rules of other gates on n unsorted samples per side; true: alarm. */
struct rule {
	const char *name;
	bool (*alarms)(const double *base, const double *head, size_t n, struct rng *rng);
};
enum { RULES = 4 };
extern const struct rule rules[RULES];

/* Change points by E-divisive (Matteson, James 2014), ascending: energy statistic with alpha = 1,
 * 199 permutations, significance .01, segments of 5 or more. Returns how many. */
size_t edivisive_find(size_t *at, const double *v, size_t n, struct rng *rng);
/* Its largest statistic and where: v[0 .. *tau) against v[*tau .. *kappa). */
double edivisive_best(size_t *tau, size_t *kappa, const double *v, size_t n, size_t min);

double bench_uniform(struct rng *rng); /* in (0, 1) */
double bench_normal(struct rng *rng);
double bench_now(void); /* s */
