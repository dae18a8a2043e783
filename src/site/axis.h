/* The scale of a picture: round steps in a unit that readers know. */
#pragma once

#include <stddef.h>

#include "model/metric.h"
#include "site/html.h"

struct axis {
	const char *name;   /* of the metric */
	double lo, hi;      /* base units */
	double step, first; /* of the ticks */
	double factor;      /* base units per printed unit */
	const char *unit;   /* "ms"; "": a plain number */
	double from, to;    /* px of lo and hi */
};

/* From lo to hi with a margin, at least 2% of the values wide: smaller differences look level. */
struct axis axis_of(const struct metric *m, double lo, double hi, double from, double to);
/* The value of a tick, from 0 on; NAN after the last. */
double axis_tick(const struct axis *a, size_t i);
double axis_at(const struct axis *a, double v);                           /* px */
const char *axis_text(struct arena *mem, const struct axis *a, double v); /* without the unit */
const char *axis_label(struct arena *mem, const struct axis *a);          /* "wall (ms)" */

/* The ticks of y, each with a line as long as x. */
void axis_put_rows(const struct html *h, const struct axis *x, const struct axis *y);
/* A line through n points; of too many the least and the greatest of each column. xs NULL: 1, 2,
 * ...; NaN: no point. */
void axis_put_line(const struct html *h, const struct axis *x, const struct axis *y,
	const char *class, const double *xs, const double *ys, size_t n);
