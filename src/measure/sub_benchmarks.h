/* Results that a benchmark's own tool measures: parts of the benchmark, called ID/PART. */
#ifndef BENCHCTL_PARTS_H
#define BENCHCTL_PARTS_H

#include <stdbool.h>

struct arena;
struct error;
struct measurement;
struct run;
struct task;

/* Adds what one process has reported (sorted by id) to the parts of the task's result. One process
 * is one sample, the median of what it says about a metric, because its own repetitions share
 * whatever was peculiar to it; each: every repetition counts. Figures count by their centre. */
int subs_add(struct task *t, const struct run *reported, bool each, struct error *err);

/* Puts the metric that the configuration calls the primary one first, in the result or its parts.
 * It must be there, but for the base, which may not have it yet; last: this is not the base. */
int subs_lead(const struct task *t, bool last, struct error *err);

/* A sample that a tool took, as slow as the measurement pretends this side to be. */
struct metric;
double subs_injected(const struct task *t, const struct metric *metric, double value);

/* Puts the parts into the runs, in place of the benchmarks they are of. What a benchmark failed at,
 * all parts that any side knows failed at. */
void subs_flatten(const struct measurement *m, struct arena *mem);

#endif
