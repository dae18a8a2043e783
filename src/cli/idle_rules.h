/* Rules of the gate that have nothing to rule. */
#ifndef BENCHCTL_IDLE_RULES_H
#define BENCHCTL_IDLE_RULES_H

#include "cli/gate.h"

/* Notes each name in gate.metrics and gate.only that nothing in the head's run matches, as one that
 * is mistyped does: what it asks for goes unjudged. Does nothing after a run of a selection, or one
 * that lacks results. */
void idle_rules_note(struct gating *g);

#endif
