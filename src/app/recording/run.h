/* `benchctl run`: measures a suite and stores the run. */
#pragma once

#include "app/recording/recording.h"

struct run_options {
	const char *config;                     /* NULL: benchctl.yaml */
	struct command_line commands;           /* the benchmarks, instead of a configuration */
	const char *external_config, *workload; /* or frameworks, and what they do */
	struct application_options application; /* or a server */
	struct words tests;                     /* or built-in benchmarks */
	const char *peer;
	const char *threads; /* shorthands for settings of theirs; NULL: not given */
	bool affinity;
	size_t max_parallel; /* 0: as the configuration says */
	bool allow_conflict;
	const char *shard, *resume, *output_dir;
	bool dry_run;
	const char *export_json; /* file in the format of hyperfine */
};

/* Also on failure, *out has the results until then. */
int app_run(struct recorded *out, struct app *app, const struct project_options *project,
	const struct run_options *options, struct error *err);

/* The same without running or storing anything. */
struct plan {
	struct run_set set;   /* the run as it would be stored, without results */
	struct words actions; /* what would be done, as sentences */
	struct {
		struct plan_step {
			const char *stage, *host, *command;
		} * v;
		size_t n, cap;
	} steps; /* of the workflow */
};
int app_plan(struct plan *out, struct app *app, const struct project_options *project,
	const struct run_options *options, struct error *err);
