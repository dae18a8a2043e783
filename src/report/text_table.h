/* The table of the text report: columns that fit a terminal, decimals under each other. */
#ifndef BENCHCTL_TEXT_TABLE_H
#define BENCHCTL_TEXT_TABLE_H

#include "phrase.h"

struct report_style;

struct text_page {
	FILE *f;
	struct wording words;
	const struct report_style *style;
	size_t columns; /* SIZE_MAX: no end */
};

enum text_colour { COLOUR_NONE, COLOUR_BAD, COLOUR_DOUBTFUL, COLOUR_GOOD, COLOUR_FAINT };

/* Every foreign or formatted text goes through this on its way to the page. */
const char *text_safe(const struct text_page *page, const char *s);
void text_coloured(const struct text_page *page, enum text_colour colour, const char *safe);
/* The words of a safe text from column `at` on; further lines are indented. The column it came to.
 */
size_t text_wrapped(const struct text_page *page, size_t at, size_t indent, const char *s);

/* One line per row of rows[0 .. n - 1], which point into the comparison, below a heading, and the
 * geometric means of all rows of the comparison. */
void text_table(const struct text_page *page, const struct row *const *rows, size_t n);

#endif
