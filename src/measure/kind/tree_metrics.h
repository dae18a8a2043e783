/* Metrics of a whole tree of processes, made of what was sampled while it ran. */
#ifndef BENCHCTL_TREE_METRICS_H
#define BENCHCTL_TREE_METRICS_H

struct outcome;
struct sink;

/* Adds tree.rss, .cpu, .threads and .fds with .avg, .p95 and .peak of each, and tree.cost, the
 * share of one processor that sampling has taken. Nothing where there were no samples. */
void tree_metrics_emit(struct sink *sink, const struct outcome *o);

#endif
