/* All errors of a file with their positions, so that the user can fix them in one pass. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct item;

struct problem {
	const char *file;
	unsigned line, column; /* from 1 */
	const char *text;
};
/* Only the first PROBLEMS_MAX are kept, because a small file can have any number; a problem that
 * several variants of a benchmark share is one. */
enum { PROBLEMS_MAX = 50 };
struct problems {
	struct arena *mem;
	const char *file; /* the current file */
	struct problem *v;
	size_t n, cap;
	size_t more; /* that are not kept */
};
/* At an item; NULL, or an item that no file has: on the first line of the current file. */
__attribute__((format(printf, 3, 4))) void problem_at(struct problems *p, const struct item *at,
	const char *fmt, ...);
__attribute__((format(printf, 4, 5))) void problem_add(struct problems *p, unsigned line,
	unsigned column, const char *fmt, ...);
__attribute__((format(printf, 4, 0))) void problem_add_v(struct problems *p, unsigned line,
	unsigned column, const char *fmt, va_list ap);
/* Sorts those from the number `from` on by file, line and column. */
void problem_sort(struct problems *p, size_t from);
/* Whether the current file has a problem that begins so, from one line on and before another. */
bool problem_among(const struct problems *p, unsigned from, unsigned to, const char *beginning);
