/* Tables of a Markdown report, which stay well-formed when the room ends. */
#pragma once

#include "report/phrase.h"

struct memory_file;

struct markdown_table {
	const char *heading; /* bold, above the table; NULL: none */
	const char *columns; /* the table's first two lines */
	/* One row with its newline, escaped. */
	const char *(*line)(const struct wording *w, const struct row *r);
	const struct row **rows;
	size_t n;
};

/* Writes as many complete rows as fit into *room bytes, then the number of the others, and
 * subtracts the bytes from *room. */
void markdown_table(struct memory_file *out, size_t *room, const struct wording *w,
	const struct markdown_table *t);

/* The first two lines of the tables. */
const char *markdown_columns_news(const struct wording *w);
const char *markdown_columns_rest(const struct wording *w);
const char *markdown_columns_evidence(const struct wording *w);
const char *markdown_line_news(const struct wording *w, const struct row *r);
const char *markdown_line_rest(const struct wording *w, const struct row *r);
const char *markdown_line_evidence(const struct wording *w, const struct row *r);
