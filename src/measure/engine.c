#include "benchctl/engine.h"

#include <math.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/clock.h"
#include "benchctl/error.h"
#include "benchctl/module.h"
#include "benchctl/rng.h"
#include "benchctl/spawner.h"
#include "parts.h"
#include "secrets.h"
#include "strain.h"

/* One benchmark on all sides. */
struct subject {
	const struct benchmark *benchmark;
	const struct module *module;
	struct task task[SIDES_MAX];
	bool started;          /* its turn has come, which was told */
	bool begun[SIDES_MAX]; /* init was called, so fini must be */
	bool done;
	size_t samples; /* on each side */
	double spent;   /* s, in all */
};

struct engine {
	const struct measurement *m;
	struct lab lab;
	struct rng rng;
	struct subject *subjects;
	size_t n, left;
	uint64_t began, shown;
	struct strain strain; /* as it began */
};

/* How much of the least number of samples may be taken without a look at another benchmark. */
enum { ROUNDS_AT_LEAST = 5 };

/* Nobody sees more than fifty pictures a second, and each looks at every benchmark there is. */
#define SHOW_NS UINT64_C(20000000)

static double estimate(const struct engine *e)
{
	double sum = 0;

	for (size_t i = 0; i < e->n; i++) {
		const struct subject *s = &e->subjects[i];
		const struct lifecycle *life = &s->benchmark->life;
		double each, want;

		if (s->done)
			continue;
		if (s->samples == 0)
			return (double)NAN;
		each = s->spent / (double)s->samples;
		want = fmin(((double)life->runs.max - (double)s->samples) * each,
			life->max_time - s->spent);
		want = fmax(want, ((double)life->runs.min - (double)s->samples) * each);
		sum += fmax(want, 0);
	}
	return sum;
}

static void show(struct engine *e, const char *phase, const struct subject *s)
{
	struct progress p;
	uint64_t now;

	if (!e->m->show)
		return;
	now = clock_ns();
	if (e->shown && now - e->shown < SHOW_NS)
		return;
	e->shown = now;
	p = (struct progress){ .phase = phase,
		.benchmark = s->benchmark->id,
		.decided = e->n - e->left,
		.benchmarks = e->n,
		.samples = s->samples,
		.elapsed = clock_seconds(e->began),
		.remaining = estimate(e) };
	e->m->show(e->m->show_ctx, &p);
}

/* The benchmark is over on all sides, because of what happened on one. */
static void give_up(struct engine *e, struct subject *s, size_t side, const struct error *err)
{
	const struct words *secrets = &s->task[side < e->m->sides ? side : 0].secrets;
	const char *why = secrets_hide(e->lab.mem, secrets, err->text, strlen(err->text));

	for (size_t i = 0; i < e->m->sides; i++) {
		struct result *r = s->task[i].result;

		if (i == side && !e->lab.interrupted) {
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

static bool interrupted(struct engine *e)
{
	if (!e->lab.interrupted)
		e->lab.interrupted = spawner_signal(e->lab.spawner);
	return e->lab.interrupted != 0;
}

static void open_subject(struct engine *e, size_t i, struct subject *s)
{
	s->benchmark = &e->m->suite->v[i];
	s->module = module_of(s->benchmark);
	for (size_t k = 0; k < e->m->sides; k++) {
		struct result *r = &e->m->side[k].run->v[i];

		*r = (struct result){ .id = s->benchmark->id, .status = RESULT_OK };
		s->task[k] = (struct task){ .lab = &e->lab,
			.benchmark = s->benchmark,
			.root = e->m->side[k].root,
			.inject = e->m->side[k].inject,
			.side = k,
			.result = r };
	}
}

static void probe(struct engine *e, struct subject *s)
{
	struct error err;

	for (size_t k = 0; k < e->m->sides; k++)
		if (s->module->probe(&s->task[k], &err) < 0)
			give_up(e, s, k, &err);
}

/* What happens after a run: the pause that lets the machine cool down. */
static void rest(struct engine *e, const struct subject *s)
{
	double pause = s->benchmark->life.cooldown;

	if (pause > 0 && !interrupted(e))
		e->lab.interrupted = spawner_pause(e->lab.spawner, pause);
}

/* init on all sides, then the warm-up runs, sides in turn. What cannot run here ends at once. */
static void begin(struct engine *e, struct subject *s)
{
	size_t steps = 1 + s->benchmark->life.warmup, sides = e->m->sides;
	struct error err;

	s->started = true;
	for (size_t k = 0; k < sides; k++)
		event_start(&s->task[k]);
	for (size_t i = 0; i < steps * sides && !s->done && !interrupted(e); i++) {
		struct task *t = &s->task[i % sides];
		int rc;

		t->phase = i < sides ? "init" : "warmup";
		if (i < sides) {
			s->begun[i] = true;
			rc = s->module->init(t, &err);
		} else {
			rc = s->module->warmup(t, &err);
			rest(e, s);
		}
		if (rc < 0)
			give_up(e, s, i % sides, &err);
		show(e, "warm-up", s);
	}
}

/* A side that was given up because of the other one must at least be seen to run: what neither can
 * run is broken, not new. */
static void try_alone(struct engine *e, struct subject *s, size_t side)
{
	struct result *r = s->task[side].result;
	bool begun = s->begun[side];
	struct error err;

	if (r->status != RESULT_UNFINISHED || r->n || interrupted(e))
		return;
	s->begun[side] = true;
	s->task[side].phase = begun ? "run" : "init";
	if ((begun || s->module->init(&s->task[side], &err) == 0) &&
		s->module->run(&s->task[side], 1, &err) >= 0)
		return;
	if (!e->lab.interrupted)
		give_up(e, s, side, &err);
}

/* What was not brought to its end is not a result. */
static void close_interrupted(struct engine *e, struct subject *s)
{
	struct error err;

	error_set(&err, "interrupted before it was measured to the end");
	if (!s->done)
		give_up(e, s, e->m->sides, &err);
}

static void end(struct engine *e, struct subject *s)
{
	struct error err;

	close_interrupted(e, s);
	for (size_t k = 0; k < e->m->sides; k++)
		try_alone(e, s, k);
	for (size_t k = 0; k < e->m->sides; k++) {
		struct result *r = s->task[k].result;

		if (!s->begun[k])
			continue;
		s->begun[k] = false;
		s->task[k].phase = "fini";
		/* The samples are good, but what was to be tidied up is not. */
		if (s->module->fini(&s->task[k], &err) < 0)
			r->warning = secrets_hide(e->lab.mem, &s->task[k].secrets, err.text,
				strlen(err.text));
	}
	for (size_t k = 0; k < e->m->sides && s->started; k++)
		event_done(&s->task[k], s->samples);
}

static bool wants_more(const struct engine *e, size_t i)
{
	const struct subject *s = &e->subjects[i];
	const struct lifecycle *life = &s->benchmark->life;

	if (e->m->more)
		return e->m->more(e->m->more_ctx, i);
	if (s->samples < life->runs.min)
		return true;
	return s->samples < life->runs.max && s->spent < life->max_time;
}

static int take_samples(struct engine *e, struct subject *s, size_t side, size_t n,
	struct error *err)
{
	int got;

	s->task[side].phase = "run";
	got = s->module->run(&s->task[side], n, err);
	if (got > 0 && parts_lead(&s->task[side], side + 1 == e->m->sides, err) < 0)
		return -1;
	if (got > 0)
		rest(e, s);
	return got;
}

/* Some samples of the one side there is. */
static int take_burst(struct engine *e, struct subject *s, struct error *err)
{
	const struct lifecycle *life = &s->benchmark->life;
	size_t n = (life->runs.min + ROUNDS_AT_LEAST - 1) / ROUNDS_AT_LEAST;

	if (n > life->runs.max - s->samples)
		n = life->runs.max - s->samples;
	return take_samples(e, s, 0, life->cooldown > 0 ? 1 : n, err);
}

/* A block: so many samples of each side, in random order. */
static int take_block(struct engine *e, struct subject *s, size_t *side, struct error *err)
{
	size_t n = e->m->block * e->m->sides;
	size_t order[BLOCK_MAX * SIDES_MAX];

	for (size_t i = 0; i < n; i++)
		order[i] = i % e->m->sides;
	rng_shuffle(&e->rng, order, n);
	for (size_t i = 0; i < n; i++) {
		*side = order[i];
		if (interrupted(e) || take_samples(e, s, order[i], 1, err) < 0)
			return -1;
	}
	return (int)e->m->block;
}

static void advance(struct engine *e, size_t i)
{
	struct subject *s = &e->subjects[i];
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
	if (got > 0)
		s->samples += (size_t)got;
	else if (!e->lab.interrupted)
		give_up(e, s, side, &err);
	show(e, "measuring", s);
}

/* One benchmark after the other. */
static void run_in_sequence(struct engine *e)
{
	for (size_t i = 0; i < e->n && !interrupted(e); i++) {
		struct subject *s = &e->subjects[i];

		begin(e, s);
		while (!s->done && !interrupted(e))
			advance(e, i);
		end(e, s);
	}
}

/* All benchmarks in turn, in a new random order each round, so that a drift of the machine is
 * shared by all. */
static void run_in_rounds(struct engine *e)
{
	size_t *order = arena_array(e->lab.mem, e->n, sizeof *order);

	for (size_t i = 0; i < e->n && !interrupted(e); i++)
		begin(e, &e->subjects[i]);
	for (size_t i = 0; i < e->n; i++)
		order[i] = i;
	while (e->left && !interrupted(e)) {
		rng_shuffle(&e->rng, order, e->n);
		for (size_t i = 0; i < e->n && !interrupted(e); i++)
			if (!e->subjects[order[i]].done)
				advance(e, order[i]);
	}
	for (size_t i = 0; i < e->n; i++)
		end(e, &e->subjects[i]);
}

static void close_runs(const struct engine *e)
{
	const char *warning;
	struct strain now;

	strain_read(&now, "");
	warning = strain_between(e->lab.mem, &e->strain, &now);
	parts_flatten(e->m, e->lab.mem);
	for (size_t k = 0; k < e->m->sides; k++) {
		struct run *r = e->m->side[k].run;

		r->seed = e->m->seed;
		r->warning = warning;
		r->memory_limit_by = limit_keeper_names[e->lab.keeper];
		r->shell = e->lab.n ? e->lab.v[0].wall : (double)NAN;
		r->status = e->lab.interrupted ? RUN_INTERRUPTED : RUN_OK;
		for (size_t i = 0; i < r->n && r->status == RUN_OK; i++)
			if (r->v[i].status != RESULT_OK)
				r->status = RUN_FAILED;
	}
}

int measure(const struct measurement *m, struct spawner *spawner, struct arena *mem)
{
	struct engine e = { .m = m,
		.lab = { .spawner = spawner,
			.mem = mem,
			.env = m->env,
			.metrics_file = m->metrics_file,
			.sink = m->sink },
		.rng = rng_seeded(m->seed),
		.n = m->suite->n,
		.left = m->suite->n,
		.began = clock_ns() };

	strain_read(&e.strain, "");
	e.subjects = arena_array(mem, e.n, sizeof *e.subjects);
	for (size_t k = 0; k < m->sides; k++) {
		struct run *r = m->side[k].run;

		r->v = arena_array(mem, e.n, sizeof *r->v);
		r->n = r->cap = e.n;
	}
	for (size_t i = 0; i < e.n; i++) {
		open_subject(&e, i, &e.subjects[i]);
		probe(&e, &e.subjects[i]);
	}
	if (m->suite->order == ORDER_SEQUENTIAL)
		run_in_sequence(&e);
	else
		run_in_rounds(&e);
	for (size_t i = 0; i < e.n; i++)
		close_interrupted(&e, &e.subjects[i]);
	close_runs(&e);
	return e.lab.interrupted;
}
