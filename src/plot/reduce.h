/* Makes a picture's few thousand numbers of any number of data. */
#pragma once

#include "plot/plot.h"

struct reduced {
	double *x, *y;   /* n points */
	double *lo, *hi; /* least and greatest of each; NULL: each point is a value */
	size_t n;
	double window; /* of the values by time: its length, in units of x; 0: each value is one */
};
/* Values by time: one per window or, of many without an aggregation, one per column of the
 * picture, with the range. */
struct reduced reduce_by_time(struct arena *mem, const struct plot *p, const struct plot_series *s);
/* One point for each small cell of the picture that has some. */
struct reduced reduce_to_cells(struct arena *mem, const struct plot_series *s);
