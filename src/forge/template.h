/* Texts with named places: "{api}/repos/{project}". */
#pragma once

#include <stdbool.h>

struct arena;

struct template_value {
	const char *name; /* NULL ends a list */
	const char *value;
	bool verbatim; /* put as it is */
};

/* The pattern with the value of each known name, after `escape`, in its place. Braces around
 * anything else stay, and a value is never read for places again. */
char *template_fill(struct arena *mem, const char *pattern, const struct template_value *values,
	const char *(*escape)(struct arena *mem, const char *s));
