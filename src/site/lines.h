/* Several lines in one picture: SVG that needs no script. */
#pragma once

#include "site/page.h"

struct lines_line {
	const char *label;
	const double *x, *y; /* n of each; x NULL: 1, 2, ...; NaN: no point */
	size_t n;
};
/* x, y: what the axes show. One line needs no legend. zooms: the script makes a chart. */
void lines_put(const struct html *h, const struct metric *x, const struct metric *y,
	const struct lines_line *v, size_t n, bool zooms);
