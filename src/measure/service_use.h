/* What the processes of a server used while a benchmark was measured. */
#pragma once

#include "base/arena.h"
#include "measure/service_plan.h"

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

/* Notes that the task needed it. */
void service_use_add(struct running *r, struct task *t, bool own);
/* When it has ended: emits service.rss.avg and the like for each task that needed it. */
void service_use_emit(struct running *r, const struct outcome *o);
