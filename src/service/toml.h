/* A strict reader of the part of TOML that an application's framework.toml needs: tables, strings
 * on one line, integers, booleans, and arrays of strings. Anything else is refused by name. */
#pragma once

#include <stddef.h>

struct problems;

/* The tables as maps, in problems->mem. NULL after noting the first fault. A key that is given
 * twice is for the reader of the map to refuse. */
const struct node *toml_read(const char *text, size_t n, struct problems *problems);
