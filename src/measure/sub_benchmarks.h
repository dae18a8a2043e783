/* Results that a benchmark's own tool measures: sub-benchmarks, called ID/SUB. */
#pragma once

#include <stdbool.h>

struct arena;
struct error;
struct measurement;
struct task;

/* Puts the configured primary metric first, in the result or its sub-benchmarks. last: this is the
 * head, which must have it; the base may be older than the metric. */
int subs_lead(const struct task *t, bool last, struct error *err);

/* Replaces benchmarks by their sub-benchmarks in the runs. Where a benchmark failed, all of its
 * sub-benchmarks that any side has failed. */
void subs_flatten(const struct measurement *m, struct arena *mem);
