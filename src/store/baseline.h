/* Baselines: runs of a suite on one class of machine, committed as <dir>/<suite>/<class>.json. */
#pragma once

#include "model/run/run.h"

struct repo;
struct words;

/* <dir>/<suite>/<class>.json, tidy, as git wants it. */
const char *baseline_path(struct arena *mem, const char *dir, const char *suite, const char *class);

/* The baseline in the commit's tree, or 1 when that tree has none for this suite and class. */
int baseline_read(struct run_set *set, struct repo *repo, struct arena *mem, const char *commit,
	const char *path, const char *suite, struct error *err);

/* Classes of machines that the commit has baselines of the suite for; none where git fails. */
void baseline_classes(struct words *classes, struct repo *repo, const char *commit,
	const char *path);

/* Adds the run, or replaces the same run; keeps the newest `window` runs, reduced to what this gate
 * can judge (run_set_reduce). A run that failed, was interrupted, or belongs to another suite is
 * refused. */
int baseline_add(struct run_set *set, struct arena *mem, const struct run *run, size_t window,
	const struct gate_policy *gate, struct error *err);
