/* Renderers of a comparison. Each returns bytes on a stream; one place stores them. All show the
 * same facts from the same struct, in this order: what happened, to which benchmark, how much, how
 * sure, what to do. */
#ifndef BENCHCTL_REPORT_H
#define BENCHCTL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct comparison;
struct error;

struct report_style {
	bool colour, unicode; /* of the terminal; only the text heeds them */
	size_t columns;       /* of the terminal; 0: lines may be as long as they like */
	size_t limit; /* bytes the report may have; 0: the kind's own limit. It is cut on whole
			 rows, and says what was cut; JSON never is. */
};

struct reporter {
	const char *name; /* as in --report NAME=PATH */
	const char *help;
	/* -1 only when a library is missing or out of memory. */
	int (*render)(FILE *out, const struct comparison *c, const struct report_style *style,
		struct error *err);
};

extern const struct reporter text_reporter, markdown_reporter, junit_reporter, json_reporter,
	github_reporter;

/* All of them, ending with NULL. */
extern const struct reporter *const reporters[];
const struct reporter *reporter_find(const char *name); /* NULL: unknown */

/* GitHub takes no more: a comment or a check, the summary of a step. */
#define REPORT_COMMENT_MAX ((size_t)65536)
#define REPORT_SUMMARY_MAX ((size_t)1 << 20)

/* The outcome in one line that fits a mail's subject: "❌ 1 of 4 benchmarks regressed: parse
 * +11.6%". Harmless, but still to be escaped for where it goes. */
char *report_headline(struct arena *mem, const struct comparison *c);
/* "pass", "regression", "error", "no-verdict" or "interrupted" */
const char *report_verdict(const struct comparison *c);

/* The outputs of a step, as lines for the file named by GITHUB_OUTPUT: verdict, exit, headline,
 * rows, failing, warning, and rows by verdict as count_pass and so on. */
void github_outputs(FILE *out, const struct comparison *c);

/* Reads back what json_reporter wrote; everything is checked. */
int comparison_load(struct comparison *c, struct arena *mem, const char *path, struct error *err);

#endif
