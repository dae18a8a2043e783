/* The history of a benchmark as a picture: SVG that needs no script. */
#ifndef BENCHCTL_CHART_H
#define BENCHCTL_CHART_H

#include "site/page.h"

/* What a commit of the history means to readers, in the order of the records. */
struct chart_event {
	size_t at;         /* record */
	const char *class; /* "shift", "tag", "baseline", "accepted" */
	const char *text;
};
struct chart_events {
	struct chart_event *v;
	size_t n, cap;
};

/* A level between two change points. */
struct chart_level {
	size_t from, to; /* records: from <= i < to */
	double median;
	double lo, hi; /* a further record is likely in between; lo > hi: too few records */
};
struct chart_levels {
	struct chart_level *v;
	size_t n, cap;
};
struct chart_levels chart_levels_of(struct arena *mem, const struct history_line *l);

void chart_put(const struct html *h, const struct site *site, const struct history_line *l,
	const struct chart_events *events);
/* A line of the size of a word. */
void chart_put_small(const struct html *h, const struct history_line *l);

#endif
