/* Compares JSON documents by what they mean. */
#pragma once

#include <stddef.h>

struct arena;
struct error;

/* The document on one line, with sorted keys and without blanks: two documents are the same where
 * these lines are equal. Numbers are compared as doubles, so 1 is 1.0. NULL: not strict JSON; the
 * error says why. */
const char *json_canonical(struct arena *mem, const char *name, const char *document, size_t n,
	struct error *err);

/* A copy without the blanks between tokens; every other byte stays. *n is its length. */
char *json_compact(size_t *n, struct arena *mem, const char *document, size_t length);
