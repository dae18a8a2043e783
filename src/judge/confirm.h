/* The second stage of a suspicion. */
#ifndef BENCHCTL_CONFIRM_H
#define BENCHCTL_CONFIRM_H

#include "judge/compare.h"

#define CONFIRM_ERROR 0.05 /* of all confirmations together */

/* A regression that a rank test or a prediction has found and nothing has confirmed yet. */
bool confirm_is_suspect(const struct row *r);
/* A regression of figures that repeat exactly. */
bool confirm_is_certain(const struct row *r);

/* The row becomes inconclusive and at least warns; undecided: what its policy says of that. */
void confirm_doubt(struct row *r, int undecided);

/* first becomes a confirmed regression, or what the fresh data in `again` say. */
void confirm_settle(struct arena *mem, struct row *first, struct row *again, bool stands);

#endif
