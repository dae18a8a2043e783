/* A comparison as a list of messages, for a forge's annotations. */
#pragma once

#include <stddef.h>

#include "base/arena.h"

struct comparison;

enum annotation_level {
	ANNOTATION_ERROR,
	ANNOTATION_WARNING,
	ANNOTATION_NOTICE,
	ANNOTATION_LEVELS
};

struct annotation {
	enum annotation_level level;
	const char *title,
		*message;      /* not yet escaped for their output; a message may have lines */
	const struct row *row; /* NULL: about the whole */
};

struct annotations ARENA_LIST(struct annotation);

/* Errors first. At most `each` of a level; the last one then counts the others. */
void annotations_of(struct annotations *out, struct arena *mem, const struct comparison *c,
	size_t each);
