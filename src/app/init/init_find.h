/* Finds what looks like a benchmark in the current folder, and how to build it; `benchctl init`
 * writes it down. */
#pragma once

#include "base/words.h"

struct find {
	const char *why;   /* "the target 'bench' of the Makefile" */
	const char *build; /* NULL: whatever builds this folder; "true": nothing to build */
	const char *id, *command;
	const char *import; /* format of the command's report; NULL: the command is timed */
	const char *file;   /* the report's file; NULL: standard output */
	bool compiled;      /* a program that is useless without build: */
};
struct finds {
	struct arena *mem;
	struct find *v;
	size_t n, cap;
	const char *build;   /* builds any commit; NULL: unknown */
	struct words ignore; /* lines for .gitignore: what the build writes */
	struct words notes;  /* sentences about the build */
};

/* Adds to finds, whose mem is set. Ids are valid and unique. Reads a limited number of files, a
 * few folders deep. */
void init_find(struct finds *finds);
