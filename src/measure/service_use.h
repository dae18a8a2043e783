/* The parts of services.h: what to start, and what a server used while benchmarks ran. */
#pragma once

#include "base/arena.h"
#include "service/detect.h"
#include "service/service.h"

struct service_options;
struct task;

/* What to start for a service: from its options, and from the framework of its application. */
struct service_plan {
	struct service_spec spec;
	cpu_set_t cpus;
	const char *build;     /* shell line; NULL: nothing to build */
	const char *out_dir;   /* of what build makes */
	const char *framework; /* NULL: a command was given */
	const char *why;
};

/* name: for messages and files. others: values of the services that run already, such as
 * {db.port}. Its strings live in the context's arena. */
int service_plan_make(struct service_plan *p, const struct task *t, const struct service_options *o,
	const char *name, const struct pairs *others, struct error *err);

/* A span in which something was measured; CLOCK_REALTIME, ns. */
struct span {
	uint64_t from, to;
};
struct spans ARENA_LIST(struct span);

struct running { /* a server of one side */
	const struct service_options *options;
	size_t side;
	const char *name;
	struct service_plan plan;
	struct service *service; /* NULL: it does not run */
	size_t users;            /* tasks that need it */
	bool launched;           /* it has run before */
	const char *failed;      /* why it could not be started; NULL: it could */
	double build;            /* s; NaN: it was not built */
	struct {
		struct service_use {
			struct task *task;
			struct spans spans;
			bool own; /* it is the benchmark's own, not one that this needs */
		} * v;
		size_t n, cap;
	} uses; /* that have ended */
};

struct running_services ARENA_LIST(struct running *); /* of a measurement */

struct task_services { /* in the order in which they started */
	struct running **v;
	size_t n, cap;
	struct spans spans;
	bool used; /* by a sample */
};

/* When it has ended: emits service.rss.avg and the like for each task that needed it. */
void service_use_emit(struct running *r, const struct outcome *o);
