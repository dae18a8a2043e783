/* A run in the making: its folder, the lock on the worktree, building, measuring. */
#pragma once

#include <stdint.h>

#include "app/app.h"
#include "app/project/project.h"
#include "measure/engine.h"
#include "measure/event.h"
#include "model/run/run.h"
#include "process/worktree_lock.h"

struct recording {
	struct project *project;
	const char *kind;     /* of folder: "run"; others are neither listed nor the last run */
	const char *id, *dir; /* NULL before recording_begin */
	struct run run;
	const char *shard;  /* its shard, such as "2/5", or NULL */
	bool parallel;      /* schedule: parallel of the suite is honoured */
	struct run resumed; /* results of an earlier run that become part of this one */
	/* Its metadata and folder; NULL: this run resumes none. */
	const struct run *earlier;
	const char *earlier_dir;
	struct worktree_lock lock;
	bool locked;
	uint64_t began;  /* clock_ns */
	size_t measured; /* how many times; each keeps its files apart */
};

struct recording recording_of(struct project *p, const char *kind);

/* Fills in everything that is known before measuring. */
int recording_describe(struct recording *r, struct error *err);

/* Makes the run's folder and stores what is known; once. */
int recording_begin(struct recording *r, struct error *err);
/* Makes the folder again if the build of that tree ("base", "head") has removed it. */
int recording_keep_folder(struct recording *r, const char *name, struct error *err);

/* Starts, and waits until no other benchctl builds or measures in this worktree. */
int recording_lock(struct recording *r, struct error *err);

/* A sentence if HEAD is another commit than when the run began, or NULL. */
const char *recording_moved(const struct recording *r);
/* The same sentence as a warning. */
void recording_warn_moved(const struct recording *r);
/* The file with the paths that programs open, if a caller asks for them. Its reader removes it. */
const char *recording_opened_list(const struct recording *r);
/* Builds the tree in dir (NULL: this one) with the command; its output goes to the file `log` in
 * the run's folder. copy: the root of the copy that dir is in, or NULL; recording_opened_list then
 * has what the build opens. name: "base", "head". */
int recording_build_tree(struct recording *r, const char *command, const char *dir,
	const char *copy, const char *log, const char *name, struct error *err);
/* Locks, and builds this tree if there is a build command. */
int recording_build(struct recording *r, struct error *err);

/* Builds, measures the suite and stores the run. An interruption is an error, but the run is
 * stored, and r->run has the results until then. */
int recording_measure(struct recording *r, struct error *err);

/* Measures m: suite, sides, predicate. The runs of the sides are sorted and have their derived
 * results; they are not stored. earlier: results that also belong to the head's run, or NULL. */
int recording_measure_sides(struct recording *r, struct measurement *m, const struct run *earlier,
	struct error *err);

/* Runs the suite on one side, as its runs say, without events, progress and storing. The file
 * `opened_list` gets the paths that it opens (spawner.h). Fails when it is interrupted. */
int recording_list_opened(struct recording *r, const struct suite *suite, const struct side *side,
	const char *opened_list, struct error *err);

/* The run's metadata also list stages and outputs of another run with files in this folder. */
void recording_add_files(struct recording *r, const struct run *from);

/* Measures the benchmarks with these ids again, into fresh and confirm.json beside the run. */
int recording_measure_again(struct recording *r, const struct words *ids, struct run *fresh,
	struct error *err);

/* Stores the run. A failure is a warning, see app_set_unsaved. */
void recording_save(struct recording *r);
/* The same for another run that belongs to it, as a file of that name. */
void recording_save_as(struct recording *r, const char *name, const struct run *run);

/* A warning for each benchmark that failed. */
void recording_warn_failures(const struct recording *r);

/* A finished run, for the command that prints it. */
struct recorded {
	const struct run *run; /* NULL: nothing was measured */
	const struct suite *suite;
	const char *name; /* its id or path, as `benchctl show` takes it in the user's folder */
	enum exit_status exit; /* EXIT_MEASURE if a benchmark failed */
};
struct recorded recording_result(struct recording *r);

/* Records how the run ended, and releases the lock. */
void recording_end(struct recording *r);
#define ENDS_RECORDING __attribute__((cleanup(recording_end)))

/* --log-json: the events of the benchmarks, one line of JSON per event. */

/* Opens the file ("-": standard error; NULL: no log) as app->log. */
int event_log_open(struct app *app, const char *path, struct error *err);

/* Receives the events of one measurement; the first of two sides is called base. Ignores them
 * without a log. */
struct event_listener event_log_listener(struct app *app, const char *run_id, size_t sides);

/* Warns if the log is incomplete; the measurement stays valid. */
void event_log_close(struct app *app);
