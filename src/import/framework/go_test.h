#pragma once

#include "import/importer.h"

/* Adds the results of n bytes of what go test -bench prints. */
void go_test_read(struct import *in, const char *text, size_t n);

/* A unit's metric: benchstat's names for the testing package's units, its own name for any other;
 * the unit is from the unit table if it is there. */
struct go_unit {
	const char *metric, *unit;
	enum better better;
};
struct go_unit go_unit_meaning(struct arena *mem, const char *unit);

/* The unit in benchstat's spelling: seconds for ns, B for MB. */
const char *go_unit_tidied(struct arena *mem, const char *unit);
