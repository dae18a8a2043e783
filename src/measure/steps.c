
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "measure/engine.h"
#include "measure/task.h"

struct step *steps_find(struct measure_context *c, const char *name, const char *host)
{
	struct step *s;

	for (size_t i = 0; i < c->steps.n; i++)
		if (text_equal(c->steps.v[i].name, name) && text_equal(c->steps.v[i].host, host))
			return &c->steps.v[i];
	s = ARENA_PUSH(c->mem, &c->steps);
	*s = (struct step){ .name = name, .host = host };
	return s;
}

static void announce(const struct task *t, const struct step *s)
{
	const struct measure_context *c = t->context;
	const struct measurement *m = c->measurement;
	struct progress p = c->progress;

	if (s->host)
		event_stage(t, s);
	if (!m->show)
		return;
	p.step = s;
	p.steps = c->steps.v;
	p.steps_n = c->steps.n;
	p.secrets = &t->secrets;
	p.samples = t->samples;
	p.elapsed = clock_seconds(c->began);
	if (!p.benchmark) { /* nothing was measured yet */
		p.benchmark = t->benchmark->id;
		p.benchmarks = m->suite->n;
	}
	m->show(m->show_ctx, &p);
}

void steps_begin(const struct task *t, struct step *s, const char *log)
{
	s->state = STEP_RUNNING;
	s->began = clock_ns() - (uint64_t)(s->took * 1e9);
	s->log = log;
	announce(t, s);
}

void steps_pause(struct step *s)
{
	s->took = clock_seconds(s->began);
	s->state = STEP_WAITING;
}

void steps_end(const struct task *t, struct step *s, int status)
{
	if (s->state == STEP_RUNNING)
		s->took = clock_seconds(s->began);
	s->state = STEP_ENDED;
	s->status = status;
	announce(t, s);
}
