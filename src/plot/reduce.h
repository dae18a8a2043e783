/* Makes a picture's few thousand numbers of any number of data. */
#pragma once

#include <stdbool.h>

#include "plot/plot.h"

struct point {
	double x, y, lo, hi; /* lo, hi: the range of what it stands for, or y */
};
struct reduced {
	struct point *v;
	size_t n, cap;
	bool ranges;   /* a point stands for the range of several values */
	double window; /* of the values by time: its length, in units of x; 0: each value is one */
};
/* Values by time: one per window or, of many without an aggregation, one per column of the
 * picture, with the range. */
struct reduced reduce_by_time(struct arena *mem, const struct plot *p, const struct plot_series *s);
/* One point for each small cell of the picture that has some. */
struct reduced reduce_to_cells(struct arena *mem, const struct plot_series *s);
