/* Metrics that a benchmark reports itself, as lines in the file that BENCHCTL_METRICS names:
 * NAME VALUE UNIT [better=lower|higher|exact]
 *
 * What one process writes for a metric is one sample, the median of its lines. Rates are better
 * higher and all else lower unless the line says so; exact repeats exactly and is better lower
 * unless a second better= says higher. */
#pragma once

#include <stdbool.h>

struct error;
struct measure_context;
struct task;

/* Removes the file. -1: it is still there, and its lines would count for the next sample. */
int user_metrics_clear(const struct measure_context *context, struct error *err);
/* Whether there is such a file. */
bool user_metrics_exist(const struct measure_context *context);

/* Adds the file's values to the task's result and removes it. -1 names the line that is malformed,
 * exceeds a limit, or contradicts an earlier one, or the file that stays. */
int user_metrics_take(struct task *t, struct error *err);

/* The same for a text, which it changes. */
int user_metrics_parse(struct task *t, char *text, struct error *err);
