/* The page of the text report: how a terminal shows a text. */
#pragma once

#include <stdio.h>

#include "report/phrase.h"

struct report_style;

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
