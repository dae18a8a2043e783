/* The file with which GitHub Actions describes the event that has started a workflow. */
#pragma once

#include <stddef.h>

struct arena;

/* The text at `key` of the event or, with `in` (else NULL), of the object at `in` in it. NULL where
 * there is none, an empty one, or no valid JSON. */
const char *base_event_value(struct arena *mem, const char *event, size_t n, const char *in,
	const char *key);
