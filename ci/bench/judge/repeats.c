/* What repeats by chance, although nothing has changed: counts with two values in few samples, and
 * times that a clock rounds in stored runs. */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/compare.h"
#include "model/policy.h"
#include "model/run/run.h"
#include "bench.h"

static double percent(size_t n, size_t all)
{
	return all ? 100 * (double)n / (double)all : 0;
}

static struct run run_of(struct arena *mem, const struct metric *m, const double *v, size_t n)
{
	struct run run = { .v = arena_array(mem, 1, sizeof *run.v), .n = 1 };
	struct series *s;

	run.v[0].id = "a";
	s = result_series(&run.v[0], mem, m);
	for (size_t i = 0; i < n; i++)
		series_add(s, mem, v[i]);
	return run;
}

/* Comparisons that call a loss or a gain, of `all`: base and head are 1 or 2, 2 with this share. */
static double called(double share, size_t n, size_t all, struct rng *rng)
{
	static const struct metric count = {
		.name = "n", .unit = "1", .dim = DIM_COUNT, .better = BETTER_LOWER
	};
	size_t found = 0;

	for (size_t g = 0; g < all; g++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy usual = { 0 };
		const struct compare_options options = { .gate = &usual };
		struct comparison c = { 0 };
		double v[2][SIDE_MAX];
		struct run base, head;

		section_defaults(&gate_section, &usual, &mem);
		for (size_t i = 0; i < 2 * n; i++)
			v[i / n][i % n] = bench_uniform(rng) < share ? 2 : 1;
		base = run_of(&mem, &count, v[0], n);
		head = run_of(&mem, &count, v[1], n);
		compare_runs(&c, &mem, judge_new(&mem), &(struct run_set){ .v = &base, .n = 1 },
			&head, &options);
		found += c.count[VERDICT_REGRESSION] + c.count[VERDICT_IMPROVEMENT];
	}
	return percent(found, all);
}

static void print_counts(size_t all, uint64_t seed)
{
	static const double shares[] = { .5, .7, .9 };
	struct rng rng = rng_seeded(seed);

	puts("| samples per side | slower or faster, of two values alike | 70 to 30 | 90 to 10 |\n"
	     "|---|---|---|---|");
	for (size_t n = 2; n <= 6; n++) {
		printf("| %zu", n);
		for (size_t i = 0; i < ARRAY_SIZE(shares); i++)
			printf(" | %.2f%%", called(shares[i], n, all, &rng));
		puts(" |");
	}
	putchar('\n');
}

struct clock {
	double step, spread; /* of the level: 1 */
	size_t stored;
	struct rng *rng;
};

static struct run session(struct arena *mem, const struct clock *k, double level)
{
	static const struct metric wall = {
		.name = "wall", .unit = "s", .dim = DIM_TIME, .better = BETTER_LOWER
	};
	double v[10];

	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		double t = level * exp(k->spread / 3 * bench_normal(k->rng));

		v[i] = k->step * fmax(1, round(t / k->step));
	}
	return run_of(mem, &wall, v, ARRAY_SIZE(v));
}

/* Whether head's session looks slower, on its fresh data too. equal: the stored medians are. */
static bool is_slower(bool *equal, const struct clock *k, double change)
{
	FREES_ARENA struct arena mem = { 0 };
	struct gate_policy usual = { 0 };
	const struct compare_options options = { .gate = &usual, .sessions = true };
	struct comparison c = { 0 };
	struct judge *judge = judge_new(&mem);
	double first = 1 + k->step * bench_uniform(k->rng), level, median[2] = { 0 };
	struct run_set base = { 0 };
	struct run head, fresh;

	section_defaults(&gate_section, &usual, &mem);
	*equal = true;
	for (size_t i = 0; i < k->stored; i++) {
		struct run run;

		level = first * exp(k->spread * bench_normal(k->rng));
		run = session(&mem, k, level);
		median[i > 0] = series_centre(&run.v[0].v[0]);
		*equal = *equal && (i == 0 || fabs(median[1] - median[0]) < k->step / 4);
		*ARENA_PUSH(&mem, &base) = run;
	}
	level = first * exp(k->spread * bench_normal(k->rng)) * change;
	head = session(&mem, k, level);
	fresh = session(&mem, k, level);
	compare_runs(&c, &mem, judge, &base, &head, &options);
	compare_confirm(&c, &mem, judge, &base, &fresh, &options);
	return c.count[VERDICT_REGRESSION] > 0;
}

static void print_clocks(size_t all, uint64_t seed)
{
	static const double steps[] = { .1, .05 }, spreads[] = { .005, .01, .02 };
	static const size_t stored[] = { 7, 8, 20 };
	struct rng rng = rng_seeded(seed);

	puts("| step of the clock | levels of sessions | stored runs | medians all equal "
	     "| slower | slower at +30% |\n|---|---|---|---|---|---|");
	for (size_t i = 0; i < ARRAY_SIZE(steps) * ARRAY_SIZE(spreads) * ARRAY_SIZE(stored); i++) {
		struct clock k = { steps[i / 9], spreads[i / 3 % 3], stored[i % 3], &rng };
		size_t same[2] = { 0 }, slower[2] = { 0 };

		for (size_t g = 0; g < 2 * all; g++) {
			bool equal, is = is_slower(&equal, &k, g % 2 ? 1.3 : 1);

			same[g % 2] += equal;
			slower[g % 2] += equal && is;
		}
		printf("| %.0f%% | %.1f%% | %zu | %.0f%% | %.2f%% | %.0f%% |\n", 100 * k.step,
			100 * k.spread, k.stored, percent(same[0], all),
			percent(slower[0], same[0]), percent(slower[1], same[1]));
	}
	putchar('\n');
}

void bench_repeats(size_t gates, uint64_t seed)
{
	print_counts(4 * gates, seed);
	print_clocks(gates, seed);
}
