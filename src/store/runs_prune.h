/* Old runs are removed, so that a folder of runs does not grow without limit. */
#pragma once

struct arena;
struct removals;
struct results_policy;

/* Keeps the folder of a run from being pruned, by any process, until this process ends. path: the
 * folder, or a file in it; any other path has no effect. */
void runs_hold(const char *path);

/* Removes temporary files that killed processes left in the folders of runs. */
void runs_reap(struct arena *mem, const char *output_dir);

/* Removes the oldest folders KIND-NNN of runs until the policy holds. Folders that are held stay,
 * and so do folders that benchctl did not make. */
void runs_prune(struct removals *list, struct arena *mem, const char *output_dir,
	const struct results_policy *policy);
