/* Benchmarks that are measured at the same time, each in its own process. */
#pragma once

#include <stddef.h>

struct engine;

/* Gives benchmark i its own file BENCHCTL_METRICS, where others may run at the same time. Call it
 * before its programs get their environment. */
void together_metrics_file(struct engine *e, size_t i);

/* Measures all benchmarks of the one side, up to measurement.at_once at the same time, by calling
 * `one`: in its own process, or here for what always runs by itself. */
void together_run(struct engine *e, void (*one)(struct engine *e, size_t i));
