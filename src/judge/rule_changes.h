/* The rules that head's configuration loosens, and what it measures in another way than base's. */
#pragma once

#include "base/words.h"

struct benchmark;
struct comparison;
struct gate_policy;

struct rule_sides {
	const struct suite *base, *head;
	const struct suite *all;      /* head with what is not selected */
	const struct words *selected; /* patterns of the results that are judged; empty: all */
	/* Their results, under head's names: they have metrics that no configuration names. */
	const struct run *base_run, *head_run;
};

/* Adds a sentence for each difference, the same one for all benchmarks that share it. */
void rule_changes_find(struct words *out, struct arena *mem, const struct rule_sides *sides);

/* Whether both measure in the same way. */
bool rule_changes_same(struct arena *mem, const struct suite *suite, const struct benchmark *base,
	const struct benchmark *head);

/* Rules of the gate that match nothing: adds a note for each name in gate.metrics and gate.only
 * that nothing in the run, or missing in it, matches, as a mistyped one does, and for each budget
 * whose unit none of its metrics has: such a rule judges nothing. The run has the whole suite. */
void idle_rules_note(struct comparison *c, struct arena *mem, const struct gate_policy *gate,
	const struct run *run);
