/* Reads a YAML document into the struct that a section describes. All problems are collected, each
 * with its place, so that a file can be mended in one go. */
#ifndef BENCHCTL_OPTION_YAML_H
#define BENCHCTL_OPTION_YAML_H

#include <stdarg.h>
#include <stddef.h>

struct arena;
struct section;

struct problem {
	unsigned line, column; /* from 1 */
	const char *text;
};
struct problems {
	struct arena *mem;
	struct problem *v;
	size_t n, cap;
};
__attribute__((format(printf, 4, 5))) void problem_add(struct problems *p, unsigned line,
	unsigned column, const char *fmt, ...);
__attribute__((format(printf, 4, 0))) void problem_add_v(struct problems *p, unsigned line,
	unsigned column, const char *fmt, va_list ap);

/* Called for every section before it is read, to fill in what it starts from. Rows are read in the
 * order of the table, not of the file, so that what a later row starts from is known by then. */
struct option_start {
	void (*fill)(void *ctx, const struct section *s, void *dst);
	void *ctx;
};

/* dst is root->size zeroed bytes. Problems are added to p; what could be read is in dst. */
void option_read_yaml(void *dst, const struct section *root, const struct option_start *start,
	const char *text, size_t n, struct problems *p);

#endif
