/* A kind of benchmark: a table of hooks that the engine calls. The engine alone knows about
 * repetition, order and time budgets; a module alone knows how one sample is made.
 *
 *	probe, init, warmup..., run..., cooldown, fini
 *
 * fini is called whenever init was, whatever happened in between. A hook that fails returns -1 with
 *a finished sentence; the benchmark then has status error, and the others go on. */
#ifndef BENCHCTL_MODULE_H
#define BENCHCTL_MODULE_H

#include <stdbool.h>
#include <stddef.h>

#include "measure/event.h"
#include "model/run.h"
#include "model/suite.h"

struct arena;
struct error;
struct spawner;

/* What the modules of one measurement share. */
struct measure_context {
	struct spawner *spawner;
	struct arena *mem;
	const char *const *env;   /* "K=V" for every child, besides its own; NULL-terminated */
	const char *metrics_file; /* BENCHCTL_METRICS of every child; NULL: none */
	struct event_sink sink;
	int interrupted;   /* the signal that ended the measurement, or 0 */
	unsigned enforcer; /* enum limit_enforcer: of all that had a limit of memory */
	struct shell_cost {
		const char *shell;
		double wall, user, sys; /* s: median of its start-up */
	} * v;                          /* of the shells met so far */
	size_t n, cap;
};

/* One benchmark in one tree. */
struct task {
	struct measure_context *context;
	const struct benchmark *benchmark;
	const char *root; /* the folder its paths are relative to; NULL: the current one */
	double inject;    /* of struct side */
	size_t side;      /* which one it is */
	struct result *result;
	struct words env;     /* of its children; made when first needed */
	struct words secrets; /* that no sentence may contain, nor an event */
	const char *phase;    /* the hook of the module that is at work: "warmup" */
	void *state;          /* the module's own */
};

struct module {
	struct kind kind; /* first, so that a benchmark's kind is its module */
	int (*probe)(struct task *t, struct error *err); /* can it run here? changes nothing */
	int (*init)(struct task *t, struct error *err);
	int (*warmup)(struct task *t, struct error *err);
	/* Adds up to n samples to the result. Returns how many; one hook call is one sample or,
	 * where samples cost less than asking for them, several. */
	int (*run)(struct task *t, size_t n, struct error *err);
	int (*fini)(struct task *t, struct error *err);
};

extern const struct module command_module;
/* The options of a benchmark that is that command. */
const void *command_options_of(struct arena *mem, const struct words *command);

extern const struct module external_module;
struct external_options;
const void *external_options_of(struct arena *mem, const struct external_options *options);

/* All modules, as the configuration wants them. */
const struct kind *const *module_kinds(size_t *n);
const struct module *module_of(const struct benchmark *b);

#endif
