/* What a line of the table says, before it is known how wide its columns are. */
#ifndef BENCHCTL_TEXT_LINE_H
#define BENCHCTL_TEXT_LINE_H

#include "report/page.h"

enum { SIDES = 2, MEANS_MAX = DIM_FREQUENCY };

/* Everything is text that may be printed as it is. */
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

/* The change keeps the row's colour; where that has none, the next function may give it one. */
struct text_line text_line_of(const struct page *page, const struct row *r);

/* Gives a colour to the changes of these n rows that pass and yet are not chance. Of all that are
 * given, one in twenty may be wrong (Benjamini and Hochberg, over the rows of the comparison). */
void text_line_discoveries(struct text_line *v, const struct page *page,
	const struct row *const *rows, size_t n);

/* The geometric means of all rows of the comparison that have both sides, decided or not, as
 * benchstat has them; one line for each dimension that has several;
 * out has room for MEANS_MAX. Returns how many. */
size_t text_line_means(struct text_line *out, const struct page *page);

#endif
