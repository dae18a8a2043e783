/* The gate: measures, judges against a commit, file or run, confirms regressions on fresh data. */
#pragma once

#include "app/operand.h"
#include "app/project/project.h"
#include "app/recording/recording.h"
#include "judge/compare.h"
#include "judge/paired.h"
#include "model/ledger.h"
#include "report/noise_table.h"
#include "store/base.h"
#include "store/checkout.h"

enum gate_mode { GATE_AUTO, GATE_PAIRED, GATE_STORED };

#define GATE_ALLOW_FLAG "--allow-missing-baseline"
struct gate_options {
	const char *config;       /* NULL: benchctl.yaml */
	const char *against;      /* revision, file or run; NULL: see base_choose */
	const char *emit_confirm; /* file for regressions that stay unconfirmed; or NULL */
	int mode;                 /* enum gate_mode */
	bool allow_missing_baseline, null_control;
};

/* Returns 0 for any verdict; c->exit has the exit status. After a failure, c can be reported too:
 * c->fault is the reason why the gate could not judge; c->partial: it was interrupted. */
int app_gate(struct comparison *c, struct app *app, const struct project_options *project,
	const struct gate_options *options, struct error *err);

/* Confirms the regressions that a gate on another machine wrote to `file`. Like app_gate, but *c is
 * empty (mode NULL) if the file, the configuration or the checkout does not allow that. */
int app_confirm(struct comparison *c, struct app *app, const struct project_options *project,
	const char *config, const char *file, struct error *err);

/* Compares this tree with itself, to show what the gate can detect and its false alarms. */

/* `benchctl selftest`: slows the second side down by `inject` (a ratio; 0: by what the rules must
 * detect). */
struct selftest {
	struct comparison c;
	struct words unseen;      /* rows whose slowdown was not confirmed: "parse peak_rss" */
	struct words untested;    /* rows that are 0 */
	size_t seen;              /* rows */
	size_t whole, benchmarks; /* whose rows are all seen; of how many */
	double inject;
	enum exit_status exit;
};
int app_selftest(struct selftest *out, struct app *app, const struct project_options *project,
	const char *config, double inject, struct error *err);

/* `benchctl calibrate`. */
int app_calibrate(struct noise *out, struct app *app, const struct project_options *project,
	const char *config, struct error *err);

/* `benchctl bisect`: finds the commit that made a benchmark slower. */
struct bisect_options {
	const char *id;         /* of one benchmark */
	const char *good, *bad; /* revisions: fast, and later slow */
	const char *config;     /* used for every commit */
};

struct bisected {
	struct culprit {
		const char *commit, *subject;
	} * v; /* oldest first: the culprit, or commits that bisect could not separate */
	size_t n, cap;
	bool compared; /* c compares the culprit with the commit before */
	struct comparison c;
};

/* Also on failure, *out has the results until then. */
int app_bisect(struct bisected *out, struct app *app, const struct project_options *project,
	const struct bisect_options *options, struct error *err);

enum bisect_answer { BISECT_GOOD, BISECT_BAD, BISECT_SKIP, BISECT_STOP };

/* Between commit 0, which is good, and commit n - 1, which is bad: asks for commits in the middle
 * until bad follows good, except for skipped ones. *low and *high are the two. Returns false if
 * an answer was BISECT_STOP. */
bool bisect_search(size_t *low, size_t *high, size_t n,
	enum bisect_answer (*ask)(void *ctx, size_t i), void *ctx);

/* Below: what the parts of the gate share with bisect and self-test. */

/* The configuration of this suite in the base commit, as its tree has it. */
enum base_config_state {
	BASE_CONFIG_READ,
	BASE_CONFIG_UNREADABLE, /* by this version of benchctl; why says it */
	BASE_CONFIG_NONE,       /* the base has no such suite */
	BASE_CONFIG_SHARED,     /* no commit has this file: both sides use it as it is */
};

struct base_config {
	int state;          /* enum base_config_state */
	const char *path;   /* from the root of the repository; NULL: there is none */
	const char *folder; /* from the root: where the base's benchmarks run, "" or "sub/dir" */
	const char *moved;  /* a sentence, where head has the file under another name; or NULL */
	const char *why;
	struct suite suite; /* whole: the command line selects nothing here */
};

/* Finds the base's configuration under the name that head uses, or under the name that head
 * renames, or as a file that head lacks and that shares the suite name or a benchmark. Includes the
 * base's files. -1: git does not answer, or a symbolic link in head hides the file. */
int base_config_read(struct base_config *c, struct project *p, const char *commit,
	struct error *err);

struct gate_run {
	struct project project;
	struct recording recording;
	struct base base;               /* commit NULL: the base is a file or a run */
	struct operand stored;          /* the baseline, in stored mode */
	struct checkout checkout;       /* of base, in paired mode; .dir NULL: not yet made */
	struct checkout place[2];       /* of base and head while suspects are confirmed */
	bool moved;                     /* they were confirmed there */
	struct base_config base_config; /* NONE: no commit of this repository */
	struct suite *base_suite;       /* its suite, with the overrides; NULL: none */
	bool unbuildable;               /* the base's build fails */
	bool is_base;                   /* this tree is the base: only stored runs can differ */
	long long builds_began;         /* ns since the epoch */
	struct ledger ledger;
	struct judge *judge;
	struct comparison c;
	bool null_control; /* measure base against itself, too */
	bool allow_missing_baseline;
	bool emit_confirm; /* leave regressions unconfirmed */
	bool alone;        /* measure the head against itself, without a checkout of the base */
	double inject;     /* ratio by which the head is slowed down on purpose */
};

#define GATE_RUN(g)                                                                                \
	{                                                                                          \
		.recording = recording_of(&(g).project, "run")                                     \
	}
void gate_end(struct gate_run *g);
#define ENDS_GATE __attribute__((cleanup(gate_end)))

/* Measures, judges and confirms into g->c; after an interruption, with the data until then. */
int gate_paired(struct gate_run *g, struct error *err);

/* Reads the base's own configuration, once the base is chosen: g->base_suite. It decides how the
 * base is built and measured, and which rules of head are less strict. */
int gate_read_base(struct gate_run *g, struct error *err);
/* The base's form of each benchmark of the suite, under head's names; NULL: the suite's own. */
const struct benchmark *gate_base_form(struct gate_run *g, const struct suite *suite);
/* Notes in g->c the rules in which head is less strict than base, and what head measures
 * differently. The runs are the results of the sides, or NULL. */
void gate_note_rules(struct gate_run *g, const struct run *base, const struct run *head);

/* Whether HEAD contains the file at this path from the current folder: no build makes it. */
bool gate_has_committed(const struct gate_run *g, const char *file);

/* Refuses artifacts that cannot affect the speed of their benchmark, because no build makes them
 * and its command does not name them. */
int gate_check_artifacts(struct gate_run *g, struct error *err);
/* Notes that both sides probably run the same container image, which no file shows. */
void gate_note_images(struct gate_run *g);
/* Notes a program that is the same on both sides because head's build did not make it again. */
void gate_note_left_program(struct gate_run *g);
/* 1 if both sides have the same bytes in all files that alone decide the speed of the benchmark, by
 * the base's own configuration too; base: the base's form, or NULL. */
int gate_same_artifacts(struct gate_run *g, const struct benchmark *base,
	const struct benchmark *head, struct error *err);

/* Checks the base out and builds it, once. Sets g->unbuildable if that is why it fails. */
int gate_need_base(struct gate_run *g, struct error *err);

/* Builds both sides, the base before the change runs; fails if they would run the same program. */
int gate_build_sides(struct gate_run *g, struct error *err);

/* Measures benchmarks on base and head side by side until the data decide. */
struct stage {
	const struct words *ids;           /* of the benchmarks; NULL: all */
	const struct comparison *suspects; /* the comparison to confirm; NULL: a first stage */
	bool base_twice;                   /* base against itself */
	bool moved;                        /* both sides in their places; see gate_move */
	/* of base and head; NULL: the base's checkout, and this tree */
	const struct checkout *in[2];
	double threshold;      /* ratio, instead of the policy's; 0: the policy's */
	size_t blocks;         /* a fixed number of blocks; 0: until the data decide */
	struct run base, head; /* get the samples, sorted */
	struct paired *paired; /* has received all of them */
};
int gate_stage(struct gate_run *g, struct stage *stage, struct error *err);
/* A side of a measurement, in a copy of a commit. NULL, or a copy that does not exist: here. */
struct side gate_side(const struct gate_run *g, const struct checkout *in, struct run *run);
/* Copies both built trees into two new folders, in random order, so that a confirmation does not
 * repeat the effect that a side's folder had in the first stage. False: both trees stay, and a note
 * gives the reason. */
bool gate_move(struct gate_run *g);
/* Puts base into head's folder too. */
int gate_move_base(struct gate_run *g, struct error *err);

/* Adds the rows of the stage to c. */
void gate_judge(struct comparison *c, struct gate_run *g, const struct stage *stage);

/* Stores both runs; the head's becomes the recording's run. */
void gate_keep(struct gate_run *g, const struct stage *stage);

/* Confirms the regressions of g->c, beside the base if possible; then runs the null control. */
int gate_confirm(struct gate_run *g, struct error *err);
/* Whether suspects are measured beside the base, so that sessions do not matter. */
bool gate_confirms_beside(const struct gate_run *g);

/* Profiles both sides of the confirmed regressions whose benchmarks ask for it; their rows say what
 * was found. beside: the base can be run, too. */
int gate_profile(struct gate_run *g, bool beside, struct error *err);

/* Completes g->c (counts, duration, history) and stores it beside the run. failure: why the gate
 * ended before it could judge, or NULL. */
void gate_conclude(struct gate_run *g, const struct error *failure);

/* One program on both sides: files that the base's benchmarks read and that are head's.
 *
 * Between the two builds, each entry of the suite runs once in the base, unmeasured, and the kernel
 * reports which files it reads. After head's build, both sides certainly share two kinds of these
 * files: a file in head's tree that differs in the base, and a file outside of both trees that
 * head's build has changed. */
struct shared_file {
	const char *path;   /* as the program asked for it */
	const char *digest; /* before head's build; NULL: it was not there */
	long long changed;  /* ns since the epoch, of its content */
	bool whole;         /* the digest is of all its bytes, however many */
};

struct shared_files ARENA_LIST(struct shared_file);

/* Runs each benchmark once in the copy and lists the files that it opens. ids NULL: those without
 * artifacts:, after the base's build and before head's. Else, after both builds, those of ids with
 * artifacts:. Removes what the runs leave in the copy. -1: interrupted. */
int gate_shared_look(struct shared_files *files, struct gate_run *g, const struct words *ids,
	struct error *err);

/* Call this after head's build. -1 with a sentence: base and head certainly read the same file. 1:
 * an earlier gate built the copy, and head's build has written a file that the base reads; only a
 * new build of the base shows whether the file is the same. A file that both sides probably share
 * gives a note. */
int gate_shared_check(const struct shared_files *files, struct gate_run *g, struct error *err);
