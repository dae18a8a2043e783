/* What was sampled of benchmarks with leak: becomes metrics and, for a leak, an error. */
#ifndef BENCHCTL_LEAK_RESULTS_H
#define BENCHCTL_LEAK_RESULTS_H

#include <stdbool.h>

struct arena;
struct run;
struct suite;

/* Adds leak.rss or leak.fds, one sample for each run that was sampled. judge: a result of which
 * more than half the runs leak, or that cannot tell, becomes an error, and the run failed. */
void leak_results(struct run *run, struct arena *mem, const struct suite *suite, bool judge);

#endif
