/* The table of the text report: columns that fit a terminal, decimals under each other. */
#pragma once

#include "report/phrase.h"

struct page;

/* One line per row of rows[0 .. n - 1], which point into the comparison, below a heading, and the
 * geometric means of all rows of the comparison. */
void text_table(const struct page *page, const struct row *const *rows, size_t n);
