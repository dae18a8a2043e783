/* Renderers of a comparison. Each returns bytes on a stream; one place stores them. All show the same
 * facts from the same struct, in this order: what happened, to which benchmark, how much, how sure,
 * what to do. */
#ifndef BENCHCTL_REPORT_H
#define BENCHCTL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct comparison;
struct error;

struct report_style {
	bool colour, unicode; /* of the terminal */
	size_t columns;	      /* of the terminal */
	size_t limit; /* bytes the report may have; 0: the kind's own limit. It is cut on whole rows, and
			 says what was cut. */
};

struct reporter {
	const char *name; /* as in --report NAME=PATH */
	const char *help;
	/* -1 only when a library is missing. */
	int (*render)(FILE *out, const struct comparison *c, const struct report_style *style,
		struct error *err);
};

extern const struct reporter text_reporter, markdown_reporter, junit_reporter, json_reporter,
	github_reporter;

/* All of them, ending with NULL. */
extern const struct reporter *const reporters[];
const struct reporter *reporter_find(const char *name); /* NULL: unknown */

/* Reads back what json_reporter wrote; everything is checked. */
int comparison_load(struct comparison *c, struct arena *mem, const char *path, struct error *err);

#endif
