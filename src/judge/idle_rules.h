/* Rules of the gate that match nothing. */
#pragma once

struct arena;
struct gate;
struct run;
struct words;

/* Adds a note for each name in gate.metrics and gate.only that nothing in the run matches, as a
 * mistyped one does, and for each budget whose unit none of its metrics has: such a rule judges
 * nothing. The run has the whole suite. */
void idle_rules_note(struct words *notes, struct arena *mem, const struct gate *gate,
	const struct run *run);
