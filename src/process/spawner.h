/* Starts processes from small helpers, so that what is measured is theirs alone.
 *
 * The first helper is forked before any data is loaded: a child's peak RSS is never lower than what
 * its parent had (the kernel carries the high-water mark over execve), and starting a process costs
 * more the larger the parent is. It forks one more helper for each scope (scope.h). All of them end
 * with benchctl, however that ends.
 *
 * While a spawner is open, SIGINT, SIGTERM and SIGHUP are blocked (interrupt.h). */
#pragma once

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

struct error;

/* The whole standard output, where its last bytes are not enough. */
struct capture {
	char *v; /* n bytes */
	size_t n, room;
	size_t max; /* bytes to keep */
	bool over;  /* there were more */
};
void capture_free(struct capture *c);

/* What is observed while a process runs; all 0: nothing. */
struct watch {
	double sample;       /* s from one struct tree_sample to the next */
	double memory_limit; /* B; a process tree with more is killed, if possible by the kernel */
	bool counters;
	bool shared; /* rss of a sample is divided where processes share pages, which costs more */
};

/* Who enforces a memory limit. */
enum limit_enforcer {
	ENFORCER_NONE,    /* there is no limit */
	ENFORCER_POLLING, /* benchctl, every 20 ms and after the end */
	ENFORCER_CGROUP_1,
	ENFORCER_CGROUP_2, /* the kernel, in a control group of that version; and benchctl */
};
extern const char *const limit_enforcer_names[]; /* NULL: none */

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
	double rss; /* B; shared pages count in each process that has them, but see watch.shared */
	double cpu; /* s used until then, also by those that have ended */
	double threads, fds;
};

/* Where standard output and standard error of a process go. */
enum output { OUTPUT_CAPTURE, OUTPUT_NULL /* of the errors, the end is kept */, OUTPUT_INHERIT };

struct command {
	const char *path; /* of the program; PATH is not searched */
	const char *const *argv, *const *env;
	const char *cwd;         /* NULL: the folder of spawner_enter */
	const char *input;       /* a file for its standard input; NULL: /dev/null */
	const char *log;         /* a file for both output streams; NULL: as output says */
	int output;              /* enum output */
	struct capture *keep;    /* gets the whole standard output; NULL: only its end is kept */
	double timeout;          /* s; 0: none */
	double grace;            /* s from SIGTERM to SIGKILL; 0: 0.5 */
	const cpu_set_t *cpus;   /* NULL: any */
	const char *opened_list; /* a file that gets the paths of all files that it and its
				    descendants open, see opened_files.h; NULL: none. Nothing else
				    of its outcome is right */
	const char *ends_burst;  /* the burst ends once this file exists; NULL: none */
	double burst_time;       /* s after which a burst begins no further run; 0: no limit */
	const char *stamp;       /* variable that is set to outcome.started; NULL: none */
	/* Code of benchctl itself, instead of path: the process calls it and ends with what it
	 * returns. NULL: none */
	int (*serve)(int channel);
	const int *channel; /* a descriptor that becomes its standard input; NULL: none */
	struct watch watch;
	double inject; /* ratio: the helper stays busy for this share of the time before it stops
			* the clock, to slow the process down
			*/
};

enum outcome_kind {
	OUTCOME_EXITED,      /* code is the exit status */
	OUTCOME_KILLED,      /* code is the signal */
	OUTCOME_TIMEOUT,     /* and all processes were killed */
	OUTCOME_NOT_STARTED, /* code is errno, stage what failed */
	OUTCOME_OVER_MEMORY, /* memory says how much it had; code: the signal, or 0: it had ended */
	OUTCOME_INTERRUPTED, /* code is the signal that benchctl got; all processes were killed */
};

#define SPAWNER_STAGE_EXEC  "execute it"
#define SPAWNER_STAGE_CWD   "change to the folder"
#define SPAWNER_STAGE_INPUT "open its input"

struct outcome {
	enum outcome_kind kind;
	int code;
	const char *stage;
	double wall;   /* s, from just before execve to its end */
	double waited; /* s of wall that it could have run but waited for a processor; NaN: unknown,
			  because other processes or threads did some of the work */
	uint64_t started; /* CLOCK_REALTIME in ns, just before the process was made */
	struct rusage usage;
	double io_operations;              /* read and write calls; NaN: the kernel does not say */
	double memory;                     /* B */
	enum limit_enforcer enforcer;      /* of watch.memory_limit */
	enum limit_enforcer breach;        /* who found it exceeded: OUTCOME_OVER_MEMORY */
	double counters[COUNTERS];         /* where watch.counters asked; NaN: not counted */
	const struct tree_sample *samples; /* of the last run of a burst, until the next */
	size_t samples_n;
	double sampling;       /* s that taking them took */
	unsigned left_behind;  /* processes that outlived the first one and were killed */
	const char *out, *err; /* the last bytes printed, until the next run; NUL-terminated */
	size_t out_n, err_n;
};

/* Call it before anything large is loaded. */
struct spawner *spawner_start(struct error *err);
void spawner_stop(struct spawner *s);

/* The folder in which commands without an absolute one run. The path is absolute. */
void spawner_enter(struct spawner *s, const char *folder);

/* Runs one process to its end, in the spawner's own scope. -1 only when the helper has died. */
int spawner_run(struct spawner *s, const struct command *c, struct outcome *o, struct error *err);

/* The same up to n times in a row, at most SPAWNER_BURST: an answer of the helper takes as long as
 * a short process. Ends after a run that fails, that leaves ends_burst or that ends after
 * burst_time. Returns how many. */
enum { SPAWNER_BURST = 128 };
int spawner_burst(struct spawner *s, const struct command *c, struct outcome *o, size_t n,
	struct error *err);
