/* The page that the text report is written on: what a terminal can show of a text. */
#ifndef BENCHCTL_PAGE_H
#define BENCHCTL_PAGE_H

#include <stdio.h>

#include "report/phrase.h"

struct report_style;

struct page {
	FILE *f;
	struct wording words;
	const struct report_style *style;
	size_t columns; /* SIZE_MAX: no end */
};

enum colour { COLOUR_NONE, COLOUR_BAD, COLOUR_DOUBTFUL, COLOUR_GOOD, COLOUR_FAINT };

/* Every foreign or formatted text goes through this on its way to the page. */
const char *page_safe(const struct page *page, const char *s);
void page_coloured(const struct page *page, enum colour colour, const char *safe);
/* The words of a safe text from column `at` on; further lines are indented. The column it came to.
 */
size_t page_wrapped(const struct page *page, size_t at, size_t indent, const char *s);

#endif
