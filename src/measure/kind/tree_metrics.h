/* Metrics of a process tree, from samples taken while it ran. */
#ifndef BENCHCTL_TREE_METRICS_H
#define BENCHCTL_TREE_METRICS_H

struct outcome;
struct sink;

/* Emits PREFIX.rss, .cpu, .threads and .fds, each with .avg, .p95 and .peak, and PREFIX.cost, the
 * share of one processor that sampling took. Nothing without samples. */
void tree_metrics_emit(struct sink *sink, const char *prefix, const struct outcome *o);

#endif
