/* The history of benchmarks for people. */
#pragma once

#include <stdio.h>

#include "base/arena.h"
#include "judge/stats/changepoint.h"
#include "model/metric.h"
#include "report/report.h"

/* One benchmark's metric over the records, oldest first. */
struct history_line {
	const char *id;
	struct metric metric;
	double *v;                     /* n medians */
	const struct run_origin **run; /* of each */
	size_t n;                      /* at least 1 */
	struct changepoints shifts;    /* of the level */
	double trend;                  /* ratio from one record to the next; NaN for one record */
	double since;                  /* ratio since the anchor, else since the first record */
};

struct history {
	struct history_line *v;
	size_t n;
	const char *anchor; /* the revision that `since` refers to; NULL: the first record */
};

/* The levels of a history between its change points. */
struct level {
	size_t from, to; /* records: from <= i < to */
	double median;
	double lo, hi; /* 95% of further records are likely in between; lo > hi: too few records */
};
struct levels ARENA_LIST(struct level);
struct levels levels_of(struct arena *mem, const struct history_line *l);

/* A line for each. */
void history_table(FILE *out, const struct history *h, const struct report_style *style);
/* All records of each. */
void history_details(FILE *out, const struct history *h, const struct report_style *style);
