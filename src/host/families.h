/* The built-in benchmarks of the machine, one family per file. Each is declared like a plugin. */
#pragma once

#include <stddef.h>

#include "benchctl/plugin.h"

struct arena;
struct histogram;

extern const struct benchctl_kind cpu_family, memory_family, disk_family, network_family,
	syscall_family;

extern const struct benchctl_kind *const families[];         /* ends with NULL */
const struct benchctl_kind *families_find(const char *name); /* NULL: there is none */
const char *families_list(struct arena *mem);                /* "cpu, memory" */

/* Zeroed memory for the state of a family, which is *out from now on. */
void *family_state(void **out, size_t size);

/* Sends a formatted sentence to fail() or warn(). */
__attribute__((format(printf, 2, 3))) int family_fail(struct benchctl_sink *sink,
	const char *format, ...);
__attribute__((format(printf, 2, 3))) void family_warn(struct benchctl_sink *sink,
	const char *format, ...);
__attribute__((format(printf, 2, 3))) void family_note(struct benchctl_sink *sink,
	const char *format, ...);

/* Puts durations into the sink, in s; each was of `calls` calls. */
void family_histogram(struct benchctl_sink *sink, const struct benchctl_metric *metric,
	const struct histogram *h, unsigned calls);

/* Which of the n names the list "a,b" or "all" contains, as bits. Each is the first member of a row
 * of `size` bytes. -1 after fail(). */
int family_choose(unsigned *chosen, const char *option, const char *list, const void *rows,
	size_t n, size_t size, struct benchctl_sink *sink);

#define FAMILY(title, text, option_rows, metric_rows)                                              \
	.version = BENCHCTL_PLUGIN_VERSION, .size = sizeof(struct benchctl_kind),                  \
	.metric_size = sizeof(struct benchctl_metric),                                             \
	.option_size = sizeof(struct benchctl_option), .name = (title), .help = (text),            \
	.options = (option_rows), .options_n = sizeof(option_rows) / sizeof *(option_rows),        \
	.metrics = (metric_rows), .metrics_n = sizeof(metric_rows) / sizeof *(metric_rows)
