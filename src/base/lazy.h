/* Shared libraries that are opened when first needed. Linking libgit2 or libxml2 costs every start
 * of the program one to two milliseconds, and most commands need neither.
 *
 * A library's table is a struct of function pointers made from one list:
 *
 *	#define FUNCTIONS(F) F(git_repository_open) F(git_repository_free)
 *	struct git2 { FUNCTIONS(LAZY_POINTER) };
 *	LAZY_OPEN(&git2, FUNCTIONS, "libgit2.so.1.5", "libgit2-1.5", err)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct error;

#define LAZY_POINTER(f) __typeof__(f) *f; /* NOLINT(bugprone-macro-parentheses) */
#define LAZY_NAME(f)    #f,

/* Fills the table with the library's functions. The library stays open for the life of the process.
 * The error for a missing library names package. Returns 0 or -1. */
#define LAZY_OPEN(table, FUNCTIONS, library, package, err)                                         \
	lazy_open((table), (const char *const[]){ FUNCTIONS(LAZY_NAME) },                          \
		sizeof *(table) / sizeof(void *), (library), (package), (err))
int lazy_open(void *table, const char *const *names, size_t n, const char *library,
	const char *package, struct error *err);

/* Whether it was linked so that it can open neither libraries nor plugins. */
bool lazy_is_static(void);
