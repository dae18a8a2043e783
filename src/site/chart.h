/* The history of a benchmark as a picture: SVG that needs no script. */
#pragma once

#include "base/arena.h"
#include "site/page.h"

/* What a commit of the history means to readers, in the order of the records. */
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
