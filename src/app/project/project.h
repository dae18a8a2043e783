/* What a verb works on: a configuration, its repository, and this machine. */
#pragma once

#include "app/app.h"
#include "model/host.h"
#include "model/suite.h"
#include "service/detect.h"
#include "store/git/repo.h"

/* The benchmarks that the command line selects. */
struct selection {
	struct words filter, skip; /* patterns of ids */
	struct words tag;          /* patterns of tags */
};

/* Options of every benchmark from the command line, as text. */
struct overrides {
	struct override {
		const struct option *option; /* a row of lifecycle_section */
		const char *text;
	} * v;
	size_t n, cap;
};

/* The command line's part of the suite. */
struct project_options {
	struct selection selection;
	struct overrides overrides;
	bool no_build;      /* this tree is already built */
	struct words set;   /* "KEY=VALUE" or "MODULE.KEY=VALUE": settings of modules */
	struct pairs notes; /* for the run */
};

struct project {
	struct app *app;
	const struct project_options *options;
	struct suite suite;             /* what is measured */
	struct suite whole;             /* what is judged: includes what a shard or a stage omits */
	struct suite all;               /* before any selection */
	bool nearest;                   /* its configuration was found, not named */
	struct words selected;          /* patterns of the results that are judged; empty: all */
	struct repo *repo;              /* NULL outside a repository */
	const struct repo_facts *facts; /* of repo, or NULL */
	struct host host;
};

/* A project without a configuration, everything at its default. */
void project_begin(struct project *p, struct app *app, const struct project_options *options);

/* Reads the configuration: the file `config` or, when it is NULL, benchctl.yaml in this folder or
 * the nearest one above it, which then becomes the current one. Applies the selection and the
 * overrides of the options (NULL: none). Problems of the file go to app->problems. */
int project_load(struct project *p, struct app *app, const struct project_options *options,
	const char *config, struct error *err);
/* The same, but without a configuration everything is at its default. */
int project_load_any(struct project *p, struct app *app, const struct project_options *options,
	const char *config, struct error *err);

/* Whether there is a configuration here or above. */
bool project_has_config(struct app *app);

/* For verbs that read stored runs: the folders of the configuration if it is readable, else the
 * defaults. output_dir: NULL, or the command line's. */
void project_look(struct project *p, struct app *app, const char *output_dir);

/* Commands from the command line. */
struct command_line {
	struct words words; /* "--" is between two commands */
	struct words names; /* ids of the commands, in their order; empty: made from them */
	struct words
		parameters; /* NAME, "a,b,c", ...: each value replaces {NAME} in the commands */
};
/* The suite whose benchmarks are these commands, each with every combination of its parameters. */
int project_of_commands(struct project *p, struct app *app, const struct project_options *options,
	const struct command_line *line, struct error *err);

/* NULL, or the reason why the name cannot be that of one more benchmark of the suite. */
const char *project_name_fault(const struct project *p, const char *name);
/* Adds a benchmark with the defaults of the suite. */
struct benchmark *project_add(struct project *p, const char *id, const struct kind *kind,
	const void *options);

/* The suite of the frameworks in a file of the External Benchmark Protocol. */
int project_of_frameworks(struct project *p, struct app *app, const struct project_options *options,
	const char *config, const char *workload, struct error *err);

/* A server and the requests to it, from the command line. */
struct application_options {
	const char *app_dir, *framework, *variant; /* NULL: not given */
	size_t port;                               /* 0: a free one */
	struct words fixture;                      /* files, folders, or names in testing_data */
	const char *suite;                         /* or workloads: "all", "json-bodies" ... */
	const char *path;                          /* or one GET; NULL: / */
	size_t concurrency;
	double rate;             /* 0: not given */
	double duration, warmup; /* s, of a round */
};
/* A suite with one benchmark for each fixture or workload. */
int project_of_application(struct project *p, struct app *app,
	const struct project_options *options, const struct application_options *a,
	struct error *err);

/* The suite of the built-in benchmarks with these names, "cpu" or "cpu,memory" each. The settings
 * of the configuration, if there is one, apply. */
int project_of_tests(struct project *p, struct app *app, const struct project_options *options,
	const struct words *tests, struct error *err);

/* Removes the benchmarks that the options do not select. */
int project_select(struct project *p, struct error *err);
/* Sets the overrides in every benchmark. */
int project_override(struct project *p, struct error *err);

/* Opens the repository and examines the machine. required: fail without a repository. */
int project_open(struct project *p, bool required, struct error *err);
int project_load_and_open(struct project *p, struct app *app, const struct project_options *options,
	const char *config, bool required, struct error *err);
/* To read a baseline: facts stays NULL, because git is asked for nothing else. */
int project_load_to_read(struct project *p, struct app *app, const char *config, struct error *err);

/* The machine with its compiler and digest, for a run that is stored. */
const struct host *project_host(struct project *p);
/* The same; an unusable repository causes a warning. */
void project_open_any(struct project *p);
void project_close(struct project *p);
#define CLOSES_PROJECT __attribute__((cleanup(project_close)))

/* Reads another suite; false if it is unreadable or has problems. */
bool project_read_suite(struct suite *suite, struct app *app, const char *path);
/* The same for the configuration here or above. Returns its folder, or NULL. */
const char *project_read_nearest(struct suite *suite, struct app *app);

/* Selects in the base's suite, too, so that a benchmark that head dropped is missing. */
void project_select_base(struct project *p, const struct suite *base);

/* Whether the worktree differs from HEAD outside of the folder of the baselines. */
int project_dirty(bool *dirty, struct project *p, struct error *err);

/* A tidy path below the suite's folder, from the root of the repository. */
const char *project_in_git(const struct project *p, const char *path);
/* The path of the baseline for this machine: from the root of the repository, and from here. */
const char *project_baseline_in_git(struct project *p);
const char *project_baseline_file(struct project *p);

/* A suite with its own list of the same benchmarks. */
struct suite project_copy(struct arena *mem, const struct suite *s);
/* The suite reduced to benchmarks with these ids; NULL: all. */
struct suite project_subset(struct project *p, const struct words *ids);

/* Settings of built-in benchmarks and plugins. */

/* Notes keys of `modules:` that no built-in benchmark and no plugin can have. */
void app_check_modules(const struct suite *suite, struct problems *problems);

/* Refuses settings of the command line if no benchmark is built in or from a plugin. */
int app_check_set(const struct suite *suite, const struct words *set, struct error *err);
/* Puts the settings of the command line into the suite. */
int app_set_modules(struct suite *suite, struct app *app, const struct words *set,
	struct error *err);

/* Every setting of the built-in benchmarks, with the configuration (NULL: benchctl.yaml, if there
 * is one), the environment and the command line. */
struct shown_settings {
	struct shown_setting {
		const char *name; /* "cpu.time" */
		const char *value, *origin, *help;
	} * v;
	size_t n, cap;
};
int app_settings(struct shown_settings *out, struct app *app, const char *config,
	const struct words *set, struct error *err);

/* `benchctl frameworks` and `benchctl detect`. */

/* The frameworks that benchctl ships and those of the configuration here, if there is one. */
int app_frameworks(struct registry *out, struct app *app, const char *config, struct error *err);

/* What the application in dir (NULL: the user's folder) is. name: as for detect_framework. */
int app_detect(struct detected *out, struct app *app, const char *config, const char *dir,
	const char *name, struct error *err);

/* Notes each framework that a service names if benchctl does not know it and the application has no
 * file for it. */
void app_check_frameworks(const struct suite *suite, struct problems *problems);
