/* A module: benchmarks by the interface of include/benchctl/plugin.h, built in or a plugin. Its
 * hooks run in a process of a scope, so that no crash, hang or leftover of theirs is ours. */
#pragma once

#include "base/words.h"
#include "model/metric.h"
#include "module/module_wire.h"

struct module;
struct spawner;

/* Gets what a hook puts into its sink, while the hook runs: MODULE_EMIT, _HISTOGRAM (of these
 * buckets), _FAIL, _WARN and _NOTE; ignores others. The strings live until the function returns. */
struct module_listener {
	void (*take)(void *ctx, const struct module_message *m, const struct metric *metric,
		const struct benchctl_bucket *v, size_t n);
	void *ctx;
};

struct module_plan {
	const char *source;    /* as module_load has it */
	const char *title;     /* what messages call it: the path that the user has written */
	const char *name;      /* that the module must have */
	const char *folder;    /* where it runs; NULL: the current one */
	struct words settings; /* "KEY=VALUE" */
	double timeout;        /* s, for each hook */
};

/* Starts the process and opens the module: loads it, checks the settings, calls check and open.
 * Returns 1, with a sentence, where it has another name. */
int module_open(struct module **out, struct spawner *spawner, const struct module_plan *plan,
	const struct module_listener *listener, struct error *err);

/* The name of its primary metric, which is the first that it declares; NULL: it declares none. */
const char *module_primary(const struct module *m);

/* How many samples were taken, at most n; -1 with a sentence: the module failed, crashed, hung or
 * was interrupted (interrupt_pending). */
int module_sample(struct module *m, size_t n, const struct module_listener *listener,
	struct error *err);

/* Calls close where the process still lives, and ends it. -1: close failed. */
int module_close(struct module *m, const struct module_listener *listener, struct error *err);

/* The first line that the process has printed, which no module may; NULL: none. */
const char *module_printed(struct arena *mem, const struct module *m);
