/* Runs on disk: <output_dir>/run-NNN/ with run.json, metadata.json and the reports' files. */
#pragma once

#include "base/arena.h"
#include "model/run/run.h"

struct removals;
struct results_policy;

/* Makes the next free folder KIND-NNN, and holds it. Several processes may do so at
 * once; each gets its own. Another kind than "run" is neither listed nor the last run. */
int runs_create(const char **dir, const char **id, struct arena *mem, const char *output_dir,
	const char *kind, struct error *err);

/* First metadata.json alone, when the run starts; then run.json and the final metadata. */
int runs_begin(const char *dir, const struct run *run, struct error *err);
int runs_save(const char *dir, const struct run *run, struct error *err);
/* Another run that belongs to it, under that name. */
int runs_save_as(const char *dir, const char *name, const struct run *run, struct error *err);

struct stored_run {
	const char *id, *dir;
	struct run run;    /* without results */
	const char *fault; /* why it is unreadable; NULL: it is readable */
};
struct stored_runs ARENA_LIST(struct stored_run); /* by number */
/* A missing folder holds no runs. */
int runs_list(struct stored_runs *list, struct arena *mem, const char *output_dir,
	struct error *err);

/* The folder of a run named run-017, 17 or last, which is held from now on; NULL: there is none. */
const char *runs_find(struct arena *mem, const char *output_dir, const char *name);

/* Keeps the folder of a run from being pruned, by any process, until this process ends. path: the
 * folder, or a file in it; any other path has no effect. */
void runs_hold(const char *path);

/* Makes the folder of a run again if somebody has removed it. Whatever is stored in it does so. */
int runs_keep(const char *dir, struct error *err);

/* Removes temporary files that killed processes left in the folders of runs. */
void runs_reap(struct arena *mem, const char *output_dir);

/* Removes the folders KIND-NNN of the runs that started first until the policy holds. Folders that
 * are held stay, as do links and folders whose metadata.json benchctl did not write. */
void runs_prune(struct removals *list, struct arena *mem, const char *output_dir,
	const struct results_policy *policy);
