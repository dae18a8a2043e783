/* The second stage for suspects. */
#ifndef BENCHCTL_CONFIRM_H
#define BENCHCTL_CONFIRM_H

#include "judge/compare.h"

#define CONFIRM_ERROR 0.05 /* of all confirmations combined */

/* An unconfirmed regression by a rank test or a prediction. */
bool confirm_is_suspect(const struct row *r);
/* A regression of an exact metric. */
bool confirm_is_certain(const struct row *r);

/* Makes the row inconclusive, with at least a warning; undecided: the policy's consequence for
 * that. */
void confirm_doubt(struct row *r, int undecided);

/* first becomes a confirmed regression, or gets the verdict of the fresh data in `again`. */
void confirm_apply(struct row *first, struct row *again, bool confirmed);

#endif
