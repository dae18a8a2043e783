/* Reads a YAML document into the struct that a section describes. All problems are collected, each
 * with its place, so that a file can be mended in one go. */
#ifndef BENCHCTL_OPTION_YAML_H
#define BENCHCTL_OPTION_YAML_H

#include <stddef.h>

#include "model/problem.h"

struct pairs;
struct section;

/* Called for every section before it is read, to fill in what it starts from. Rows are read in the
 * order of the table, not of the file, so that what a later row starts from is known by then. */
struct option_start {
	void (*fill)(void *ctx, const struct section *s, void *dst);
	/* How many variants an element of a list stands for, and the variables of each, which are
	 * put for ${NAME} in its texts when it is read again for that variant. 0: it is itself.
	 * May be NULL. */
	size_t (*variants)(void *ctx, const struct section *s, const void *element,
		const struct pairs **variables);
	/* Tells an element which variant it is. */
	void (*variant)(void *ctx, void *element, size_t k);
	void *ctx;
};

/* dst is root->size zeroed bytes. Problems are added to p; what could be read is in dst. */
void option_read_yaml(void *dst, const struct section *root, const struct option_start *start,
	const char *text, size_t n, struct problems *p);

#endif
