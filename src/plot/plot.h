/* Pictures drawn by gnuplot. This folder writes its scripts: data become a few thousand numbers,
 * and every text is a single-quoted string that gnuplot neither executes nor reads as markup. */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"

struct error;

/* In the order of their names in the configuration (model/workflow.h). */
enum plot_type {
	PLOT_TIME_SERIES,
	PLOT_HISTOGRAM,
	PLOT_BOXPLOT,
	PLOT_CDF,
	PLOT_SCATTER,
	PLOT_VIOLIN
};
enum plot_aggregation { PLOT_EACH, PLOT_AVG, PLOT_MEDIAN, PLOT_P95, PLOT_P99 };
enum plot_format { PLOT_PNG, PLOT_SVG, PLOT_PDF };

struct plot_series {
	const char *label;
	const double *x; /* of time series and scatter, else NULL */
	const double *y;
	size_t n;
	double lo, hi; /* 95% interval of the median, of a violin; NaN: none */
};

struct plot_mark { /* a vertical line of a time series */
	double x;
	const char *label; /* or NULL */
};

struct plot_level { /* of a time series: a band around a level */
	double from, to, median, lo, hi;
};

struct plot {
	const char *title, *x_label, *y_label;
	int type, aggregation, format;
	double window; /* of x, for an aggregation */
	struct ARENA_LIST(struct plot_series) series;
	struct ARENA_LIST(struct plot_mark) marks;
	struct ARENA_LIST(struct plot_level) levels;
};

/* The script that draws the picture at that path. -1: there are no data to show. */
int plot_script(FILE *out, struct arena *mem, const struct plot *p, const char *picture,
	struct error *err);
