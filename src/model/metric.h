/* Metrics, and which way is better. */
#pragma once

#include "base/units.h"

enum better { BETTER_LOWER, BETTER_HIGHER, BETTER_NONE };
extern const char *const better_names[]; /* "lower", "higher", "none", NULL */

struct metric {
	const char *name;
	const char *unit; /* the base unit's symbol, or a foreign one that is only printed */
	enum dimension dim;
	enum better better;
	bool exact; /* repeats exactly (instructions, bytes): one sample decides */
};

/* The direction that a dimension implies: less time and memory, more of a rate; else
 * BETTER_NONE. */
enum better better_of(enum dimension dim);

/* What the kernel counts for one process; in the order of the samples. */
enum process_metric {
	PROCESS_WALL,
	PROCESS_WALL_NET, /* without waiting for a processor; only of one process with one thread */
	PROCESS_USER,
	PROCESS_SYS,
	PROCESS_CPU,
	PROCESS_CPU_UTILIZATION,
	PROCESS_PEAK_RSS,
	PROCESS_SWITCHES_VOLUNTARY,
	PROCESS_SWITCHES_INVOLUNTARY,
	PROCESS_FAULTS_MINOR,
	PROCESS_FAULTS_MAJOR,
	PROCESS_READ,
	PROCESS_WRITTEN,
	PROCESS_IO_OPERATIONS, /* read and write calls, including descendants */
	PROCESS_METRICS
};
extern const struct metric process_metrics[PROCESS_METRICS];

/* The amount of work of one run, such as "1000 items", "10k" or "64 MiB", and the metric per
 * second that follows from it: items/s, 1/s, B/s. Returns NULL, or the reason why text is
 * invalid, as the rest of a sentence. */
struct work {
	double amount; /* 0: not configured */
	struct metric throughput;
};
const char *work_parse(struct work *work, struct arena *mem, const char *text);

/* Whether this program itself measures a metric of that name. */
bool metric_is_own(const char *name);

/* "12.4 ms"; a foreign unit is printed behind the number. */
const char *metric_text(struct arena *mem, const struct metric *m, double value);

/* Whether a clock rounds the metric: a time, or an amount of work in a time. */
bool metric_is_clocked(const struct metric *m);
