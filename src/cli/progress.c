#include "cli/progress.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "model/run/run.h"

#define REDRAW_NS UINT64_C(80000000)
#define PLAIN_NS  UINT64_C(10000000000)
#define TICK_NS   250000000

static void *tick(void *meter)
{
	struct meter *m = meter;

	pthread_mutex_lock(&m->lock);
	while (!m->stop) {
		struct timespec at;

		clock_gettime(CLOCK_REALTIME, &at);
		at.tv_nsec += TICK_NS;
		at.tv_sec += at.tv_nsec / 1000000000;
		at.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&m->wake, &m->lock, &at);
		if (!m->stop && m->now.benchmark) {
			m->terminal = terminal_of(STDERR_FILENO);
			progress_draw(m);
		}
	}
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

/* What is shown may change or go away before the next tick. */
static void copy_progress(struct meter *m, const struct progress *p)
{
	struct step *steps;
	struct words *secrets;

	arena_free(&m->mem);
	m->now = *p;
	m->since = clock_ns();
	m->now.benchmark = arena_string(&m->mem, p->benchmark);
	steps = arena_array(&m->mem, p->steps_n + 1, sizeof *steps);
	for (size_t i = 0; i < p->steps_n; i++) {
		steps[i] = p->steps[i];
		steps[i].name = arena_string(&m->mem, steps[i].name);
		steps[i].host = arena_string(&m->mem, steps[i].host);
		steps[i].log = arena_string(&m->mem, steps[i].log);
	}
	m->now.steps = steps;
	secrets = arena_alloc(&m->mem, sizeof *secrets);
	for (size_t i = 0; p->secrets && i < p->secrets->n; i++)
		words_push(&m->mem, secrets, arena_string(&m->mem, p->secrets->v[i]));
	m->now.secrets = secrets;
}

static void end(struct meter *m)
{
	pthread_mutex_lock(&m->lock);
	m->stop = true;
	pthread_cond_signal(&m->wake);
	pthread_mutex_unlock(&m->lock);
	if (m->ticks)
		pthread_join(m->thread, NULL);
	progress_erase(m);
	arena_free(&m->mem);
	m->now = (struct progress){ 0 };
	m->ticks = m->stop = false;
	m->last = 0;
}

/* Of each step the first time that it begins and ends. */
static void say_step(const struct progress *p)
{
	const struct step *s = p->step;
	FREES_ARENA struct arena mem = { 0 };

	if (p->samples && !(s->state == STEP_ENDED && s->status == STAGE_FAILED))
		return;
	fputs("  ", stderr);
	text_print_safe(stderr, s->name);
	if (s->host) {
		fputs(" on ", stderr);
		text_print_safe(stderr, s->host);
	}
	if (s->state == STEP_ENDED)
		fprintf(stderr, ": %s after %s\n", stage_status_names[s->status],
			clock_text(&mem, s->took));
	else
		fputs(": started\n", stderr);
}

static void say(const struct progress *p)
{
	FREES_ARENA struct arena mem = { 0 };

	fprintf(stderr, "  %s: %zu of %zu benchmark%s done", p->phase, p->decided, p->benchmarks,
		text_s(p->benchmarks));
	if (p->blocks) {
		fputs(", ", stderr);
		text_print_safe(stderr, p->benchmark);
		progress_print_block(stderr, p);
	}
	fprintf(stderr, "%s%s\n", p->remaining > 0 ? ", left: " : "",
		p->remaining > 0 ? clock_text(&mem, p->remaining) : "");
}

static void show_live(struct meter *m, const struct progress *p, bool due)
{
	pthread_mutex_lock(&m->lock);
	copy_progress(m, p);
	if (due)
		progress_draw(m);
	pthread_mutex_unlock(&m->lock);
	if (p->steps_n && !m->ticks)
		m->ticks = pthread_create(&m->thread, NULL, tick, m) == 0;
}

void meter_show(void *meter, const struct progress *p)
{
	struct meter *m = meter;
	uint64_t now = clock_ns();
	bool due;

	if (!p) {
		end(m);
		return;
	}
	due = !m->last || now - m->last >= (m->terminal.live ? REDRAW_NS : PLAIN_NS);
	if (m->terminal.live && (due || p->step))
		show_live(m, p, due);
	else if (!m->terminal.live && p->step && p->step->host)
		say_step(p);
	else if (!m->terminal.live && due && m->last) /* nothing for a short measurement */
		say(p);
	if (due)
		m->last = now;
}

void meter_pause(struct meter *m)
{
	pthread_mutex_lock(&m->lock);
	progress_erase(m);
}

void meter_resume(struct meter *m)
{
	pthread_mutex_unlock(&m->lock);
}
