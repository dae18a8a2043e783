/* Plugins: kinds of benchmarks from outside of benchctl. This header is the contract, version 1.
 *
 * A plugin is a shared object that exports benchctl_plugin_v1. It declares one kind of benchmark:
 * its options, the resources it occupies, its metrics, and how one sample is taken. benchctl
 * decides how many samples it takes, in which order, and when to stop. benchctl also runs setup,
 * prepare, conclude and cleanup, where the configuration has them:
 *
 *	[setup] open, warm-up samples, samples..., close [cleanup]
 *
 * Process: each benchmark of a plugin has its own process, so that a crash is an error of that
 * benchmark alone. All hooks are called in that process, on one thread, one after the other. A hook
 * may start threads; they must not use the sink and must be gone when close returns. A sample that
 * lasts longer than `timeout:` is killed.
 *
 * Memory: the declaration and all it points to belong to the plugin and must live as long as the
 * process. Values and sinks belong to benchctl; values live from open to close, a sink until the
 * hook returns. benchctl copies every text that it is given.
 *
 * Errors: a hook that fails calls fail() of its sink with one sentence (what happened, where, what
 * to do; no final newline) and returns -1. The benchmark then has status error, and the others go
 * on. A hook must not print, exit, or throw through its boundary.
 *
 * Units: a value is finite, in the unit that its metric names: "s", "B", "1/s", "ratio" or "1".
 * Another unit is only printed. A value is one sample: never an average of samples that could be
 * emitted one by one.
 *
 * Versions: BENCHCTL_PLUGIN_VERSION changes when the meaning of a field does; benchctl refuses
 * plugins of another version. Fields are only ever added at the end, and `size` says how many
 * there are: a field beyond the other side's size is absent. */
#ifndef BENCHCTL_PLUGIN_H
#define BENCHCTL_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BENCHCTL_PLUGIN_VERSION 1u

enum benchctl_better { BENCHCTL_BETTER_LOWER, BENCHCTL_BETTER_HIGHER, BENCHCTL_BETTER_NONE };

/* Kinds that occupy the same resource do not run at the same time; or them together. */
enum benchctl_resource {
	BENCHCTL_CPU = 1,
	BENCHCTL_MEMORY = 2,
	BENCHCTL_DISK = 4,
	BENCHCTL_NETWORK = 8
};

struct benchctl_metric {
	const char *name; /* letters, digits and _ . - / */
	const char *unit;
	int32_t better; /* enum benchctl_better */
	int32_t exact;  /* not 0: it repeats exactly (instructions, bytes), so one sample decides */
};

enum benchctl_type {
	BENCHCTL_TEXT,  /* value.text */
	BENCHCTL_COUNT, /* value.count */
	BENCHCTL_FLAG,  /* value.count, 0 or 1 */
	BENCHCTL_TIME,  /* value.number, s */
	BENCHCTL_SIZE,  /* value.number, B */
	BENCHCTL_RATIO  /* value.number, 1 for 100% */
};

/* A key of the benchmark's `with:` in benchctl.yaml. benchctl parses and checks it. */
struct benchctl_option {
	const char *name;         /* [a-z0-9_]+ */
	const char *default_text; /* as it would be written there; NULL: must be given */
	const char *help;         /* one sentence without a final period */
	int32_t type;             /* enum benchctl_type */
	int32_t reserved;         /* 0 */
	double min, max;          /* of counts and numbers; both 0: any */
};

/* The value of the option at the same index of the declaration. */
union benchctl_value {
	const char *text;
	uint64_t count;
	double number;
};

struct benchctl_bucket {
	double value; /* that stands for all in it; within 0.1% for a latency */
	uint64_t count;
};

/* Where the hooks put what they have measured. benchctl fills it in. */
struct benchctl_sink {
	size_t size;
	void *benchctl; /* not for the plugin */

	/* One value of a metric. The metric is a row of the declaration, or any other for what only
	 * the measurement shows; it always has the same unit. */
	void (*emit)(struct benchctl_sink *sink, const struct benchctl_metric *metric,
		double value);

	/* Many values that make up one sample, such as the latencies of one round of requests, as n
	 * buckets by ascending value. Gives METRIC, which is the median, and METRIC.p90, .p95,
	 * .p99, .p99.9 and .max. Without any count it is as if it had not been called. */
	void (*histogram)(struct benchctl_sink *sink, const struct benchctl_metric *metric,
		const struct benchctl_bucket *buckets, size_t n);

	/* The sink of a sub-benchmark, whose result is BENCHMARK/NAME. Valid until the next call of
	 * sub or the end of the hook; never NULL. */
	struct benchctl_sink *(*sub)(struct benchctl_sink *sink, const char *name);

	/* The benchmark failed; in the sink of a sub-benchmark: that one, and the others go on.
	 * Returns -1, for `return sink->fail(sink, "...");` */
	int (*fail)(struct benchctl_sink *sink, const char *sentence);

	/* The samples are good, but the user should know this: one sentence of warning, or one of
	 * how they were taken (the report's line of checks). The last one counts. */
	void (*warn)(struct benchctl_sink *sink, const char *sentence);
	void (*note)(struct benchctl_sink *sink, const char *sentence);
};

struct benchctl_kind {
	uint32_t version; /* BENCHCTL_PLUGIN_VERSION */
	uint32_t resources;
	size_t size;                           /* sizeof(struct benchctl_kind) */
	size_t metric_size, option_size;       /* of one row of each table */
	const char *name;                      /* what `plugin:` of a benchmark calls it */
	const char *help;                      /* one sentence without a final period */
	const struct benchctl_option *options; /* options_n rows */
	size_t options_n;
	const struct benchctl_metric *metrics; /* metrics_n rows, the primary one first */
	size_t metrics_n;

	/* Checks what the types and limits of the options cannot; starts nothing. Returns 0 or -1.
	 * NULL: there is nothing to check. */
	int (*check)(const union benchctl_value *values, struct benchctl_sink *sink);

	/* Gets ready for samples; *state is the plugin's own. Returns 0 or -1. What a failed open
	 * has acquired it releases itself. */
	int (*open)(void **state, const union benchctl_value *values, struct benchctl_sink *sink);

	/* Takes one sample of each metric or, where a sample takes less time than asking for it, up
	 * to n. Returns how many, at least 1, or -1. It must emit something. What it emits in the
	 * warm-up is dropped. */
	int (*sample)(void *state, uint32_t n, struct benchctl_sink *sink);

	/* Called once for each open that succeeded. -1 makes a warning, not an error. NULL: there
	 * is nothing to close. */
	int (*close)(void *state, struct benchctl_sink *sink);
};

/* The one symbol that a plugin exports. NULL: it cannot work on this machine. */
const struct benchctl_kind *benchctl_plugin_v1(void);

#ifdef __cplusplus
}
#endif

#endif
