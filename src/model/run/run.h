/* A run is the result of measuring a suite once: samples by benchmark and metric, and everything
 * needed to know whether another run may be compared with it. A baseline is a set of runs. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "model/host.h"
#include "model/metric.h"

struct error;
struct gate_policy;

/* Figures that another tool reports instead of samples; NaN: none. Never treat them as samples. */
struct figures {
	size_t n; /* samples behind it; 0: not said */
	double mean, median, sd, min, max;
	double lo, hi; /* an interval of the central figure, at `level` */
	double level;  /* ratio */
};
extern const struct figures no_figures;
/* The same as an initialiser; needs math.h. */
#define NO_FIGURES                                                                                 \
	{                                                                                          \
		0, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN,   \
			(double)NAN, (double)NAN                                                   \
	}

/* The distribution of the many values behind one sample, such as the latencies of the requests of a
 * round: its quantiles (i + 1/2) / SHAPE_POINTS, ascending, with SHAPE_DIGITS digits. */
enum { SHAPE_POINTS = 32, SHAPE_DIGITS = 4 };
struct sample_shape {
	double v[SHAPE_POINTS];
};

struct series { /* the samples of one metric, in its base unit, in the order they were taken */
	struct metric metric;
	double *v;
	size_t n, cap;
	size_t closed; /* values of finished processes; the rest belongs to the current one */
	struct shapes ARENA_LIST(struct sample_shape) shapes; /* of each sample, or of none */
	const struct figures *figures;                        /* instead of samples; else NULL */
	bool apart; /* its values are not those of the benchmark's processes: starts of a server */
	bool one_run;        /* its values belong to one run of a tool: requests, iterations */
	uint32_t unreported; /* of a stored run: processes without the metric */
};

/* What was looked at while one process ran. */
struct trace {
	const double *at, *v; /* s since its start */
	size_t n;
};
struct traces ARENA_LIST(struct trace);

enum result_status { RESULT_OK, RESULT_ERROR, RESULT_UNFINISHED };

extern const char *const result_status_names[];

struct result {
	const char *id;
	enum result_status status;
	const char *reason;  /* of an error, or why it is not judged, as a sentence */
	const char *command; /* how a person would run it, or NULL */
	const char *warning; /* NULL: none */
	const char *checks;  /* what its kind has found out about the measurement itself, or NULL */
	const char *machine; /* class of the machine behind ssh that it is about; NULL: this one */
	const char *doubt;   /* why its samples may hide a loss, as a sentence; NULL: they do not */
	struct series *v;    /* by metric, the primary one first */
	size_t n, cap;
	size_t processes;           /* measured; 0: unknown */
	struct traces leak_samples; /* of what may leak, by run; not stored */
	struct run *subs;           /* results read from its output, sorted; NULL: none. While it is
				       measured; then they are results of the run instead of it. */
};

/* A server that ran while the run was made. */
struct run_service {
	const char *name;      /* of the service or, where it was its own, of the benchmark */
	const char *framework; /* NULL: it was started by a command */
	const char *why;       /* the framework was detected */
	const char *variant;   /* NULL: none */
	const char *app_dir;   /* as it was given; NULL: it was not */
	const char *command, *url, *log;
	uint64_t pid, port;
	double startup; /* s */
	double build;   /* s; NaN: it was not built */
};

/* What a benchmark has sent to its server, in the rounds that count. */
struct run_load {
	const char *benchmark;
	const char *workload, *tool;   /* NULL: other requests */
	uint64_t concurrency, threads; /* connections; threads of the client */
	double rate;                   /* 1/s; NaN: closed, or a search for the capacity */
	double duration, warmup, ramp; /* s, of each round; duration NaN: count ends it */
	uint64_t count;                /* requests of a round; 0: no limit */
	size_t rounds, total_requests, failed;
	double success_rate; /* ratio */
};

/* One execution of a stage of a workflow. */
enum stage_status { STAGE_OK, STAGE_FAILED, STAGE_SKIPPED, STAGE_STOPPED };
extern const char *const stage_status_names[];
struct run_stage {
	const char *name, *host, *benchmark;
	uint64_t sample;        /* from 1; 0: a warm-up */
	int status;             /* enum stage_status */
	const char *how;        /* it ended, as the rest of a sentence; NULL: as it should */
	double duration;        /* s */
	const char *log, *tail; /* its file in the run's folder; its last lines, where it failed */
};

/* A file that a stage has left, in the run's folder. */
struct run_output {
	const char *name, *stage, *host, *benchmark;
	uint64_t sample;
	const char *file; /* from the run's folder */
	uint64_t size;
	const char *sha256;
	uint64_t rows;      /* of a table; 0: none, or not a table */
	const char *schema; /* its columns: "time timestamp, latency float ms"; NULL: none */
};

/* A machine that stages ran on. */
struct run_machine {
	const char *alias, *address, *class, *digest, *system;
	double clock_offset, round_trip; /* s; its clock minus ours */
};

/* What one kernel of the canary has taken, between samples. */
struct run_canary {
	const char *kernel, *code; /* digest of the code: what other code takes is incomparable */
	size_t n;
	double median;          /* s */
	double spread;          /* ratio: the distance of the quartiles, by the median */
	struct numbers samples; /* s, in the order they were taken; not in baselines */
};

/* A block of paired mode on a shifted machine. */
struct run_shift {
	const char *benchmark;
	size_t block;  /* from 1 */
	double change; /* ratio: of the canary's times there, to most others */
};

struct run_note {
	const char *key, *value;
};

enum run_status { RUN_OK, RUN_FAILED, RUN_INTERRUPTED, RUN_RUNNING, RUN_PLANNED };
extern const char *const run_status_names[];

struct run {
	const char *id; /* run-017 */
	const char *suite;
	int status;                     /* enum run_status */
	const char *tool;               /* version of benchctl */
	const char *started, *finished; /* RFC 3339 */
	double duration;                /* s */
	const char *commit, *branch;    /* NULL outside a repository */
	bool dirty;
	const char *patch;                  /* file of its uncommitted changes, or NULL */
	const char *config, *config_digest; /* path, SHA-256 */
	const char *shard;                  /* "2/5", or NULL: it is whole */
	const char *schedule;               /* "parallel", or NULL: one benchmark at a time */
	const char *memory_limit_by;        /* who kept limits of memory; NULL: there were none */
	const char *warning;                /* about the machine while it was made, or NULL */
	uint64_t seed;
	struct ARENA_LIST(struct run_service)
		services; /* in the order of their starts; not in baselines */
	struct ARENA_LIST(struct run_load) loads; /* not in baselines */
	/* Of workflows; not in baselines. */
	struct ARENA_LIST(struct run_stage) stages;
	struct ARENA_LIST(struct run_output) outputs;
	struct ARENA_LIST(struct run_machine) machines;
	struct ARENA_LIST(struct run_canary)
		canary; /* by kernel; of a baseline only the newest run has it */
	struct ARENA_LIST(struct run_shift) shifted; /* not in baselines */
	struct ARENA_LIST(struct run_note) notes;    /* that the user has given it */
	double shell; /* s, subtracted from commands that need a shell; NaN: none did */
	struct host host;
	struct result *v; /* results, sorted by id */
	size_t n, cap;
};

struct run_set {
	const char *kind; /* "run", "baseline" or "history" */
	const char *suite;
	struct run *v; /* oldest first */
	size_t n, cap;
};

/* NULL, or why id cannot name a result, as the rest of a sentence. Other tools' names may have
 * blanks and brackets, so this allows more than the configuration does. */
const char *result_id_fault(const char *id);

/* Their median or, where it was not said, their mean. */
double figures_centre(const struct figures *f);
/* Whether a baseline has made them from samples of a metric that was not judged. */
bool figures_reduced(const struct figures *f);
void figures_scale(struct figures *f, double factor); /* all but n and level */

/* The measured results of a result: its sub-benchmarks; if it has none, itself. */
const struct result *result_subs(const struct result *r, size_t *n);

/* Whether both are the same measurement. Of runs without a seed, imports of one second look so. */
bool run_same(const struct run *a, const struct run *b);

struct result *run_find(const struct run *r, const char *id);
/* How many results come before the id. */
size_t run_seek(const struct run *r, const char *id);
/* Of that result the metric, or the primary one for NULL. NULL: there is none, or no run. */
struct series *run_series(const struct run *r, const char *id, const char *metric);
struct series *result_find(const struct result *r, const char *metric);
/* Whether it has samples or figures of the metric. */
bool result_has(const struct result *r, const char *metric);
/* The series of that metric, added if it is new. */
struct series *result_series(struct result *r, struct arena *mem, const struct metric *metric);
/* Makes that metric the primary one. False when the result lacks it. */
bool result_lead(struct result *r, const char *metric);
/* The median of its samples, or the centre of its figures; NaN where it has neither. */
double series_centre(const struct series *s);
void series_add(struct series *s, struct arena *mem, double v);
bool series_has_shapes(const struct series *s);
/* Adds a sample of the metric, in its base unit. */
void result_add(struct result *r, struct arena *mem, const struct metric *metric, double v);
/* Some processes have ended. One process is one sample: what one reported becomes its median. */
void result_close(struct result *r, size_t processes);
/* A run of a tool has ended; all new values belong to it. Of several runs each is one sample. */
void series_end_run(struct series *s);
/* Samples of the metric, also where only their number was kept. */
size_t series_count(const struct series *s);
bool series_is_empty(const struct series *s);
/* How many of the processes did not report the metric. Exact ones need not: one decides. */
size_t result_lacks(const struct result *r, const struct series *s);
void run_sort(struct run *r);
/* A copy without the servers, loads, stages, outputs and machines of that one execution. */
struct run run_bare(const struct run *r);

/* Version 2 of a baseline lists each metric of a benchmark once, with the samples of its owner
 * (run_set_owner) and the medians and means of the runs before; version 1 was a list of whole runs,
 * and is still read. */
enum { RUN_SCHEMA = 1, BASELINE_SCHEMA = 2 };
#define RUN_BYTES_MAX ((size_t)1 << 30)

/* Deterministic: the same set gives the same bytes. */
void run_set_write(FILE *f, const struct run_set *set);
char *run_set_text(struct arena *mem, size_t *n, const struct run_set *set);
/* The run without its results: metadata.json. */
void run_metadata_write(FILE *f, const struct run *run);

/* Everything is checked: kind, schema version, finite numbers, duplicate benchmarks, and that ids,
 * names, commits and times are nothing else. A file written by a newer schema is refused. */
int run_set_read(struct run_set *set, struct arena *mem, struct json *j, struct error *err);
int run_set_load(struct run_set *set, struct arena *mem, const char *path, struct error *err);
int run_metadata_load(struct run *run, struct arena *mem, const char *path, struct error *err);
/* The newest run in a file; NULL: there is none that can be read. */
const struct run *run_newest(struct arena *mem, const char *path);

/* What a baseline keeps of its runs: a refresh rewrites the file, and git keeps every version. */

/* The newest of the first n runs in which the benchmark succeeded and has values of the metric
 * (NULL: in which it succeeded, or else the newest that has it); set->n: there is none. */
size_t run_set_owner(const struct run_set *set, size_t n, const char *id, const char *metric);

/* The owner of a metric keeps its samples if the gate judges it or it is the primary one, and else
 * their number, median and standard deviation. Other runs keep medians, which
 * is what a prediction needs, and means of values that may be coarse; of the canary
 * medians. Numbers are rounded to a thousandth of their range or finer, with 6 significant digits
 * at most; integers and what repeats exactly are not rounded.
 */
void run_set_reduce(struct run_set *set, struct arena *mem, const struct gate_policy *gate);
