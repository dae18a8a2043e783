#ifndef BENCHCTL_IMPORT_GO_UNIT_H
#define BENCHCTL_IMPORT_GO_UNIT_H

#include "model/metric.h"

struct arena;

/* What is known of a unit: benchstat's names for what the testing package reports itself, its own
 * name for any other; the unit is one of the unit table where that has it. */
struct go_unit {
	const char *metric, *unit;
	enum better better;
};
struct go_unit go_unit_meaning(struct arena *mem, const char *unit);

/* The unit as benchstat has it: seconds for ns, B for MB. */
const char *go_unit_tidied(struct arena *mem, const char *unit);

#endif
