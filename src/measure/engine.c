#include "measure/engine.h"

#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "measure/benchmark_state.h"
#include "process/spawner.h"

/* The minimum of samples is spread over at least this many rounds. */
enum { ROUNDS_AT_LEAST = 5 };

static bool wants_more(const struct engine *e, size_t i)
{
	const struct benchmark_state *s = &e->states[i];
	const struct schedule *schedule = &s->benchmark->life.schedule;

	if (e->m->more)
		return e->m->more(e->m->more_ctx, i, s->samples, s->spent);
	if (s->samples < schedule->runs.min)
		return true;
	return s->samples < schedule->runs.max && s->spent < schedule->max_time;
}

static int take_samples(struct engine *e, struct benchmark_state *s, size_t side, size_t n,
	struct error *err)
{
	int got;

	got = task_sample(&s->task[side], n, true, err);
	if (got > 0 && subs_put_primary_first(&s->task[side], side + 1 == e->m->sides, err) < 0)
		return -1;
	if (got > 0)
		benchmark_state_cool_down(e, &s->task[side]);
	return got;
}

/* Some samples in a row; there is one side. */
static int take_burst(struct engine *e, struct benchmark_state *s, struct error *err)
{
	const struct schedule *schedule = &s->benchmark->life.schedule;
	size_t n = (schedule->runs.min + ROUNDS_AT_LEAST - 1) / ROUNDS_AT_LEAST;

	if (n > schedule->runs.max - s->samples)
		n = schedule->runs.max - s->samples;
	return take_samples(e, s, 0, schedule->cooldown > 0 ? 1 : n, err);
}

/* A block: the same number of samples of each side, in random order. */
static int take_block(struct engine *e, struct benchmark_state *s, size_t *side, struct error *err)
{
	size_t n = e->m->block * e->m->sides;
	size_t order[BLOCK_MAX * SIDES_MAX];

	for (size_t i = 0; i < n; i++)
		order[i] = i % e->m->sides;
	rng_shuffle(&e->rng, order, n);
	for (size_t i = 0; i < n; i++) {
		*side = order[i];
		if (task_interrupted(&e->context) || take_samples(e, s, order[i], 1, err) < 0)
			return -1;
	}
	return (int)e->m->block;
}

/* A benchmark on another machine says nothing about this one. */
static void look_at_machine(struct engine *e, const struct benchmark_state *s, size_t got)
{
	/* Beside other benchmarks it would measure them, and disturb them. */
	if (s->benchmark->life.schedule.canary != CANARY_OFF && !s->task[0].result->machine &&
		!e->m->at_once)
		canary_visit(&e->canary, s->benchmark->id,
			e->m->block ? s->samples / e->m->block : 0, got * e->m->sides);
}

static void advance(struct engine *e, size_t i)
{
	struct benchmark_state *s = &e->states[i];
	uint64_t began = clock_ns();
	struct error err = { 0 };
	size_t side = 0;
	int got;

	if (!wants_more(e, i)) {
		s->done = true;
		e->left--;
		return;
	}
	got = e->m->block ? take_block(e, s, &side, &err) : take_burst(e, s, &err);
	s->spent += clock_seconds(began);
	if (got > 0) {
		s->samples += (size_t)got;
		look_at_machine(e, s, (size_t)got);
	} else if (!e->context.interrupted) {
		benchmark_state_give_up(e, s, side, &err);
	}
	benchmark_state_show(e, "measuring", s);
}

static void run_one(struct engine *e, size_t i)
{
	struct benchmark_state *s = &e->states[i];

	benchmark_state_begin(e, s);
	while (!s->done && !task_interrupted(&e->context))
		advance(e, i);
	benchmark_state_end(e, s);
}

/* One benchmark after the other. */
static void run_in_sequence(struct engine *e)
{
	for (size_t i = 0; i < e->n && !task_interrupted(&e->context); i++)
		run_one(e, i);
}

/* A sample of each benchmark, in random order each round, so that all share a drift. */
static void run_in_rounds(struct engine *e)
{
	size_t *order = arena_array(e->context.mem, e->n, sizeof *order);

	for (size_t i = 0; i < e->n && !task_interrupted(&e->context); i++)
		benchmark_state_begin(e, &e->states[i]);
	for (size_t i = 0; i < e->n; i++)
		order[i] = i;
	while (e->left && !task_interrupted(&e->context)) {
		rng_shuffle(&e->rng, order, e->n);
		for (size_t i = 0; i < e->n && !task_interrupted(&e->context); i++)
			if (!e->states[order[i]].done)
				advance(e, order[i]);
	}
	for (size_t i = 0; i < e->n; i++)
		benchmark_state_end(e, &e->states[i]);
}

static void close_runs(const struct engine *e)
{
	struct contention_spans spans;
	const char *warning;
	struct contention now;

	contention_read(&now, "");
	spans = canary_spans(&e->canary, &now);
	warning = contention_between(e->context.mem, &e->contention, &now, &spans);
	subs_flatten(e->m, e->context.mem);
	for (size_t k = 0; k < e->m->sides; k++) {
		struct run *r = e->m->side[k].run;

		canary_store(&e->canary, r);
		r->seed = e->m->seed;
		r->warning = warning;
		r->schedule = e->m->at_once ? "parallel" : NULL;
		r->memory_limit_by = limit_enforcer_names[e->context.enforcer];
		r->shell = e->context.n ? e->context.v[0].wall : (double)NAN;
		r->status = e->context.interrupted ? RUN_INTERRUPTED : RUN_OK;
		for (size_t i = 0; i < r->n && r->status == RUN_OK; i++)
			if (r->v[i].status != RESULT_OK)
				r->status = RUN_FAILED;
	}
}

int measure(const struct measurement *m, struct spawner *spawner, struct arena *mem)
{
	struct engine e = { .m = m,
		.context = { .measurement = m,
			.spawner = spawner,
			.mem = mem,
			.metrics_file = m->metrics_file,
			.began = clock_ns(),
			.progress = { .phase = "measuring", .remaining = (double)NAN } },
		.rng = rng_seeded(m->seed),
		.n = m->suite->n,
		.left = m->suite->n };

	contention_read(&e.contention, "");
	canary_begin(&e.canary, mem, m->canary);
	e.states = arena_array(mem, e.n, sizeof *e.states);
	for (size_t k = 0; k < m->sides; k++) {
		struct run *r = m->side[k].run;

		r->v = arena_array(mem, e.n, sizeof *r->v);
		r->n = r->cap = e.n;
	}
	for (size_t i = 0; i < e.n; i++) {
		together_metrics_file(&e, i);
		benchmark_state_open(&e, i);
	}
	if (m->at_once)
		together_run(&e, run_one);
	else if (m->suite->order == ORDER_SEQUENTIAL)
		run_in_sequence(&e);
	else
		run_in_rounds(&e);
	for (size_t i = 0; i < e.n; i++)
		benchmark_state_abandon(&e, &e.states[i]);
	close_runs(&e);
	canary_end(&e.canary);
	return e.context.interrupted;
}
