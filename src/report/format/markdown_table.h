/* Tables of a Markdown report, which stay well-formed when the room ends. */
#pragma once

#include "report/phrase.h"

struct memory_file;

enum markdown_columns { MARKDOWN_NEWS, MARKDOWN_EVIDENCE, MARKDOWN_REST };

/* Writes as many complete rows as fit into *room bytes, then the number of the others, and
 * subtracts the bytes from *room. heading: bold, above the table; NULL: none. */
void markdown_table(struct memory_file *out, size_t *room, const struct wording *w,
	enum markdown_columns columns, const char *heading, const struct row *const *rows,
	size_t n);
