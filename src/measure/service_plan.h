/* What to start for a service: from its options, and from the framework of its application. */
#pragma once

#include "service/detect.h"
#include "service/service.h"

struct service_options;
struct task;

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
