/* The texts of a table line, before the column widths are known. */
#pragma once

#include "report/format/page.h"

enum { SIDES = 2, MEANS_MAX = DIM_FREQUENCY };

/* All texts are safe to print. */
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

/* The geometric means over all rows of the comparison with both sides, decided or not, like
 * benchstat; one line per dimension with several rows. out has room for MEANS_MAX. Returns how
 * many. */
size_t text_line_means(struct text_line *out, const struct page *page);
