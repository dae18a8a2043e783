/* The events of the benchmarks of a measurement, for logs. All kinds use the names of the External
 * Benchmark Protocol. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct program;
struct task;

enum event_kind {
	EVENT_START,   /* a benchmark begins */
	EVENT_SPAWN,   /* processes are about to start, one after the other */
	EVENT_TIMEOUT, /* a process exceeded its timeout and was killed */
	EVENT_EXIT,    /* a process ended in any other way, or did not start */
	EVENT_DONE,    /* the benchmark ended; follows each EVENT_START */
	EVENT_STAGE,   /* a stage of a workflow has begun or ended */
};
extern const char *const event_names[];

enum event_level { EVENT_INFO, EVENT_WARN, EVENT_ERROR };
extern const char *const event_levels[];

/* Valid during the call; contains no secrets. */
struct event {
	enum event_kind kind;
	enum event_level level;
	uint64_t at;           /* CLOCK_REALTIME in ns, of the event itself */
	const char *benchmark; /* its id */
	const char *module;    /* "command", "external" */
	size_t side;           /* of the measurement */
	/* Of a process, else NULL. */
	const char *phase;             /* "init", "warmup", "run", "fini" */
	const char *process;           /* "benchmark", "setup", "shell", "valgrind" ... */
	const char *command;           /* as a person would type it; of EVENT_SPAWN */
	size_t runs;                   /* how many start at most; of EVENT_SPAWN */
	const struct outcome *outcome; /* of EVENT_TIMEOUT and EVENT_EXIT */
	const struct step *step;       /* of EVENT_STAGE */
	/* Of EVENT_DONE. */
	const struct result *result;
	size_t samples;
};

/* The receiver of the events. The events of a burst of processes come after its last process, so
 * that no process waits for a line of a log. */
struct event_listener {
	void (*take)(void *ctx, const struct event *e); /* NULL: nobody */
	void *ctx;
};

/* How a process ended, in one word: "exited", "killed", "timeout". */
const char *event_outcome(const struct outcome *o);

/* For the engine and what starts processes. */
void event_start(const struct task *t);
void event_spawn(const struct task *t, const struct program *p, size_t n);
/* The ends of n processes in a row, in their order. */
void event_ended(const struct task *t, const struct program *p, const struct outcome *o, size_t n);
void event_stage(const struct task *t, const struct step *s);
void event_done(const struct task *t, size_t samples);
