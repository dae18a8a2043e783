/* One benchmark in one tree: the hooks of its kind with the fixtures around them. */
#pragma once

#include "base/arena.h"
#include "measure/engine.h"
#include "measure/event.h"
#include "measure/fixtures.h"
#include "measure/kinds.h"
#include "measure/redirect.h"
#include "measure/sink.h"
#include "model/run/run.h"
#include "model/suite.h"

/* What all tasks of a measurement share. */
struct measure_context {
	const struct measurement *measurement;
	struct running_services *services; /* NULL: none was started yet */
	struct spawner *spawner;
	struct arena *mem;
	const char *metrics_file;             /* BENCHCTL_METRICS of every child; NULL: none */
	struct ARENA_LIST(struct step) steps; /* of what is measured now */
	struct progress progress;             /* as it was shown last */
	uint64_t began;                       /* clock_ns */
	int interrupted;                      /* the signal that ended the measurement, or 0 */
	unsigned enforcer; /* enum limit_enforcer: the weakest that enforced a memory limit */
	struct shell_cost {
		const char *shell;
		double wall, user, sys; /* s: median of its start-up */
	} * v;                          /* of the shells met so far */
	size_t n, cap;
};

struct task {
	struct measure_context *context;
	const struct benchmark *benchmark;
	const char *root;         /* the folder its paths are relative to; NULL: the current one */
	struct redirect redirect; /* of struct side */
	double inject;            /* of struct side */
	size_t side;              /* which one it is */
	struct result *result;
	struct sink sink;
	struct fixture_programs *fixtures; /* NULL: it has none */
	struct task_services *services;    /* NULL: it has none */
	struct words env;                  /* of its children; made when first needed */
	struct words secrets;              /* that no sentence and no event may contain */
	const char *primary;               /* the kind's choice; NULL: the first metric */
	const char *phase;                 /* "init", "warmup", "run" or "fini" */
	size_t samples;                    /* taken so far */
	bool counts;                       /* a sample is being taken, not a warm-up */
	bool reports;                      /* it has written to BENCHCTL_METRICS */
	bool begun;                        /* cleanup is due */
	bool open;                         /* close is due */
	void *state;                       /* the kind's own */
};

/* Whose frameworks, modules and plugins it uses. */
const struct suite *task_suite(const struct task *t);

/* Whether a signal has ended the measurement. */
bool task_interrupted(struct measure_context *c);

/* Makes its generated files, then checks whether fixtures and kind can run; starts no program. */
int task_probe(struct task *t, struct error *err);
/* services, setup, open and, where the kind asks for it, calibrate. */
int task_begin(struct task *t, struct error *err);
/* One sample between prepare and conclude; up to n in a row where there is neither. Returns how
 * many. counts: it is a sample, else a warm-up. */
int task_sample(struct task *t, size_t n, bool counts, struct error *err);
/* close, cleanup and the end of the services, as far as they are due. What fails is a warning of
 * the result. */
void task_end(struct task *t);

/* Where the i-th run of the hook that is at work happens, for messages: "in sample 3". */
const char *task_moment(const struct task *t, size_t i);

/* leak_samples.c: samples of memory or open files over time, in which leaks are found. */

/* Adds the trace of one run over its seconds, where the benchmark asks for it. */
void leak_samples_add(const struct task *t, const struct outcome *o);

/* How many values it has reported so far; 0 where they are no trace. */
size_t leak_samples_reported(const struct task *t);
/* Adds a trace of those after the first `from`, over their number. -1 where their unit is wrong. */
int leak_samples_add_reported(struct task *t, size_t from, struct error *err);

/* steps.c: the steps of a workflow or of built-in benchmarks, for progress and events. */

/* The step of that name and host, added where there is none. Valid until the next one is added. */
struct step *steps_find(struct measure_context *c, const char *name, const char *host);

/* Marks it, for progress and the log. A step that pauses may begin again; its time goes on. */
void steps_begin(const struct task *t, struct step *s, const char *log);
void steps_pause(struct step *s);
void steps_end(const struct task *t, struct step *s, int status);
