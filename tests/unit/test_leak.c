#include "unit.h"

#include <math.h>

#include "base/rng.h"
#include "judge/leak.h"
#include "model/suite.h"

enum { N = 120 };
#define MB 1e6

struct shape {
	const char *name;
	double (*v)(double t, double noise); /* t: 0 to 10 s */
	bool grows;
	double slope; /* 0: of no matter */
};

static double flat(double t, double noise)
{
	(void)t;
	return 50 * MB + 0.1 * MB * noise;
}
static double still(double t, double noise)
{
	(void)t;
	(void)noise;
	return 50 * MB;
}
static double line(double t, double noise)
{
	return 50 * MB + 1 * MB * t + 0.2 * MB * noise;
}
static double steps(double t, double noise)
{
	(void)noise;
	return 50 * MB + 1 * MB * floor(t * 2);
}
static double rare_steps(double t, double noise)
{
	(void)noise;
	return 50 * MB + 5 * MB * floor(t);
}
static double saturates(double t, double noise)
{
	return 50 * MB * (1 - exp(-t / 2)) + 0.01 * MB * noise;
}
static double warms_up(double t, double noise)
{
	return 50 * MB + 10 * MB * fmin(t, 3) + 0.1 * MB * noise;
}
static double warms_up_long(double t, double noise)
{
	return 50 * MB + 10 * MB * fmin(t, 6) + 0.1 * MB * noise;
}
static double one_step(double t, double noise)
{
	return 50 * MB + (t > 6 ? 20 * MB : 0) + 0.1 * MB * noise;
}
static double saw(double t, double noise)
{
	return 50 * MB + 20 * MB * fmod(t, 1) + 0.1 * MB * noise;
}
static double shrinks(double t, double noise)
{
	return 50 * MB - 2 * MB * t + 0.1 * MB * noise;
}
static double speeds_up(double t, double noise)
{
	return 50 * MB + (t < 6.6 ? 0.5 : 2) * MB * (t - 6.6) + 0.1 * MB * noise;
}
static double creeps(double t, double noise) /* less than what counts */
{
	(void)noise;
	return 50 * MB + 0.01 * MB * t;
}

static const struct shape shapes[] = {
	{ "flat", flat, false, 0 },
	{ "still", still, false, 0 },
	{ "line", line, true, 1 * MB },
	{ "steps", steps, true, 2 * MB },
	{ "rare steps", rare_steps, true, 5 * MB },
	{ "saturates", saturates, false, 0 },
	{ "warms up", warms_up, false, 0 },
	{ "warms up long", warms_up_long, false, 0 },
	{ "one step", one_step, false, 0 },
	{ "saw", saw, false, 0 },
	{ "shrinks", shrinks, false, 0 },
	{ "creeps", creeps, false, 0 },
};

static void find_beyond(struct leak *leak, const struct shape *s, size_t n, struct rng *rng,
	const struct leak_allowance *allowed)
{
	FREES_ARENA struct arena mem = { 0 };
	double *at = arena_array(&mem, n, sizeof *at), *v = arena_array(&mem, n, sizeof *v);

	for (size_t i = 0; i < n; i++) {
		at[i] = 10 * (double)(i + 1) / (double)n;
		v[i] = s->v(at[i], 2 * (double)rng_below(rng, 1 << 20) / (1 << 20) - 1);
	}
	leak_find(leak, &(struct trace){ at, v, n }, allowed);
}

static void find(struct leak *leak, const struct shape *s, size_t n, struct rng *rng)
{
	find_beyond(leak, s, n, rng, &(struct leak_allowance){ .least = 0.5 * MB });
}

static void the_shapes(void **state)
{
	static const size_t sizes[] = { LEAK_SAMPLES_MIN, N, 2048 };
	struct rng rng = rng_seeded(7);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		const struct shape *s = &shapes[i];

		for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
			struct leak leak;

			find(&leak, s, sizes[k], &rng);
			/* Two or three steps in a half are too few among few samples. */
			if (s->v == rare_steps && sizes[k] < N)
				continue;
			if (leak.grows != s->grows)
				fail_msg("%s of %zu %s: %g (%g to %g)", s->name, sizes[k],
					leak.grows ? "grows" : "does not grow", leak.slope, leak.lo,
					leak.hi);
			assert_true(leak.lo <= leak.slope && leak.slope <= leak.hi);
			if (s->slope > 0)
				assert_true(fabs(leak.slope / s->slope - 1) < 0.25);
		}
	}
}

/* Both halves must grow, so even of noise that happens to rise hardly any is taken for a leak. */
static void noise_is_none(void **state)
{
	static const struct shape noise = { "noise", flat, false, 0 };
	struct rng rng = rng_seeded(11);
	size_t found = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct leak leak;

		find(&leak, &noise, N, &rng);
		found += leak.grows;
	}
	assert_int_equal(found, 0);
}

/* What a trace may grow by is no leak, nor what the rest of it amounts to. */
static void a_limit_is_allowed(void **state)
{
	static const struct {
		double (*v)(double t, double noise);
		double limit, least;
		bool grows;
	} rows[] = {
		{ line, 0, 0.5 * MB, true },
		{ line, 0.8 * MB, 0.5 * MB, true },
		{ line, 0.8 * MB, 3 * MB, false },
		{ line, 1.05 * MB, 0, false },
		{ line, 2 * MB, 0, false },
		{ speeds_up, 0.4 * MB, 0.5 * MB, true },
		{ speeds_up, 0.8 * MB, 0.5 * MB, false },
	};
	struct rng rng = rng_seeded(13);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct shape shape = { "", rows[i].v, rows[i].grows, 0 };
		struct leak leak;

		find_beyond(&leak, &shape, N, &rng,
			&(struct leak_allowance){ rows[i].least, rows[i].limit });
		if (leak.grows != rows[i].grows)
			fail_msg("limit %g, least %g: %d", rows[i].limit, rows[i].least,
				leak.grows);
	}
}

/* Near enough to normal, with a standard deviation of 1. */
static double bell(struct rng *rng)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += (double)rng_below(rng, 1 << 20) / (1 << 20);
	return sum;
}

/* What peak RSS does from run to run: mostly some pages, now and then a lot more. */
static double pages(struct rng *rng)
{
	double rare = rng_below(rng, 10) == 0 ? 0.3 * MB : 0;

	return 4096 * floor((0.06 * MB * bell(rng) + rare) / 4096);
}

enum { VALUES_MAX = 8, RUNS_MAX = 60 };

/* Peaks of programs that need base bytes and at(x) more for each value x. */
struct growth {
	const char *name;
	double x[VALUES_MAX]; /* as many as are not 0 */
	double (*at)(double x);
	size_t runs;
	double limit;
	bool grows;
	double slope; /* 0: of no matter */
};

static double nothing(double x)
{
	(void)x;
	return 0;
}
static double mega(double x)
{
	return MB * x;
}
static double hundred(double x)
{
	return 100 * x;
}
static double little(double x)
{
	return 20 * x;
}
static double until_1000(double x)
{
	return 5e3 * fmin(x, 1000);
}
static double after_first(double x)
{
	return x > 10 ? 8 * MB : 0;
}
static double down_first(double x)
{
	return x > 1 ? 10 * MB * (x - 2) : 30 * MB;
}
static double until_6(double x)
{
	return MB * fmin(x, 6);
}
static double less(double x)
{
	return -100 * x;
}

static const struct growth growths[] = {
	{ "flat", { 100, 1000, 10000 }, nothing, 10, 0, false, 0 },
	{ "a megabyte", { 1, 2, 3 }, mega, 5, 0, true, MB },
	{ "too few runs to tell", { 1, 2, 3 }, mega, 4, 0, false, MB },
	{ "a megabyte, many runs", { 1, 2, 3 }, mega, 60, 0, true, MB },
	{ "a megabyte, many values", { 1, 2, 3, 4, 5, 6, 7, 8 }, mega, 60, 0, true, MB },
	{ "a megabyte, descending", { 16, 8, 4 }, mega, 6, 0, true, MB },
	{ "a megabyte that is allowed", { 4, 8, 16 }, mega, 6, 1.1 * MB, false, MB },
	{ "more than is allowed", { 4, 8, 16 }, mega, 6, 0.8 * MB, true, MB },
	{ "hardly more than is allowed", { 4, 8, 16 }, mega, 6, 0.98 * MB, false, MB },
	{ "100 B", { 100, 1000, 10000 }, hundred, 10, 0, true, 100 },
	{ "100 B, 10 to 100,000", { 10, 100, 1000, 10000, 100000 }, hundred, 8, 0, true, 100 },
	{ "too little in all", { 100, 1000, 10000 }, little, 30, 0, false, 0 },
	{ "levels off", { 100, 1000, 10000 }, until_1000, 10, 0, false, 0 },
	{ "levels off later", { 250, 500, 1000, 2000, 4000 }, until_1000, 10, 0, false, 0 },
	{ "levels off, many runs", { 1, 2, 3, 4, 5, 6, 7, 8 }, until_6, 60, 0, false, 0 },
	{ "goes down first", { 1, 2, 3, 4 }, down_first, 10, 0, false, 0 },
	{ "needs more once", { 10, 100, 1000 }, after_first, 10, 0, false, 0 },
	{ "needs less", { 100, 1000, 10000 }, less, 10, 0, false, 0 },
};

static void find_growth(struct leak *leak, const struct growth *g, double least, struct rng *rng)
{
	double x[VALUES_MAX * RUNS_MAX], v[VALUES_MAX * RUNS_MAX];
	size_t n = 0;

	/* Run by run, as rounds do. */
	for (size_t i = 0; i < g->runs; i++)
		for (size_t k = 0; k < VALUES_MAX && g->x[k] > 0; k++) {
			x[n] = g->x[k];
			v[n++] = 50 * MB + g->at(g->x[k]) + pages(rng);
		}
	leak_find_over(leak, &(struct trace){ x, v, n },
		&(struct leak_allowance){ least, g->limit });
}

static void over_a_parameter(void **state)
{
	struct rng rng = rng_seeded(17);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(growths); i++) {
		const struct growth *g = &growths[i];

		for (int k = 0; k < 20; k++) {
			struct leak leak;

			find_growth(&leak, g, 512 << 10, &rng);
			if (leak.grows != g->grows)
				fail_msg("%s %s: %g (%g to %g)", g->name,
					leak.grows ? "grows" : "does not grow", leak.slope, leak.lo,
					leak.hi);
			assert_true(leak.lo <= leak.slope && leak.slope <= leak.hi);
			if (g->slope > 0)
				assert_true(fabs(leak.slope / g->slope - 1) < 0.25);
		}
	}
}

/* A flat program, with everything that counts as growth, however little: 1 in 200 by chance over
 * all points, and fewer because the upper half must grow as well. With what cannot be told from
 * chance left out: none. */
static void a_flat_program_is_no_leak(void **state)
{
	enum { TIMES = 1000 };
	static const struct growth flats[] = {
		{ "three", { 100, 1000, 10000 }, nothing, 10, 0, false, 0 },
		{ "few", { 1, 2, 3 }, nothing, 5, 0, false, 0 },
		{ "many", { 1, 2, 4, 8, 16, 32 }, nothing, 10, 0, false, 0 },
	};
	struct rng rng = rng_seeded(19);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(flats); i++) {
		size_t chance = 0, alarms = 0;

		for (int k = 0; k < TIMES; k++) {
			struct leak leak;

			find_growth(&leak, &flats[i], 0, &rng);
			chance += leak.grows;
			find_growth(&leak, &flats[i], 512 << 10, &rng);
			alarms += leak.grows;
		}
		if (chance > TIMES / 200)
			fail_msg("%s: %zu of %d by chance", flats[i].name, chance, TIMES);
		assert_int_equal(alarms, 0);
	}
}

/* The interval has the slope that is there as often as it says. */
static void the_interval_covers(void **state)
{
	enum { TIMES = 1000 };
	static const struct growth sizes[] = {
		{ "five", { 1, 2, 3 }, mega, 5, 0, true, MB },
		{ "ten", { 100, 1000, 10000 }, hundred, 10, 0, true, 100 },
		{ "five of eight", { 1, 2, 3, 4, 5 }, mega, 8, 0, true, MB },
	};
	struct rng rng = rng_seeded(23);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t covered = 0;

		for (int k = 0; k < TIMES; k++) {
			struct leak leak;

			find_growth(&leak, &sizes[i], 512 << 10, &rng);
			covered += leak.lo <= sizes[i].slope && sizes[i].slope <= leak.hi;
		}
		if (covered < TIMES * 93 / 100 || covered > TIMES * 99 / 100)
			fail_msg("%s: %zu of %d", sizes[i].name, covered, TIMES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shapes),
		cmocka_unit_test(noise_is_none),
		cmocka_unit_test(a_limit_is_allowed),
		cmocka_unit_test(over_a_parameter),
		cmocka_unit_test(a_flat_program_is_no_leak),
		cmocka_unit_test(the_interval_covers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
