/* What differs between two structs of one section, as the rows classify it (enum option_change). */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

struct section;

struct difference {
	const char *name;        /* of the row; of an inner section's: "psi.max" */
	bool loosens;            /* the verdict; false: replaces what is measured */
	const char *base, *head; /* the values as text; never NULL */
};

struct differences ARENA_LIST(struct difference);

/* Adds the differences by which head is less strict than base or measures something else. */
void option_differences(struct differences *out, struct arena *mem, const struct section *s,
	const void *base, const void *head);
