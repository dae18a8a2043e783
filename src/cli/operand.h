/* One side of a comparison, as people name it: a file, a run, a revision. */
#ifndef BENCHCTL_OPERAND_H
#define BENCHCTL_OPERAND_H

#include "benchctl/compare.h"
#include "benchctl/run.h"
#include "session.h"

struct operand {
	struct run_set set;
	struct party party;
};

/* A path of a run or baseline file, a folder of a run, a run id (run-017, 17, last), or a revision whose
 * tree has a baseline of this suite and machine class. Returns an exit status; what is wrong was said. */
int operand_load(struct operand *o, struct session *s, const char *text);

/* The baseline that the head is to be judged against: what `against` names (a file, a run or a revision) or,
 * when it is NULL, what the CI system or the default branch implies. absent_ok: a baseline that does not
 * exist gives an empty set instead of an error. */
int operand_base(struct operand *o, struct session *s, const char *against, bool absent_ok);

/* A party for a run that was just measured. */
struct party party_of_run(const struct run *run, const char *label);

#endif
