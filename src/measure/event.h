/* What happens to the benchmarks of a measurement, for those who note it down. The names are those
 * of the External Benchmark Protocol, whatever kind the benchmark is of. */
#ifndef BENCHCTL_EVENT_H
#define BENCHCTL_EVENT_H

#include <stddef.h>
#include <stdint.h>

struct outcome;
struct program;
struct result;
struct task;

enum event_kind {
	EVENT_START,   /* a benchmark's turn has come */
	EVENT_SPAWN,   /* its processes are about to be started, one after the other */
	EVENT_TIMEOUT, /* a process ran longer than it may and was killed */
	EVENT_EXIT,    /* a process has ended in any other way, or could not be started */
	EVENT_DONE,    /* the benchmark is over; each one that has started is */
};
extern const char *const event_names[];

enum event_level { EVENT_INFO, EVENT_WARN, EVENT_ERROR };
extern const char *const event_levels[];

/* Nothing in it outlives the call, and no secret of the configuration is in it. */
struct event {
	enum event_kind kind;
	enum event_level level;
	uint64_t at;           /* CLOCK_REALTIME in ns: of the event, not of its being told */
	const char *benchmark; /* its id */
	const char *module;    /* "command", "external" */
	size_t side;           /* of the measurement */
	/* Of a process, else NULL. */
	const char *phase;   /* "init", "warmup", "run", "fini" */
	const char *process; /* "benchmark", or what else is run for it: "setup", "shell" */
	const char *command; /* as a person would type it; of EVENT_SPAWN */
	size_t runs;         /* how many are started at most; of EVENT_SPAWN */
	const struct outcome *outcome; /* of EVENT_TIMEOUT and EVENT_EXIT */
	/* Of EVENT_DONE. */
	const struct result *result;
	size_t samples;
};

/* Who is told. Processes that are run in a row are told of when the last has ended, so that none
 * waits for a line to be written. */
struct event_sink {
	void (*take)(void *ctx, const struct event *e); /* NULL: nobody */
	void *ctx;
};

/* What came of a process, as one word: "exited", "killed", "timeout". */
const char *event_outcome(const struct outcome *o);

/* For the engine and what starts processes. */
void event_start(const struct task *t);
void event_spawn(const struct task *t, const struct program *p, size_t n);
/* What came of n processes in a row, in their order. */
void event_ended(const struct task *t, const struct program *p, const struct outcome *o, size_t n);
void event_done(const struct task *t, size_t samples);

#endif
