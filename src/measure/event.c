#include "measure/event.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/secrets.h"
#include "measure/task.h"
#include "measure/program.h"
#include "process/spawner.h"

const char *const event_names[] = { "start", "spawn", "timeout", "exit", "done", "stage" };
const char *const event_levels[] = { "info", "warn", "error" };

const char *event_outcome(const struct outcome *o)
{
	static const char *const names[] = {
		[OUTCOME_EXITED] = "exited",
		[OUTCOME_KILLED] = "killed",
		[OUTCOME_TIMEOUT] = "timeout",
		[OUTCOME_NOT_STARTED] = "not_started",
		[OUTCOME_OVER_MEMORY] = "over_memory",
		[OUTCOME_INTERRUPTED] = "interrupted",
	};

	return names[o->kind];
}

static void report(const struct task *t, struct event *e)
{
	const struct event_listener *listener = &t->context->measurement->listener;

	if (!listener->take)
		return;
	e->benchmark = t->benchmark->id;
	e->module = t->benchmark->kind->options->name;
	e->side = t->side;
	listener->take(listener->ctx, e);
}

void event_start(const struct task *t)
{
	struct event e = { .kind = EVENT_START, .at = clock_epoch_ns() };

	report(t, &e);
}

static struct event of_process(const struct task *t, const struct program *p)
{
	return (struct event){
		.kind = EVENT_SPAWN, .phase = t->phase, .process = p->role ? p->role : "benchmark"
	};
}

void event_spawn(const struct task *t, const struct program *p, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct event e = of_process(t, p);

	if (!t->context->measurement->listener.take)
		return;
	e.at = clock_epoch_ns();
	e.command = secrets_hide(&mem, &t->secrets, p->text, strlen(p->text));
	e.runs = n;
	report(t, &e);
}

void event_ended(const struct task *t, const struct program *p, const struct outcome *o, size_t n)
{
	for (size_t i = 0; i < n && t->context->measurement->listener.take; i++) {
		struct event e = of_process(t, p);
		bool good = o[i].kind == OUTCOME_EXITED &&
			(o[i].code == 0 || t->benchmark->life.process.ignore_failure);

		e.kind = o[i].kind == OUTCOME_TIMEOUT ? EVENT_TIMEOUT : EVENT_EXIT;
		e.level = good                             ? EVENT_INFO
			: o[i].kind == OUTCOME_INTERRUPTED ? EVENT_WARN
							   : EVENT_ERROR;
		e.at = o[i].started + (uint64_t)(o[i].wall * 1e9);
		e.outcome = &o[i];
		report(t, &e);
	}
}

void event_stage(const struct task *t, const struct step *s)
{
	struct event e = { .kind = EVENT_STAGE,
		.at = clock_epoch_ns(),
		.phase = t->phase,
		.process = s->name,
		.step = s };

	if (s->state == STEP_ENDED && s->status == STAGE_FAILED)
		e.level = EVENT_ERROR;
	report(t, &e);
}

void event_done(const struct task *t, size_t samples)
{
	const struct result *r = t->result;
	struct event e = {
		.kind = EVENT_DONE, .at = clock_epoch_ns(), .result = r, .samples = samples
	};

	e.level = r->status == RESULT_ERROR                    ? EVENT_ERROR
		: r->status == RESULT_UNFINISHED || r->warning ? EVENT_WARN
							       : EVENT_INFO;
	report(t, &e);
}
