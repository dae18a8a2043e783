/* Benchmarks that run elsewhere and report by the External Benchmark Protocol: a framework's
 * harness gets the path of a workload as its last argument and BENCH_START_EPOCH_NS in its
 * environment, and prints exactly one JSON object. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "model/option/option.h"

struct external_options {
	const char *command;
	struct words args;
	const char *workload; /* a path; what is in it is between the harness and its framework */
	const char *working_dir; /* NULL: where the benchmark runs */
	struct pairs env;        /* ${NAME} in a value is a variable in benchctl's environment */
};

/* A file {"frameworks": [...]}, as other runners of the protocol read it; without the workload. */
struct external_framework {
	const char *name;
	struct external_options options;
};
struct external_frameworks ARENA_LIST(struct external_framework);
int external_load(struct external_frameworks *out, struct arena *mem, const char *path,
	struct error *err);

/* What the protocol requires of a workload; benchctl checks it only on request. */
struct external_workload {
	const char *name, *model;
	uint64_t turns, schema;
};
int external_workload_load(struct external_workload *w, struct arena *mem, const char *path,
	struct error *err);
