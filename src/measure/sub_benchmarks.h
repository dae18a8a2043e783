/* Results that a benchmark's own tool measures: parts of the benchmark, called ID/PART. */
#ifndef BENCHCTL_PARTS_H
#define BENCHCTL_PARTS_H

#include <stdbool.h>

struct arena;
struct error;
struct measurement;
struct run;
struct task;

/* Puts the metric that the configuration calls the primary one first, in the result or its parts.
 * It must be there, but for the base, which may not have it yet; last: this is not the base. */
int subs_lead(const struct task *t, bool last, struct error *err);

/* Puts the parts into the runs, in place of the benchmarks they are of. What a benchmark failed at,
 * all parts that any side knows failed at. */
void subs_flatten(const struct measurement *m, struct arena *mem);

#endif
