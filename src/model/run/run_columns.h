/* Many runs of a suite as columns: of each run when and where, and one value per metric. Runs with
 * their samples take thirty times as much memory. */
#pragma once

#include "model/run/run.h"

struct run_origin {
	const char *commit, *started, *class; /* NULL: not known */
};

/* One metric of one benchmark, in one unit. */
struct run_column {
	const char *id;
	struct metric metric;
	double *v; /* of each run; NaN: it has none */
	size_t n, cap;
	bool left_out;
};

struct run_columns {
	struct arena *mem;
	struct run_origin *v; /* oldest first */
	size_t n, cap;
	struct ARENA_LIST(struct run_column) columns; /* sorted by id */
	size_t next;                                  /* the column that likely comes next */
	bool recorded; /* it is the recorded history; else baselines or stored runs */
};

/* Which results to keep, by their ids, and which metric of them: NULL all, "" the primary one. */
struct run_filter {
	bool (*matches)(void *ctx, const char *id); /* NULL: all */
	void *ctx;
	const char *metric;
};

bool run_columns_match(const struct run_filter *filter, const char *id);

/* Copies the chosen results (filter NULL: all) of one more run. */
void run_columns_add(struct run_columns *p, const struct run *run, const struct run_filter *filter);
/* After the last run: leaves the runs order[0 .. n), by their numbers from 0, in that order. */
void run_columns_arrange(struct run_columns *p, const size_t *order, size_t n);
struct run_columns run_columns_of(struct arena *mem, const struct run_set *set,
	const struct run_filter *filter);

/* The column with the newest value of that metric (NULL: any); NULL: there is none. */
const struct run_column *run_columns_find(const struct run_columns *p, const char *id,
	const char *metric);
