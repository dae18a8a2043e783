/* The pieces of a script, and the reduction of large data to a few thousand numbers. */
#pragma once

#include <stdbool.h>

#include "plot/plot.h"

enum { SCRIPT_COLOURS = 7 }; /* line types 1 to 7 */

struct script {
	FILE *f;
	struct arena *mem;
	const struct plot *p;
};

/* A text in single quotes: one line, no markup (noenhanced). gnuplot's SVG cannot hold "]]>". tic:
 * the label of a tic, which is a format. */
const char *script_quoted(struct arena *mem, const char *s, bool tic);
const char *script_label(const struct script *s, size_t i); /* of a series */

/* Data under the name $NAMEi. */
void script_open_data(const struct script *s, const char *name, size_t i);
void script_close_data(const struct script *s);

/* Everything about a plot whose series are only values. */
void script_put_samples(const struct script *s);

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
