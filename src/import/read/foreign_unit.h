/* Units in the spelling of benchmark tools. */
#pragma once

#include "model/metric.h"

/* The symbol that unit_find knows for it ("ns" for "ns/op"), or the unit unchanged. */
const char *foreign_unit(const char *unit);
/* The same in any case, for a unit that is not a count; NULL: it knows none. */
const char *foreign_unit_word(const char *word);
/* "frames/s", "lines/sec", "req-per-sec": per second, of anything. */
bool foreign_unit_is_rate(const char *unit);
/* The direction that the unit implies: less time and memory, more of a rate; else BETTER_NONE. */
enum better foreign_unit_better(const char *unit);
