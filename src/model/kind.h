/* A kind of benchmark is a declaration: its options, the resources it occupies, its metrics, and
 * how one sample is taken. It knows nothing about repetition; see measure/task.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct benchmark;
struct config_file;
struct entry;
struct problems;
struct item;
struct lifecycle;
struct option;
struct suite;

enum resource {
	RESOURCE_CPU = 1,
	RESOURCE_MEMORY = 2,
	RESOURCE_DISK = 4,
	RESOURCE_NETWORK = 8,
	RESOURCE_ANY = 15, /* an unknown program may use all of them */
};

/* Options that have no effect on benchmarks of a kind. */
struct kind_refusal {
	const char *with; /* the key that they contradict, for the message; NULL: the kind's */
	bool (*when)(const void *options); /* NULL: always */
	const char *options[14];           /* ends with NULL */
};

struct kind {
	/* Its name and its own options; a benchmark of this kind sets at least one. */
	const struct section *options;
	size_t ways;        /* how many of the first options each say what runs; 0: the first */
	unsigned resources; /* enum resource */
	/* Those of one benchmark; NULL: all of its kind use the same. */
	unsigned (*uses)(const void *options);
	bool has_stages; /* its sample is a workflow */
	/* Each sample is a process: it honours struct process_options. Other kinds refuse them all,
	 * but for those that fixtures honour where the benchmark has fixtures. */
	bool is_process;
	/* The engine's spawner slows the processes of a side down on purpose, so that values which
	 * are measured from outside need no scaling; the sink scales those of other kinds. */
	bool timed_outside;
	/* Each sample gets fresh servers. Samples of the same process would not be independent,
	 * because they share the properties of this process, such as the choices of its
	 * just-in-time compiler. */
	bool fresh_services;
	const struct metric
		*metrics; /* the primary one first; its sub-benchmarks may have others */
	size_t metrics_n;
	const struct kind_refusal *refuses;
	size_t refuses_n;
	/* Rows of `defaults:` that its own keys replace; ends with NULL. NULL: none. */
	const char *const *own;
	/* Notes problems of one benchmark's options, whose services are known, and as idle those
	 * that have no effect; may be NULL. */
	void (*check)(const struct benchmark *b, struct problems *problems, struct problems *idle);
	/* Whether its results are called ID/SUB, by names from its output. NULL: never. */
	bool (*has_subs)(const void *options);
	const struct kind_hooks *hooks; /* NULL: it is only read from the file */
};

/* Notes each option that the benchmark itself gives and that has no effect on it. by: the option
 * that makes it one of its kind. */
void kind_check(const struct config_file *f, const struct benchmark *b, const struct entry *e,
	const char *by, struct problems *problems);

/* Notes artifacts outside of the folder: each side has its own files, and both would have these.
 * An absolute path into the folder becomes a relative one. */
void kind_place_artifacts(struct benchmark *b, const struct item *at, struct problems *problems);

/* Notes a row of `defaults:` that has no effect on any benchmark from `first` on. */
void kind_check_default(const struct suite *s, size_t first, const struct option *o,
	const struct lifecycle *defaults, const struct item *at, struct problems *problems);

/* Turns off options of `defaults:` or the command line that this benchmark does not support. */
void kind_drop(struct benchmark *b, struct arena *mem);
