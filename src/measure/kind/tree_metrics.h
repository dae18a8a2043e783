/* Metrics of a process tree, from samples taken while it ran. */
#pragma once

struct outcome;
struct sink;

/* Emits PREFIX.rss, .cpu, .threads and .fds, each with .avg, .p95 and .peak, and PREFIX.cost, the
 * share of one processor that sampling took. Nothing without samples. */
void tree_metrics_emit(struct sink *sink, const char *prefix, const struct outcome *o);
