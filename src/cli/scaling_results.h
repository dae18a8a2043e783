/* Results that say how benchmarks grow with their parameter. */
#ifndef BENCHCTL_SCALING_RESULTS_H
#define BENCHCTL_SCALING_RESULTS_H

struct arena;
struct run;
struct suite;

/* Sorts the run and adds GROUP/scaling with the metric exponent for each entry of the suite whose
 * variants differ in one numeric parameter only and are all in the run. */
void scaling_results(struct run *run, struct arena *mem, const struct suite *suite);

#endif
