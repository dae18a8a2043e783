#include "measure/benchmark_state.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/secrets.h"
#include "process/interrupt.h"

/* An update reads the state of every benchmark, and nobody sees more than fifty per second. */
#define SHOW_NS UINT64_C(20000000)

static size_t most_blocks(const struct engine *e, const struct benchmark_state *s)
{
	return e->m->most ? e->m->most(e->m->more_ctx, (size_t)(s - e->states)) : 0;
}

static double estimate(const struct engine *e)
{
	double sum = 0;

	for (size_t i = 0; i < e->n; i++) {
		const struct benchmark_state *s = &e->states[i];
		const struct schedule *schedule = &s->benchmark->life.schedule;
		double each, want;

		if (s->done)
			continue;
		if (s->samples == 0)
			return (double)NAN;
		each = s->spent / (double)s->samples;
		if (e->m->block) {
			want = (double)(e->m->block * most_blocks(e, s)) - (double)s->samples;
			sum += fmax(want * each, 0);
			continue;
		}
		want = fmin(((double)schedule->runs.max - (double)s->samples) * each,
			schedule->max_time - s->spent);
		want = fmax(want, ((double)schedule->runs.min - (double)s->samples) * each);
		sum += fmax(want, 0);
	}
	return sum;
}

void benchmark_state_show(struct engine *e, const char *phase, const struct benchmark_state *s)
{
	struct progress p;
	uint64_t now;

	if (!e->m->show)
		return;
	now = clock_ns();
	if (e->shown && now - e->shown < SHOW_NS)
		return;
	e->shown = now;
	p = (struct progress){ .steps = e->context.steps.v,
		.steps_n = e->context.steps.n,
		.secrets = &s->task[0].secrets,
		.phase = phase,
		.benchmark = s->benchmark->id,
		.decided = e->n - e->left,
		.benchmarks = e->n,
		.samples = s->samples,
		.blocks = e->m->block ? s->samples / e->m->block : 0,
		.blocks_max = most_blocks(e, s),
		.elapsed = clock_seconds(e->context.began),
		.remaining = estimate(e) };
	e->context.progress = p;
	e->m->show(e->m->show_ctx, &p);
}

void benchmark_state_give_up(struct engine *e, struct benchmark_state *s, size_t side,
	const struct error *err)
{
	const struct words *secrets = &s->task[side < e->m->sides ? side : 0].secrets;
	const char *why = secrets_hide(e->context.mem, secrets, err->text, strlen(err->text));

	for (size_t i = 0; i < e->m->sides; i++) {
		struct result *r = s->task[i].result;

		if (i == side && !e->context.interrupted) {
			r->status = RESULT_ERROR;
			r->reason = why;
		} else if (r->status == RESULT_OK) {
			r->status = RESULT_UNFINISHED;
			r->reason = why;
		}
	}
	if (!s->done)
		e->left--;
	s->done = true;
}

static void open_sides(struct engine *e, struct benchmark_state *s, size_t i)
{
	s->benchmark = &e->m->suite->v[i];
	for (size_t k = 0; k < e->m->sides; k++) {
		struct result *r = &e->m->side[k].run->v[i];

		*r = (struct result){ .id = s->benchmark->id, .status = RESULT_OK };
		s->task[k] = (struct task){ .context = &e->context,
			.benchmark = e->m->side[k].benchmarks ? &e->m->side[k].benchmarks[i]
							      : s->benchmark,
			.root = e->m->side[k].root,
			.redirect = e->m->side[k].redirect,
			.inject = e->m->side[k].inject,
			.side = k,
			.result = r };
	}
}

void benchmark_state_open(struct engine *e, size_t i)
{
	struct benchmark_state *s = &e->states[i];
	struct error err;

	open_sides(e, s, i);
	for (size_t k = 0; k < e->m->sides; k++)
		if (task_probe(&s->task[k], &err) < 0)
			benchmark_state_give_up(e, s, k, &err);
}

void benchmark_state_cool_down(struct engine *e, const struct task *t)
{
	double pause = t->benchmark->life.schedule.cooldown;

	if (pause > 0 && !task_interrupted(&e->context))
		e->context.interrupted = interrupt_sleep(pause);
}

void benchmark_state_begin(struct engine *e, struct benchmark_state *s)
{
	size_t steps = 1, sides = e->m->sides;
	struct error err;

	s->started = true;
	for (size_t k = 0; k < sides; k++) {
		size_t warmup = s->task[k].benchmark->life.schedule.warmup;

		event_start(&s->task[k]);
		steps = 1 + warmup > steps ? 1 + warmup : steps;
	}
	for (size_t i = 0; i < steps * sides && !s->done && !task_interrupted(&e->context); i++) {
		struct task *t = &s->task[i % sides];
		int rc;

		if (i / sides > t->benchmark->life.schedule.warmup)
			continue;
		rc = i < sides ? task_begin(t, &err) : task_sample(t, 1, false, &err);
		if (i >= sides)
			benchmark_state_cool_down(e, t);
		if (rc < 0)
			benchmark_state_give_up(e, s, i % sides, &err);
		benchmark_state_show(e, "warm-up", s);
	}
}

/* A side that ended because the other failed is tried once: if both fail, it is not new. */
static void try_alone(struct engine *e, struct benchmark_state *s, size_t side)
{
	struct task *t = &s->task[side];
	struct error err;

	if (t->result->status != RESULT_UNFINISHED || t->result->n || task_interrupted(&e->context))
		return;
	if ((t->begun || task_begin(t, &err) == 0) && task_sample(t, 1, true, &err) >= 0)
		return;
	if (!e->context.interrupted)
		benchmark_state_give_up(e, s, side, &err);
}

void benchmark_state_abandon(struct engine *e, struct benchmark_state *s)
{
	struct error err;

	error_set(&err, "interrupted before all its samples were taken");
	if (!s->done)
		benchmark_state_give_up(e, s, e->m->sides, &err);
}

void benchmark_state_end(struct engine *e, struct benchmark_state *s)
{
	benchmark_state_abandon(e, s);
	for (size_t k = 0; k < e->m->sides; k++)
		try_alone(e, s, k);
	for (size_t k = 0; k < e->m->sides; k++)
		task_end(&s->task[k]);
	for (size_t k = 0; k < e->m->sides && s->started; k++)
		event_done(&s->task[k], s->samples);
}
