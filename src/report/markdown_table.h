/* Tables of a Markdown report that end, well-formed, where there is no more room. */
#ifndef BENCHCTL_MARKDOWN_TABLE_H
#define BENCHCTL_MARKDOWN_TABLE_H

#include "report/phrase.h"

struct memory_file;

struct markdown_table {
	const char *heading; /* bold, above it; NULL: none */
	const char *columns; /* its first two lines */
	/* One row with its newline, all escaped. */
	const char *(*line)(const struct wording *w, const struct row *r);
	const struct row **rows;
	size_t n;
};

/* Writes as many whole rows as fit in *room bytes, then how many are left. Less room is left then.
 */
void markdown_table(struct memory_file *out, size_t *room, const struct wording *w,
	const struct markdown_table *t);

/* The first two lines of the tables. */
const char *markdown_columns_news(const struct wording *w);
const char *markdown_columns_rest(const struct wording *w);
const char *markdown_columns_evidence(const struct wording *w);
const char *markdown_line_news(const struct wording *w, const struct row *r);
const char *markdown_line_rest(const struct wording *w, const struct row *r);
const char *markdown_line_evidence(const struct wording *w, const struct row *r);

#endif
