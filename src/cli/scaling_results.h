/* Results that say how benchmarks grow with their parameter. */
#ifndef BENCHCTL_SCALING_RESULTS_H
#define BENCHCTL_SCALING_RESULTS_H

struct arena;
struct run;
struct suite;

/* Adds GROUP/scaling with the metric exponent for each group of benchmarks that differ in one
 * numeric parameter only. The run must not be sorted yet or be sorted again. */
void scaling_results(struct run *run, struct arena *mem, const struct suite *suite);

#endif
