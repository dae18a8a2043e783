/* Many runs of a suite as columns: of each run when and where, and one value per metric. Runs with
 * their samples take thirty times as much memory. */
#pragma once

#include "model/run/run.h"

struct past_run {
	const char *commit, *started, *class; /* NULL: not known */
};

/* One metric of one benchmark, in one unit. */
struct past_column {
	const char *id;
	struct metric metric;
	double *v; /* of each run; NaN: it has none */
	size_t n, cap;
	bool unwanted;
};

struct past {
	struct arena *mem;
	struct past_run *v; /* oldest first */
	size_t n, cap;
	struct ARENA_LIST(struct past_column) columns; /* sorted by id */
	size_t next;                                   /* the column that likely comes next */
	bool recorded; /* it is the recorded history; else baselines or stored runs */
};

/* Which results to keep, by their ids, and which metric of them: NULL all, "" the primary one. */
struct past_wish {
	bool (*wants)(void *ctx, const char *id); /* NULL: all */
	void *ctx;
	const char *metric;
};

bool past_wants(const struct past_wish *wish, const char *id);

/* Copies the chosen results (wish NULL: all) of one more run. */
void past_add(struct past *p, const struct run *run, const struct past_wish *wish);
/* After the last run: leaves the runs order[0 .. n), by their numbers from 0, in that order. */
void past_arrange(struct past *p, const size_t *order, size_t n);
struct past past_of(struct arena *mem, const struct run_set *set, const struct past_wish *wish);

/* The column with the newest value of that metric (NULL: any); NULL: there is none. */
const struct past_column *past_find(const struct past *p, const char *id, const char *metric);
