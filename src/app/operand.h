/* One side of a comparison, in the user's words: a file, a run, a revision. */
#pragma once

#include "app/project/project.h"
#include "import/import.h"
#include "judge/compare.h"
#include "model/run/run.h"
#include "store/base.h"

struct operand {
	struct run_set set;
	struct party party;
	struct import_answer answer; /* of a file of another tool; of several, the first machine */
	const char *differs;         /* another machine that they name; NULL: none */
	const char *text;            /* the name */
	const char *path;            /* NULL: the name is neither a file nor a run */
	const char *label;           /* the run's name in a report */
	int rc;                      /* of reading the file, and why */
	struct error err;
};

/* A path of a run or baseline file, a folder of a run, a run id (run-017, 17, last), or a
 * revision whose tree has a baseline of this suite and machine class. Opens the project's
 * repository if necessary. */
int operand_load(struct operand *o, struct project *p, const char *text, struct error *err);

/* The two sides of a comparison; runs of several names become one. Reads large files together. */
int operand_load_sides(struct operand *base, struct operand *head, struct project *p,
	const struct words *of_base, const struct words *of_head, struct error *err);

/* Refuses a file that is given twice, because its sample would count twice. */
int operand_distinct(struct app *app, const struct words *names, struct error *err);

/* The base of the head: a file or a run that `against` names (fills in o; base->commit is NULL),
 * or a revision; if it is NULL, the CI system or the default branch decides. A name that is both
 * a file and a revision is the revision. */
int operand_choose(struct operand *o, struct base *base, struct project *p, const char *against,
	struct error *err);

/* The baseline of that commit. absent_ok: a missing one is an empty set instead of an error. */
int operand_baseline(struct operand *o, const struct base *base, struct project *p, bool absent_ok,
	struct error *err);

/* The newest run of a non-empty set. */
struct run *operand_run(const struct operand *o);

struct party party_of_run(const struct run *run, const char *label);

/* The pieces. Finds the file of each name; a stored run is kept from being pruned from here on. */
void operand_find(struct operand *v, struct project *p, const struct words *names);

/* Reads them, large ones at the same time. Once one has failed, no further one is begun; all those
 * before it in v are read. */
void operand_read(struct operand *v, size_t n, struct project *p);
