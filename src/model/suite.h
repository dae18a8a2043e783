/* The configuration: benchctl.yaml as the rest of the program sees it. */
#pragma once

#include "model/kind.h"
#include "model/metric.h"
#include "model/option/option.h"
#include "model/policy.h"
#include "model/option/problem.h"
#include "model/workflow/workflow.h"

enum order { ORDER_ROUNDS, ORDER_SEQUENTIAL };
enum schedule_kind { SCHEDULE_SEQUENTIAL, SCHEDULE_PARALLEL };

enum canary_mode { CANARY_AUTO, CANARY_OFF };

enum leak_kind { LEAK_OFF, LEAK_RSS, LEAK_FDS };

enum counters_by { COUNTERS_OFF, COUNTERS_AUTO, COUNTERS_PERF, COUNTERS_VALGRIND };

extern const char *const profiler_names[]; /* "auto" and those of src/profile */

/* How often a benchmark is measured; for every kind. */
struct schedule {
	size_t warmup;
	struct range runs;
	double max_time;        /* s */
	double timeout;         /* s, of one command or sample */
	double cooldown;        /* s, after each sample */
	int canary;             /* enum canary_mode */
	struct words artifacts; /* files that alone decide its speed */
};

/* How a process is started and watched; for kinds that are processes, and for fixtures. */
struct process_options {
	const char *shell; /* "auto", "none" or a program that takes -c */
	struct pairs env;
	bool clean_env;
	const char *cwd, *input;
	const char *cpus; /* "0,2-3"; NULL: any */
	int output;       /* enum output */
	bool ignore_failure;
	double sample;          /* s between two samples of the process tree; 0: none */
	int leak;               /* enum leak_kind */
	const char *leak_over;  /* see leak_over() */
	const char *leak_limit; /* see leak_limit() */
	int counters;           /* enum counters_by */
	double memory_limit;    /* B; 0: none */
	bool profile;           /* run it again under a profiler */
	int profiler;           /* an index into profiler_names */
};

/* Commands around the samples; the engine runs them for every kind. */
struct fixtures {
	struct words setup, prepare, conclude, cleanup;
};

/* One section in the file, flat, which `defaults:` and every benchmark may give. */
struct lifecycle {
	struct schedule schedule;
	struct process_options process;
	struct fixtures fixtures;
};
extern const struct section lifecycle_section;

enum data_kind { DATA_RANDOM, DATA_TEXT, DATA_ZEROS, DATA_NUMBERS };
extern const char *const data_kind_names[]; /* "random", ...; ends with NULL */
struct data {                               /* a file to be made before measuring */
	struct item item;                   /* key: the variable that is its path */
	double size;                        /* B */
	int kind;                           /* enum data_kind */
	size_t seed;
	const char *path; /* absolute */
};

enum scaling { SCALING_REPORT, SCALING_JUDGE, SCALING_OFF };

struct benchmark {
	struct item item; /* its position in the file */
	const char *id;
	const char *group;       /* id of the entry that it is a variant of */
	struct pairs parameters; /* of the matrix */
	struct words tags;
	unsigned resources;                    /* by resources:; 0: those of its kind */
	struct items data;                     /* struct data: fixtures too */
	const struct service_options *service; /* as the file has it; NULL: none */
	/* All that it needs, in the order in which they start; its own is the last. */
	const struct service_options *const *services;
	size_t services_n;
	int scaling; /* enum scaling */
	struct work work;
	const char *metric; /* the primary one; NULL: the first */
	struct lifecycle life;
	const struct kind *kind;
	const void *options; /* the struct that kind->options describes */
	const void *written; /* what the file says, defaults included: a struct of section.entry */
	/* Whose frameworks, modules and plugins it uses; NULL: those of the suite that has it. */
	const struct suite *home;
};

/* Which stored runs are kept. */
struct results_policy {
	size_t keep;     /* newest runs; 0: any number */
	double max_size; /* bytes of all; 0: any */
};

struct config_section {
	const struct section *root, *entry;
	size_t life_at, *kind_at; /* of the parts of an entry */
};

struct suite {
	const char *path;   /* of the file, as given */
	const char *digest; /* of its bytes: SHA-256 */
	const char *name;
	const char *output_dir; /* of runs */
	const char *baseline_dir;
	size_t baseline_runs;      /* kept in a baseline */
	const char *machine_class; /* NULL: derived from the machine */
	double time_budget;        /* s, of measuring in paired mode */
	int order;                 /* enum order */
	int schedule;              /* enum schedule_kind; only `run` honours parallel */
	size_t max_parallel;       /* benchmarks at the same time; 0: as many as processors */
	bool allow_conflict;       /* they may use the same resources */
	size_t seed;               /* 0: a fresh one for each run */
	const char *build;
	struct pairs renamed;    /* old id: new id */
	struct items frameworks; /* struct framework: those of this repository */
	struct items services;   /* struct service_options: those that benchmarks share */
	struct workflow workflow;
	struct lifecycle defaults;
	struct gate_policy gate;
	struct results_policy results;
	struct words plugins; /* files */
	struct pairs modules; /* settings of built-in benchmarks and plugins: KEY or MODULE.KEY */
	struct pairs set;     /* the same from the command line */
	struct config_section section; /* of the suite and of each benchmark's `written` */
	struct benchmark *v;           /* in file order */
	size_t n, cap;
};

/* The whole file as one section; the kinds, which end with NULL, add their rows to the entries of
 * the suite. Lives in mem. Good for reading, for the JSON Schema and for the reference page. */
struct config_section config_section(struct arena *mem, const struct kind *const *kinds);

/* Where the files of a configuration are, if not on the disk. read is as file_read; path is the one
 * that suite_load got, or one relative to the file that includes it. */
struct suite_source {
	int (*read)(void *ctx, char **text, size_t *n, struct arena *mem, const char *path,
		size_t max, struct error *err);
	void *ctx;
	bool is_base; /* then options without an effect are no problem: another version of benchctl
			 accepted them, and a change must be able to remove them */
};

/* Reads the file; source NULL: from the disk. -1 with err set when it cannot be read at all;
 * otherwise 0, and the suite is good when problems->n is 0. */
int suite_load(struct suite *s, struct arena *mem, const char *path,
	const struct suite_source *source, const struct kind *const *kinds,
	struct problems *problems, struct error *err);

/* The quantity over which the judge looks for growth. A parameter of the matrix takes precedence
 * over a word of the same name. */
enum leak_over { LEAK_OVER_TIME, LEAK_OVER_RUNS, LEAK_OVER_REPORTS, LEAK_OVER_PARAMETER };
enum {
	LEAK_SAMPLES_MIN = 20, /* of a trace */
	LEAK_VALUES_MIN = 3,   /* of a parameter */
	LEAK_RUNS_MIN = 5,     /* with each of them */
};
enum leak_over leak_over(const struct benchmark *b);
/* Growth that is allowed, in B or open files per what it is taken over. */
double leak_limit(const struct process_options *p);
/* Whether even short runs must be sampled: the kernel keeps a process's peak memory, but neither
 * its time nor the number of open files. */
bool leak_samples_wanted(const struct benchmark *b);
/* NULL, or why its samples cannot show a leak. */
const char *leak_sample_fault(struct arena *mem, const struct benchmark *b);
/* NULL, or why the leaks of these n variants of one entry cannot be looked for, as a sentence. */
const char *leak_fault(struct arena *mem, const struct benchmark *v, size_t n);
/* Notes that of all entries. */
void leak_check(const struct suite *suite, struct problems *problems);

/* The last parts of the ids of results that say something of all variants of an entry together. */
extern const char *const suite_group_results[]; /* ends with NULL */

/* How many variants of one entry begin with the i-th benchmark. */
size_t suite_variants(const struct suite *s, size_t i);
/* The number that the parameter of that name, or the only one for NULL, is in this variant; NaN. */
double benchmark_parameter(const struct benchmark *b, const char *name);

/* For an id that the suite lacks, the end of a sentence: the nearest id, or all of a few. */
const char *suite_hint(const struct suite *s, struct arena *mem, const char *id);
/* The present name of a benchmark that had the name id before. */
const char *suite_name_now(const struct suite *s, const char *id);

/* The benchmarks of a suite by id, for many look-ups. now: by the names that this suite gives them
 * today; NULL: by their own. */
struct suite_index {
	struct suite_named {
		const char *id;
		const struct benchmark *benchmark;
	} * v;
	size_t n;
};
struct suite_index suite_index(struct arena *mem, const struct suite *s, const struct suite *now);
const struct benchmark *suite_index_find(const struct suite_index *index, const char *id);

/* A suite without a file or benchmarks, everything at its default. */
void suite_default(struct suite *s, struct arena *mem);

/* NULL, or why id cannot name a benchmark, as the rest of a sentence. */
const char *benchmark_id_fault(const char *id);
/* The same for a suite or a class of machines, which is one folder or file. */
const char *suite_name_fault(const char *name);

bool benchmark_has_subs(const struct benchmark *b);
/* Whether the result belongs to the benchmark or one of its sub-benchmarks. */
bool benchmark_owns(const struct benchmark *b, const char *result_id);
/* The benchmark for up to that many runs, without what is only for figures. */
struct benchmark benchmark_quiet(const struct benchmark *b, size_t runs);

/* The benchmarks that match one of the patterns (of ids, or of parts' ids), or whose variants
 * together are named by one, or all when there is none, in place. Returns a pattern that matched
 * nothing, or NULL. */
const char *suite_filter(struct suite *s, const struct words *patterns);

/* If all benchmarks together may take longer than the time budget, each gets its share as max_time.
 * Returns how long they might have taken, s; 0: within the budget, nothing was changed. */
double suite_share_budget(struct suite *s);
