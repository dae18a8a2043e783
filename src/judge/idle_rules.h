/* Rules of the gate that match nothing. */
#ifndef BENCHCTL_IDLE_RULES_H
#define BENCHCTL_IDLE_RULES_H

struct arena;
struct gate;
struct run;
struct words;

/* Adds a note for each name in gate.metrics and gate.only that nothing in the run matches, as a
 * mistyped one does, and for each budget in a unit that no metric it applies to has: what it asks
 * for is not judged. The run is of a whole suite. */
void idle_rules_note(struct words *notes, struct arena *mem, const struct gate *gate,
	const struct run *run);

#endif
