/* Reads a YAML document into the struct that a section describes. Collects all problems, each
 * with its position, so that the user can fix them in one pass. */
#pragma once

#include "model/option/problem.h"

struct pairs;
struct section;

/* Called before each section is read, to fill in its defaults. Rows are read in the order of the
 * table, not of the file, so the defaults of a row may depend on earlier rows. */
struct option_start {
	void (*fill)(void *ctx, const struct section *s, void *dst);
	/* How many variants an element of a list has, and the variables of each; they replace
	 * ${NAME} when the element is read again per variant. 0: the element itself. May be
	 * NULL. */
	size_t (*variants)(void *ctx, const struct section *s, const void *element,
		const struct pairs **variables);
	/* Informs an element which variant it is. */
	void (*variant)(void *ctx, void *element, size_t k);
	void *ctx;
};

/* dst is root->size zeroed bytes. Adds problems to p; dst has everything that was valid. */
void option_read_yaml(void *dst, const struct section *root, const struct option_start *start,
	const char *text, size_t n, struct problems *p);
