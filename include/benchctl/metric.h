/* What is measured, and which way is better. */
#ifndef BENCHCTL_METRIC_H
#define BENCHCTL_METRIC_H

#include <stdbool.h>

#include "benchctl/units.h"

enum better { BETTER_LOWER, BETTER_HIGHER, BETTER_NONE };
extern const char *const better_names[]; /* "lower", "higher", "none", NULL */

struct metric {
	const char *name;
	const char *unit; /* the base unit's symbol, or a foreign one that is only printed */
	enum dimension dim;
	enum better better;
	bool exact; /* repeats exactly (instructions, bytes): one sample tells */
};

/* What the kernel accounts for one process; the order is that of the samples. */
enum process_metric {
	PROCESS_WALL,
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
	PROCESS_METRICS
};
extern const struct metric process_metrics[PROCESS_METRICS];

/* "12.4 ms"; a foreign unit is printed behind the number. */
enum { METRIC_TEXT_MAX = 64 };
const char *metric_text(char out[METRIC_TEXT_MAX], const struct metric *m, double value);

#endif
