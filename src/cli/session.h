/* What the measuring commands have in common: a configuration, a repository, a run. */
#ifndef BENCHCTL_SESSION_H
#define BENCHCTL_SESSION_H

#include <stdbool.h>

#include "cli/cli.h"
#include "measure/engine.h"
#include "model/host.h"
#include "model/run.h"
#include "model/suite.h"
#include "process/worktree_lock.h"
#include "store/git/repo.h"

struct session {
	struct cli *cli;
	struct suite suite; /* that is measured */
	struct suite whole; /* that is to be judged: without what a shard or a stage leaves out */
	struct words selected; /* patterns to be judged by; empty: all */
	struct repo *repo;     /* NULL outside a repository */
	const struct repo_facts *facts;
	struct host host;
	const char *id, *dir; /* of the run on disk */
	const char *kind;     /* of its folder: NULL: "run" */
	struct run run;
	struct worktree_lock lock; /* held until session_close */
	bool took_lock;
	const char *shard; /* of the suite, or NULL */
	struct run kept;   /* results that an earlier run has measured */
	bool unsaved;      /* the run could not be stored, which was said */
	const char *fault; /* why the session cannot go on, which was said; or NULL */
	uint64_t began;    /* clock_ns */
};

/* Says what is wrong, and keeps it for the reports. Return the exit status. */
int session_fail(struct session *s, const struct error *err, enum exit_status stage);
__attribute__((format(printf, 3, 4))) int session_refuse(struct session *s, enum exit_status status,
	const char *fmt, ...);

/* Each returns EXIT_PASS, or the exit status after having said what is wrong. */

/* Reads the configuration: the file given, or benchctl.yaml in this folder or the nearest one above
 * it, from which the command then works. Applies the selection and the command line's overrides. */
int session_configure(struct session *s, struct cli *cli, const char *path);

/* Whether there is a configuration to be found. */
bool session_has_config(struct cli *cli);

/* For what only looks at stored runs: the places of the configuration where there is one that can
 * be read, else those of one that says nothing. output_dir: NULL, or what the command line says. */
void session_look(struct session *s, struct cli *cli, const char *output_dir);

/* The suite that is one command given on the command line. */
int session_adhoc(struct session *s, struct cli *cli, const char *name);

/* The suite of the frameworks in a file of the External Benchmark Protocol. */
int session_external(struct session *s, struct cli *cli, const char *config, const char *workload);

/* What `benchctl show` is to be given, from here, for the run of this session: its id or, where
 * that is looked for in another folder, its path; quoted for the shell. */
const char *session_shown(struct session *s);

/* Opens the repository, if there is one, and looks at the machine. required: say so when there is
 * none. */
int session_open(struct session *s, bool required);

/* The same for a command that can do without: one that git refuses is said, and left alone. */
void session_open_leniently(struct session *s);

/* Reads another suite, silently; false when it cannot be read or has problems. */
bool session_read_suite(struct suite *suite, struct cli *cli, const char *path);

/* Whether what is measured differs from the commit that is checked out. The baselines do not count:
 * a refresh changes them, and nothing is measured of them. */
int session_dirty(bool *dirty, struct session *s, struct error *err);

/* What is known of the run before measuring, into s->run. */
int session_describe(struct session *s, struct error *err);
/* Makes the run's folder and notes down what is known before measuring; once. */
int session_begin(struct session *s);

/* Waits until no other benchctl builds or measures in this worktree, on this machine; says that it
 * waits. Begins the run. */
int session_lock_worktree(struct session *s);

/* Builds a tree with the suite's command (dir NULL: this one), output to the file log in the run's
 * folder. what: "base", "head". */
int session_build_tree(struct session *s, const char *dir, const char *log, const char *what);
/* Builds this tree, unless there is nothing to build or --no-build says so. Begins the run. */
int session_build(struct session *s);

/* Builds, measures the suite into s->run and stores it. Returns 128 + signal when it was
 * interrupted; the run is stored then too. */
int session_measure(struct session *s);

/* The same for a measurement whose suite, sides and predicate are set; the runs are sorted and have
 * their derived results, and are not stored. earlier: results that belong to the head's run as
 * well, or NULL. */
int session_measure_with(struct session *s, struct measurement *m, const struct run *earlier);

/* The suite reduced to benchmarks with these ids; NULL: all. */
struct suite session_subset(struct session *s, const struct words *ids);

/* Measures the benchmarks with these ids once more, into fresh; kept beside the run as
 * confirm.json. */
int session_measure_again(struct session *s, const struct words *ids, struct run *fresh);

/* One line for each benchmark that failed. */
void session_say_failures(const struct session *s);

void session_close(struct session *s);

#endif
