/* Metrics that a benchmark reports itself, by lines that it adds to the file BENCHCTL_METRICS
 * names: NAME VALUE UNIT [better=lower|higher|exact]
 *
 * Each line is one sample. Rates are better higher and all else lower unless the line says so;
 * exact repeats exactly and is better lower unless a second better= says higher. */
#ifndef BENCHCTL_USER_METRICS_H
#define BENCHCTL_USER_METRICS_H

struct error;
struct measure_context;
struct task;

/* Removes what was written before. */
void user_metrics_clear(const struct measure_context *context);

/* Adds what has been written since to the task's result. -1 with the line where it is not as above,
 * too much, or at odds with what was said of a metric before. */
int user_metrics_take(struct task *t, struct error *err);

/* The same of a text, which it changes. */
int user_metrics_parse(struct task *t, char *text, struct error *err);

#endif
