/* `benchctl init`: writes a benchctl.yaml for what looks like benchmarks here. */
#pragma once

#include "app/app.h"
#include "base/words.h"

/* Finds what looks like a benchmark in the current folder, and how to build it. */
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

struct init_result {
	struct finds finds;
	struct words ignored; /* lines added to .gitignore */
	bool in_repo;         /* the folder belongs to a repository */
	bool detached;        /* no branch is checked out there */
};

/* force: overwrite an existing benchctl.yaml. */
int app_init(struct init_result *out, struct app *app, bool force, struct error *err);

/* The example that the configuration contains if no benchmark is found. The user replaces it; the
 * gate never calls it missing. */
#define INIT_EXAMPLE_ID      "example"
#define INIT_EXAMPLE_COMMAND "sleep 0.05"
bool init_is_example(const char *id, const char *command);
bool init_is_example_of(struct arena *mem, const struct benchmark *b);
