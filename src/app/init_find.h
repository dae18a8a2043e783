/* Finds what looks like a benchmark in the current folder; `benchctl init` writes it down. */
#ifndef BENCHCTL_CLI_INIT_FIND_H
#define BENCHCTL_CLI_INIT_FIND_H

#include <stddef.h>

struct arena;

struct find {
	const char *why;   /* "the target 'bench' of the Makefile" */
	const char *build; /* NULL: nothing to build */
	const char *id, *command;
	const char *import; /* format of the command's report; NULL: the command is timed */
	const char *file;   /* the report's file; NULL: standard output */
};
struct finds {
	struct arena *mem;
	struct find *v;
	size_t n, cap;
};

/* Adds to finds, whose mem is set. Ids are valid and unique. Reads a limited number of files, a
 * few folders deep. */
void init_find(struct finds *finds);

#endif
