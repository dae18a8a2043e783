/* How the machine's speed has changed between two runs, by the canary that ran in both. */
#pragma once

struct arena;
struct run;
struct words;

/* Adds a sentence for readers; nothing is decided by it. base and head: may be of one measurement,
 * which then says which blocks ran on a shifted machine. */
void machine_shift_note(struct words *notes, struct arena *mem, const struct run *base,
	const struct run *head);
