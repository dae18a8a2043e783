/* The text report: how a terminal shows a text, and the table. */
#pragma once

#include <stdio.h>

#include "report/phrase.h"

struct page {
	FILE *f;
	struct wording words;
	const struct report_style *style;
	size_t columns; /* SIZE_MAX: unlimited */
};

enum colour { COLOUR_NONE, COLOUR_BAD, COLOUR_DOUBTFUL, COLOUR_GOOD, COLOUR_FAINT };

/* Every foreign or formatted text passes through this function. */
const char *page_safe(const struct page *page, const char *s);
void page_coloured(const struct page *page, enum colour colour, const char *safe);
/* Prints a safe text from column `at` on, with further lines indented. Returns the last column. */
size_t page_wrapped(const struct page *page, size_t at, size_t indent, const char *s);

enum { SIDES = 2, MEANS_MAX = DIM_FREQUENCY };

/* A line of the table, before the widths of the columns are known. All texts are safe to print. */
struct text_cell {
	const char *whole, *part, *unit, *spread; /* "118", ".2", " ms", "1%" */
};
struct text_line {
	const char *name;
	struct text_cell side[SIDES];
	const char *change, *evidence, *verdict, *remark;
	enum colour colour, change_colour;
	bool worth; /* a second line */
};

/* The change has the row's colour; if that is none, the next function may set one. */
struct text_line text_line_of(const struct page *page, const struct row *r);

/* Colours the changes among these n rows that pass but are hardly chance. Of all coloured
 * changes, one in twenty may be wrong (Benjamini and Hochberg, over the rows of the comparison). */
void text_line_discoveries(struct text_line *v, const struct page *page,
	const struct row *const *rows, size_t n);

/* The geometric means over all rows with both sides, decided or not, like benchstat; one line per
 * dimension with several rows. out has room for MEANS_MAX. Returns how many. */
size_t text_line_means(struct text_line *out, const struct page *page);

/* The table: columns that fit a terminal, decimals under each other. One line per row of rows[0 ..
 * n - 1], which point into the comparison, below a heading, and the geometric means of all rows of
 * the comparison. */
void text_table(const struct page *page, const struct row *const *rows, size_t n);
