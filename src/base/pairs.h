/* Names with values, and texts with places for the values. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct pair {
	const char *key, *value;
};

/* Those that are not made by ARENA_PUSH or pairs_set have no cap, and none is pushed to them. */
struct pairs {
	struct pair *v;
	size_t n, cap;
};
/* Replaces the pair of that key or adds one. The array is copied first, because structs that were
 * made from the same defaults share it. */
void pairs_set(struct pairs *p, struct arena *mem, const char *key, const char *value);

/* The text with every {KEY} replaced by its value, which is never read for places again; other
 * braces stay. quote: the text is a line for a shell, so values are quoted for one. */
const char *pairs_fill(struct arena *mem, const char *text, const struct pairs *values, bool quote);
/* The same for a command. */
struct words pairs_fill_words(struct arena *mem, const struct words *w, const struct pairs *values);
