/* Starts benchmark processes from a small helper process.
 *
 * The helper is forked before any data is loaded: a child's peak RSS can never be lower than what
 * its spawner had (the kernel carries the high-water mark over execve), and starting a process
 * costs more the larger the one that starts it. The helper is a child subreaper, so that whatever a
 * benchmark leaves behind is found and killed, and it ends with benchctl, however that ends.
 *
 * While a spawner is open, SIGINT, SIGTERM and SIGHUP are blocked (interrupt.h); one that arrives
 * while a process runs is taken and reported by spawner_run. */
#ifndef BENCHCTL_SPAWNER_H
#define BENCHCTL_SPAWNER_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

struct error;
struct spawner;

/* All that a process prints, where its last bytes are not enough. */
struct capture {
	char *v; /* n bytes */
	size_t n, room;
	size_t max; /* bytes that are kept */
	bool over;  /* there were more */
};
void capture_free(struct capture *c);

/* What is looked at while a process runs; all 0: nothing is. */
struct watch {
	double sample;       /* s from one struct tree_sample to the next */
	double memory_limit; /* B; a tree of processes that has more is killed, by the kernel where
				it can be had for that */
	bool counters;
};

/* What sees to it that a limit of memory is kept. */
enum limit_keeper {
	KEEPER_NONE,    /* there is no limit */
	KEEPER_LOOKING, /* benchctl, every 20 ms and after the end */
	KEEPER_CGROUP_1,
	KEEPER_CGROUP_2, /* the kernel, in a control group of that version; and benchctl */
};
extern const char *const limit_keeper_names[]; /* NULL: none */

/* What the processor counts, in user mode. */
enum counter {
	COUNTER_INSTRUCTIONS,
	COUNTER_CYCLES,
	COUNTER_BRANCHES,
	COUNTER_BRANCH_MISSES,
	COUNTER_CACHE_MISSES,
	COUNTERS
};

/* What a process and all its descendants use at one moment. */
struct tree_sample {
	double at;  /* s since its start */
	double rss; /* B; pages that several of them share count in each */
	double cpu; /* s used by then, also by those that have ended */
	double threads, fds;
};

/* Where the standard output and errors of a process go. */
enum output { OUTPUT_CAPTURE, OUTPUT_NULL, OUTPUT_INHERIT };

struct command {
	const char *path; /* of the program; not looked up */
	const char *const *argv, *const *env;
	const char *cwd, *input; /* NULL: spawner_enter's or here, /dev/null */
	double timeout;          /* s */
	const cpu_set_t *cpus;   /* NULL: any */
	const char *ends_burst;  /* no further run once this file is there; NULL: none */
	int output;              /* enum output */
	struct capture *keep;    /* gets the whole standard output; NULL: nobody wants it */
	const char *stamp;       /* variable that is set to outcome.started; NULL: none */
	struct watch watch;
	double inject; /* ratio: the helper is busy for so much longer before it stops the clock */
};

enum outcome_kind {
	OUTCOME_EXITED,      /* code is the exit status */
	OUTCOME_KILLED,      /* code is the signal */
	OUTCOME_TIMEOUT,     /* and all of it was killed */
	OUTCOME_NOT_STARTED, /* code is errno, stage what it could not do */
	OUTCOME_OVER_MEMORY, /* memory says how much it had; code is the signal, or 0 where it had
				ended before */
	OUTCOME_INTERRUPTED, /* code is the signal benchctl got; all of it was killed */
};

#define SPAWNER_STAGE_EXEC  "execute it"
#define SPAWNER_STAGE_CWD   "change to the folder"
#define SPAWNER_STAGE_INPUT "open its input"

struct outcome {
	enum outcome_kind kind;
	int code;
	const char *stage;
	double wall;      /* s, from just before execve to its end */
	uint64_t started; /* CLOCK_REALTIME in ns, just before the process was made */
	struct rusage usage;
	double io_operations;              /* read and write calls; NaN: the kernel does not say */
	double memory;                     /* B */
	enum limit_keeper keeper;          /* of watch.memory_limit */
	enum limit_keeper breach;          /* who saw it broken: OUTCOME_OVER_MEMORY */
	double counters[COUNTERS];         /* where watch.counters asked; NaN: not counted */
	const struct tree_sample *samples; /* of the last run of a burst, until the next */
	size_t samples_n;
	double sampling;       /* s that taking them took */
	unsigned left_behind;  /* processes that outlived the one started and were killed */
	const char *out, *err; /* the last bytes printed, until the next run; NUL-terminated */
	size_t out_n, err_n;
};

/* To be called before anything large is loaded. */
struct spawner *spawner_start(struct error *err);
void spawner_stop(struct spawner *s);

/* Commands run there from now on, where they have no absolute folder of their own: the helper was
 * started where benchctl was. The path is absolute. */
void spawner_enter(struct spawner *s, const char *folder);

/* Runs one process to its end. -1 only when the helper itself is lost. */
int spawner_run(struct spawner *s, const struct command *c, struct outcome *o, struct error *err);

/* The same up to n times in a row, at most SPAWNER_BURST: talking to the helper between two runs
 * takes as long as a short process. Ends after a run that fails or that leaves ends_burst. Returns
 * how many were run. */
enum { SPAWNER_BURST = 32 };
int spawner_burst(struct spawner *s, const struct command *c, struct outcome *o, size_t n,
	struct error *err);

#endif
