/* The pictures of the pages: SVG that needs no script. */
#pragma once

#include "base/arena.h"
#include "judge/compare.h"
#include "site/page.h"

/* The scale of a picture: round steps in a unit that readers know. */
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
/* A line through n points; of too many, each column's range. xs NULL: 1, 2, ...; NaN: no point. */
void axis_put_line(const struct html *h, const struct axis *x, const struct axis *y,
	const char *class, const double *xs, const double *ys, size_t n);

/* The history of a benchmark, and what its commits mean to readers, in the order of the records. */
struct chart_event {
	size_t at;         /* record */
	const char *class; /* "shift", "tag", "baseline", "accepted" */
	const char *text;
};
struct chart_events ARENA_LIST(struct chart_event);

void chart_put(const struct html *h, const struct site *site, const struct history_line *l,
	const struct chart_events *events);
/* A line of the size of a word. */
void chart_put_small(const struct html *h, const struct history_line *l);

struct lines_line {
	const char *label;
	const double *x, *y; /* n of each; x NULL: 1, 2, ...; NaN: no point */
	size_t n;
};
/* x, y: what the axes show. One line needs no legend. zooms: the script makes a chart. */
void lines_put(const struct html *h, const struct metric *x, const struct metric *y,
	const struct lines_line *v, size_t n, bool zooms);

/* The samples of some runs. */
struct samples_side {
	const char *label;
	const struct series *series; /* NULL: the picture lacks it */
	struct summary summary;
	bool is_base; /* its colour */
};
/* One below the other; id: of the benchmark. */
void samples_put(const struct html *h, const char *id, const struct metric *m,
	const struct samples_side *sides, size_t n);
