/* One side of a comparison, as people name it: a file, a run, a revision. */
#ifndef BENCHCTL_OPERAND_H
#define BENCHCTL_OPERAND_H

#include "app/project.h"
#include "judge/compare.h"
#include "model/run.h"
#include "store/base.h"

struct operand {
	struct run_set set;
	struct party party;
};

/* A path of a run or baseline file, a folder of a run, a run id (run-017, 17, last), or a revision
 * whose tree has a baseline of this suite and machine class. Opens the project's repository where
 * it has to. */
int operand_load(struct operand *o, struct project *p, const char *text, struct error *err);

/* What the head is judged against: what `against` names (a file or a run: o is filled in and
 * base->commit is NULL; or a revision) or, when it is NULL, what the CI system or the default
 * branch implies. A name that is both a file and a revision is the revision. */
int operand_choose(struct operand *o, struct base *base, struct project *p, const char *against,
	struct error *err);

/* The baseline of that commit. absent_ok: one that does not exist is an empty set instead of an
 * error. */
int operand_baseline(struct operand *o, const struct base *base, struct project *p, bool absent_ok,
	struct error *err);

/* The newest run of a set that is not empty. */
struct run *operand_run(const struct operand *o);

/* A party for a run that was just measured. */
struct party party_of_run(const struct run *run, const char *label);

#endif
