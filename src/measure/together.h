/* Benchmarks that are measured at the same time, each in a process of its own. */
#pragma once

#include <stddef.h>

struct engine;

/* Gives benchmark i a file BENCHCTL_METRICS of its own, where others may run at the same time. Its
 * programs get their environment after this. */
void together_metrics_file(struct engine *e, size_t i);

/* Measures all benchmarks of the one side, up to measurement.at_once at the same time, by calling
 * `one`: in a process of its own, or here for what always runs by itself. */
void together_run(struct engine *e, void (*one)(struct engine *e, size_t i));
