/* Shared libraries that are opened when first needed. Linking libgit2 or libxml2 costs every start
 * of the program one to two milliseconds, and most commands need neither.
 *
 * A library's table is a struct of function pointers made from one list:
 *
 *	#define FUNCTIONS(F) F(git_repository_open) F(git_repository_free)
 *	struct git2 { FUNCTIONS(LAZY_POINTER) };
 *	static const char *const names[] = { FUNCTIONS(LAZY_NAME) };
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct error;

#define LAZY_POINTER(f) __typeof__(f) *f; /* NOLINT(bugprone-macro-parentheses) */
#define LAZY_NAME(f)    #f,

/* Fills table, which is n function pointers, with the library's functions of these names. The
 * library stays open for the life of the process. The error for a missing library names package. */
int lazy_open(void *table, const char *const *names, size_t n, const char *library,
	const char *package, struct error *err);

/* Whether it was linked so that it can open neither libraries nor plugins. */
bool lazy_is_static(void);
