/* What the command line says of the suite: which benchmarks, and what is to hold for them. */
#ifndef BENCHCTL_SELECT_H
#define BENCHCTL_SELECT_H

#include "cli/session.h"

/* Drops what the selection leaves out, and keeps the patterns of what it leaves in. Returns
 * EXIT_PASS, or EXIT_USAGE after saying what is wrong. */
int select_benchmarks(struct session *s);

/* Lifecycle options over what the configuration says. The same. */
int apply_overrides(struct session *s);

#endif
