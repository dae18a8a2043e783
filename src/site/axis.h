/* The scale of a picture: round steps in a unit that readers know. */
#pragma once

#include <stddef.h>

#include "model/metric.h"

struct axis {
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
