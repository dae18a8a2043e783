/* What a function's share of two profiles says. */
#pragma once

#include <stdbool.h>

struct arena;
struct stacks;

/* The functions whose share of the whole grew from base to head, those that grew most first, a few
 * of them: "parse_value 12% -> 31%, strtod 3% -> 6%". A growth counts from one percentage point.
 * exact: the profiles count all work; otherwise they are samples, and the growth must also be
 * more than chance explains (two proportions, 1%). NULL: no function grew. */
const char *share_growth(struct arena *mem, const struct stacks *base, const struct stacks *head,
	bool exact);
