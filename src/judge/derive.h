/* Results that follow from the samples of a run: leaks, and how benchmarks scale. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct benchmark;
struct figures;
struct result;
struct run;
struct suite;

/* Sorts the run and adds, from the benchmarks of the suite that it holds:
 * - to each with leak: the metric leak.rss or leak.fds, a slope for each of its runs (over the time
 *   or, leak.rss.report, its reports), or one over all of them (leak.rss.run);
 * - GROUP/leak, with the slope over the parameter, such as leak.rss.items, for each entry with
 *   leak_over: PARAMETER whose variants are all in the run;
 * - GROUP/scaling, with the metric exponent, for each entry whose variants differ in one numeric
 *   parameter only and are all in the run.
 * What the run has already stays as it is. fail_leaks: where more than half of the slopes are
 * leaks, or the data cannot decide, the result becomes an error, and the run failed. */
void derive_results(struct run *run, struct arena *mem, const struct suite *suite, bool fail_leaks);

/* The rules behind it. *why is the reason for an error, or NULL. */

void derive_leak(struct result *r, const char **why, struct arena *mem, const struct benchmark *b);

/* The result of n variants v of one entry. False where there is none. */
bool derive_group_leak(struct result *out, const char **why, struct arena *mem,
	const struct run *run, const struct benchmark *v, size_t n);
bool derive_group_scaling(struct result *out, const char **why, struct arena *mem,
	const struct run *run, const struct benchmark *v, size_t n);
/* The exponent k of y = c x^k, by least squares of the logarithms: mean and median are k, lo and
 * hi its 95% interval by Student's t, sd and n those of a mean with its standard error and its
 * degrees of freedom. False unless there are at least three different x, all x and y being
 * positive. */
bool derive_exponent(struct figures *f, const double *x, const double *y, size_t n);
