/* All kinds of benchmarks, and what the engine calls of each. */
#pragma once

#include "model/kind.h"

struct error;
struct sink;
struct task;
struct words;

/* probe, [setup] open, [calibrate], sample..., close [cleanup]; in brackets what the engine runs.
 * A hook that fails returns -1 with a finished sentence; the benchmark then has status error, and
 * the others go on. include/benchctl/plugin.h has the same hooks for code from outside. */
struct kind_hooks {
	/* Whether it can run here; starts nothing. It may set the result's command and the task's
	 * benchmark. NULL: it always can. */
	int (*probe)(struct task *t, struct error *err);
	/* After setup. Returns 1 where calibrate must follow. An open that fails releases
	 * what it has acquired. NULL: nothing to open. */
	int (*open)(struct task *t, struct error *err);
	/* A measurement that happens once, before the warm-up. The engine runs prepare and conclude
	 * around it, as around a sample. */
	int (*calibrate)(struct task *t, struct sink *sink, struct error *err);
	/* Takes one sample or, where samples cost less than asking for them, up to n. Returns how
	 * many. What it emits in a warm-up is dropped. */
	int (*sample)(struct task *t, struct sink *sink, size_t n, struct error *err);
	/* Called once for each open that succeeded. NULL: nothing to close. */
	int (*close)(struct task *t, struct error *err);
};

extern const struct kind command_kind, external_kind, http_kind, module_kind, workflow_kind;
/* The options of a benchmark that is this command, or built in. */
const void *command_options_of(struct arena *mem, const struct words *command);
const void *module_options_of(struct arena *mem, const char *builtin);

/* All of them; ends with NULL. */
extern const struct kind *const kinds[];
