/* What may leak becomes metrics and, for a leak, an error. */
#ifndef BENCHCTL_LEAK_RESULTS_H
#define BENCHCTL_LEAK_RESULTS_H

#include <stdbool.h>

struct arena;
struct run;
struct suite;

/* Adds to each benchmark with leak: the metric leak.rss or leak.fds: for each run its slope over
 * the time or (leak.rss.report) its reports, or one slope over all runs (leak.rss.run). judge: a
 * result of which more than half the slopes are leaks, or that cannot tell, becomes an error, and
 * the run failed. */
void leak_results(struct run *run, struct arena *mem, const struct suite *suite, bool judge);

/* Sorts the run and adds GROUP/leak with the slope over the parameter, such as leak.rss.items, for
 * each entry of the suite with leak_over: PARAMETER whose variants were all measured. */
void leak_results_over(struct run *run, struct arena *mem, const struct suite *suite, bool judge);

#endif
