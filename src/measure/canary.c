#include "measure/canary.h"

#include <math.h>

#include "base/clock.h"
#include "base/sort.h"

enum { VISITS_MAX = 512, VISITS_MIN = 8 };
#define EXPECTED_FIRST UINT64_C(3000000) /* ns: the first visit makes the ring */
#define SHIFT_LEAST    0.10              /* a smaller shift of one block may be the canary's own */
#define SHIFT_SPREADS  4                 /* robust standard deviations of all visits */
#define NORMAL_MAD     1.4826 /* standard deviation of a normal distribution by its MAD */

static uint64_t machine_now(void *ctx)
{
	(void)ctx;
	return clock_ns();
}

static void machine_run(void *ctx, size_t kernel)
{
	canary_kernel_run(ctx, kernel);
}

static void machine_look(void *ctx, struct contention *now)
{
	(void)ctx;
	contention_read(now, "");
}

void canary_begin(struct canary *c, struct arena *mem, const struct canary_work *work)
{
	*c = (struct canary){ .mem = mem, .expected = EXPECTED_FIRST, .every = 1 };
	c->work = work ? *work
		       : (struct canary_work){ machine_now, machine_run, machine_look, NULL };
	c->began = c->work.now(c->work.ctx);
}

/* Keeps every second one, and from now on makes half as many. */
static void thin_out(struct canary *c)
{
	size_t kept = 0;

	for (size_t i = 1; i < c->visits.n; i += 2) {
		c->visits.v[i].span.samples += c->visits.v[i - 1].span.samples;
		c->visits.v[kept++] = c->visits.v[i];
	}
	c->visits.n = kept;
	c->every *= 2;
}

/* The first time is for the caches that the benchmark has filled. */
static double time_kernel(struct canary *c, void *ctx, size_t kernel)
{
	uint64_t before;

	c->work.run(ctx, kernel);
	before = c->work.now(ctx);
	c->work.run(ctx, kernel);
	return fmax((double)(c->work.now(ctx) - before), 1) / 1e9;
}

void canary_visit(struct canary *c, const char *benchmark, size_t block, size_t samples)
{
	void *ctx = c->work.ctx ? c->work.ctx : &c->ring;
	uint64_t began = c->work.now(ctx), took;
	struct canary_visit *v;

	c->samples += samples;
	if (++c->passed < c->every ||
		(double)(c->spent + c->expected) > CANARY_SHARE * (double)(began - c->began))
		return;
	c->passed = 0;
	if (c->visits.n == VISITS_MAX)
		thin_out(c);
	v = ARENA_PUSH(c->mem, &c->visits);
	v->benchmark = benchmark;
	v->block = block;
	for (size_t k = 0; k < CANARY_KERNELS; k++)
		v->took[k] = time_kernel(c, ctx, k);
	c->work.look(ctx, &v->span.now);
	v->span.samples = c->samples;
	c->samples = 0;
	took = c->work.now(ctx) - began;
	c->spent += took;
	/* The first has made the ring. */
	c->expected = c->visits.n > 1 ? took : c->expected;
}

struct contention_spans canary_spans(const struct canary *c, const struct contention *end)
{
	struct contention_spans spans = { 0 };

	for (size_t i = 0; i < c->visits.n; i++)
		*ARENA_PUSH(c->mem, &spans) = c->visits.v[i].span;
	if (c->samples)
		*ARENA_PUSH(c->mem, &spans) = (struct contention_span){ *end, c->samples };
	return spans;
}

void canary_end(struct canary *c)
{
	canary_ring_close(&c->ring);
}

static struct run_canary series_of(const struct canary *c, size_t kernel)
{
	size_t n = c->visits.n;
	struct run_canary s = { .kernel = canary_names[kernel], .code = canary_code, .n = n };
	double *sorted;

	for (size_t i = 0; i < n; i++)
		*ARENA_PUSH(c->mem, &s.samples) = c->visits.v[i].took[kernel];
	sorted = sort_copy(c->mem, s.samples.v, n);
	s.median = sort_median(sorted, n);
	s.spread = (sorted[n * 3 / 4] - sorted[n / 4]) / s.median;
	return s;
}

/* By how much each visit is slower than most, as a logarithm: the mean of its kernels. */
static double *shifts_of(const struct canary *c, const struct run *run)
{
	double *shift = arena_array(c->mem, c->visits.n, sizeof *shift);

	for (size_t i = 0; i < c->visits.n; i++)
		for (size_t k = 0; k < CANARY_KERNELS; k++)
			shift[i] += log(c->visits.v[i].took[k] / run->canary.v[k].median) /
				CANARY_KERNELS;
	return shift;
}

static void mark_blocks(const struct canary *c, struct run *run)
{
	size_t n = c->visits.n;
	double *shift = shifts_of(c, run), *far = arena_array(c->mem, n, sizeof *far);
	double centre = sort_median(sort_copy(c->mem, shift, n), n), limit;

	for (size_t i = 0; i < n; i++)
		far[i] = fabs(shift[i] - centre);
	limit = sort_median(sort_copy(c->mem, far, n), n) * NORMAL_MAD * SHIFT_SPREADS;
	limit = fmax(limit, log1p(SHIFT_LEAST));
	for (size_t i = 0; i < n; i++)
		if (c->visits.v[i].block && far[i] >= limit)
			*ARENA_PUSH(c->mem,
				&run->shifted) = (struct run_shift){ c->visits.v[i].benchmark,
				c->visits.v[i].block, expm1(shift[i] - centre) };
}

void canary_store(const struct canary *c, struct run *run)
{
	run->canary.v = NULL;
	run->canary.n = run->canary.cap = 0;
	run->shifted.v = NULL;
	run->shifted.n = run->shifted.cap = 0;
	for (size_t k = 0; k < CANARY_KERNELS && c->visits.n; k++)
		*ARENA_PUSH(c->mem, &run->canary) = series_of(c, k);
	if (c->visits.n >= VISITS_MIN)
		mark_blocks(c, run);
}
