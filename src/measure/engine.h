/* Measures a suite: repetition, order, time budgets, interleaving of two sides, interruption. */
#pragma once

#include <stdint.h>

#include "measure/event.h"
#include "measure/redirect.h"
#include "model/run/run.h"
#include "model/suite.h"

struct spawner;

/* One tree that is measured. */
struct side {
	const char *root;         /* folder of its sources; NULL: the current one */
	struct redirect redirect; /* of absolute paths, where root is a copy of this tree */
	struct run *run; /* gets a result for each benchmark, or for each of its sub-benchmarks */
	double inject;   /* ratio by which its processes are slowed down on purpose; 0: none */
	/* Its own form of each benchmark of the suite; NULL: the suite's. */
	const struct benchmark *benchmarks;
};

enum { SIDES_MAX = 2, BLOCK_MAX = 16, AT_ONCE_MAX = 64 };

/* A stage of a workflow on one host, or a built-in benchmark. */
enum step_state { STEP_WAITING, STEP_RUNNING, STEP_ENDED };
struct step {
	const char *name, *host; /* NULL: not of a workflow */
	int state;               /* enum step_state */
	int status;              /* enum stage_status, of one that ended */
	uint64_t began;          /* clock_ns */
	double took;             /* s, until it ended or paused */
	const char *log;         /* what it prints; NULL: nothing */
	char text[64];           /* the newest figure, or "" */
};

struct progress {
	const char *phase;     /* "warm-up", "measuring", "cleaning up" */
	const char *benchmark; /* the one that ran last */
	size_t decided, benchmarks;
	size_t samples; /* of that benchmark, on each side */
	size_t blocks;  /* the same in blocks; 0: there are none */
	size_t blocks_max;
	double elapsed;                  /* s */
	double remaining;                /* s, estimated; NaN: unknown */
	const struct step *steps, *step; /* step: the one that has changed; NULL: none */
	size_t steps_n;
	const struct words *secrets; /* that no line of a log may show; NULL: none */
};

struct measurement {
	const struct suite *suite;
	struct side side[SIDES_MAX];
	size_t sides;
	size_t block;   /* samples of each side in one random order, up to BLOCK_MAX; one side: 0 */
	size_t at_once; /* benchmarks of the one side, up to AT_ONCE_MAX; 0: one at a time */
	uint64_t seed;
	const char *const *env;   /* for every child; NULL-terminated */
	const char *metrics_file; /* absolute path of BENCHCTL_METRICS */
	const char *dir;          /* of the run, for logs; NULL: the current folder */
	/* A run whose stages that ended are not repeated, and its folder; NULL: none. */
	const struct run *earlier;
	const char *earlier_dir;
	const char *part; /* folder inside dir of what is collected; NULL: dir itself */
	/* What happens, for the user; NULL: nobody wants it. */
	void (*note)(void *ctx, const char *text);
	void *note_ctx;
	const char *opened_list; /* of every child, see struct command; NULL: none */
	/* Whether benchmark i needs another block; runs: so far on each side, whatever they
	 * reported; spent: s so far, on both sides together. NULL: the schedule decides. */
	bool (*more)(void *ctx, size_t i, size_t runs, double spent);
	/* The most blocks that `more` asks for, as far as is known until now. */
	size_t (*most)(void *ctx, size_t i);
	void *more_ctx;
	void (*show)(void *ctx, const struct progress *p); /* NULL: no progress */
	void *show_ctx;
	struct event_listener listener;
	const struct canary_work *canary; /* NULL: that of the machine */
	/* Changes what is started as a benchmark's process, each time; such as to start it under a
	 * profiler. NULL: nothing is changed. */
	int (*wrap)(void *ctx, struct program *p, const struct task *t, struct error *err);
	/* The same for a benchmark's own server; see struct service_spec. */
	int (*wrap_service)(void *ctx, struct words *argv, const char *path, struct error *err);
	void *wrap_ctx;
};

/* Returns 0, or the signal that interrupted it. A benchmark that fails has a result with status
 * error. Each side's run gets its seed, shell cost and status. */
int measure(const struct measurement *m, struct spawner *spawner, struct arena *mem);
