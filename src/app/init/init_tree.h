/* The files of the current folder in which `benchctl init` looks for benchmarks. */
#pragma once

#include "app/init/init.h"
#include "base/arena.h"

/* The files below here that may belong to the repository, the nearest first. */
struct place {
	const char *path; /* "a/b.c"; "." is the current folder */
	int depth;
	bool is_folder;
};
struct tree ARENA_LIST(struct place);

void tree_list(struct tree *t, struct arena *mem);

bool tree_is_file(const char *path); /* a regular one; a pipe would make its reader wait */
/* NULL: no regular file, or one that is too large. */
const char *tree_read(struct arena *mem, const char *path);

/* A file whose path matches one of the patterns contains one of the words; none: it exists. Words
 * that begin with a newline are the beginning of a line. */
struct clue {
	const char *files[6];
	const char *words[3];
};
/* The first file from *at on for which the clue holds, or NULL; *at is then the one after it. */
const char *tree_next(const struct tree *t, const struct clue *c, size_t *at);
bool tree_holds(const struct tree *t, const struct clue *c);

/* Adds it to f. A second one of that name becomes name-2: the target bench may run the program
 * bench. One with the command of another is left out. False: its name cannot be an id. */
bool find_add(struct finds *f, struct find found);

/* One tool each: adds what it finds and returns whether there is anything. */
bool find_cargo(struct finds *f, const struct tree *t);
bool find_cmake(struct finds *f, const struct tree *t);
bool find_make(struct finds *f, const struct tree *t);
bool find_meson(struct finds *f, const struct tree *t);
bool find_ninja(struct finds *f, const struct tree *t);
bool find_npm(struct finds *f, const struct tree *t);
bool find_programs(struct finds *f, const struct tree *t);
bool find_pytest(struct finds *f, const struct tree *t);
bool find_zig(struct finds *f, const struct tree *t);

/* Sets f->build, and what belongs to it. */
void find_build(struct finds *f);

/* What package.json says. */
struct package {
	const char *benchmarks[8][2]; /* names and lines of the scripts that measure */
	size_t n;
	const char *build; /* a script that builds, or NULL */
	bool depends;      /* on other packages */
};
/* False: there is none that can be read. */
bool package_read(struct package *out, struct arena *mem);

/* The goal of the Makefile that builds; "": the default one; NULL: none. */
const char *make_goal(struct arena *mem, const char *text);
const char *make_file(void); /* its name, or NULL */
