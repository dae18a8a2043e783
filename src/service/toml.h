/* A strict reader of the part of TOML that an application's framework.toml needs: tables, strings
 * on one line, integers, booleans, and arrays of strings. Anything else is refused by name. */
#pragma once

#include "base/arena.h"
#include "base/words.h"

struct problems;

enum toml_type { TOML_STRING, TOML_INTEGER, TOML_FLAG, TOML_STRINGS };

struct toml_value {
	const char *table; /* "framework.env"; "" before the first table */
	const char *key;
	enum toml_type type;
	const char *text;      /* decoded; of a number its decimal digits, "true", "false" */
	struct words strings;  /* of TOML_STRINGS */
	unsigned line, column; /* of the key, from 1 */
};

struct toml ARENA_LIST(struct toml_value); /* in the order of the file */

/* Notes the first fault with its position and returns -1. */
int toml_read(struct toml *out, const char *text, size_t n, struct problems *problems);
