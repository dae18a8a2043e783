#include "unit.h"

#include <math.h>

#include "benchctl/leak.h"
#include "benchctl/rng.h"

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

static void find(struct leak *leak, const struct shape *s, size_t n, struct rng *rng)
{
	FREES_ARENA struct arena mem = { 0 };
	double *at = arena_array(&mem, n, sizeof *at), *v = arena_array(&mem, n, sizeof *v);

	for (size_t i = 0; i < n; i++) {
		at[i] = 10 * (double)(i + 1) / (double)n;
		v[i] = s->v(at[i], 2 * (double)rng_below(rng, 1 << 20) / (1 << 20) - 1);
	}
	leak_find(leak, &(struct trace){ at, v, n }, 0.5 * MB);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shapes),
		cmocka_unit_test(noise_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
