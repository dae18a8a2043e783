/* What the three outputs of Google Benchmark have in common: entries. Aggregates count only for
 * a benchmark that has nothing else. */
#pragma once

#include "base/arena.h"
#include "import/importer.h"

struct google_entry { /* its texts live as long as the entry */
	const char *name, *run_name, *run_type, *aggregate, *aggregate_unit, *unit, *error;
	bool failed, skipped, has_real, has_cpu;
	double real, cpu, repetitions; /* NaN: absent */
	struct google_counters {
		struct google_counter {
			const char *name;
			double value;
		} * v;
		size_t n, cap;
	} counters;
};

struct google {
	struct import *in;
	struct google_aggregates ARENA_LIST(struct google_aggregate) aggregates;
};

void google_add(struct google *g, const struct google_entry *e);
/* After the last entry. */
void google_end(struct google *g);
