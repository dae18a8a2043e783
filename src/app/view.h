/* Stored data: runs, comparisons, the configuration. Measures nothing. */
#pragma once

#include "app/operand.h"
#include "measure/kind/external.h"
#include "report/run_table.h"
#include "store/removal.h"
#include "store/runs.h"

/* The stored runs and their folder. output_dir NULL: the configuration's. */
int app_list(struct stored_runs *out, const char **dir, struct app *app, const char *output_dir,
	struct error *err);

void app_list_write(FILE *out, const struct stored_runs *runs);

/* The runs of a file, run or revision; NULL: the last run. *others: of a stored run, what a gate
 * has measured beside it. */
int app_show(struct run_set *out, struct runs_beside *others, struct app *app, const char *name,
	struct error *err);

/* The comparison in a run's folder, or a file; NULL: the last run's. */
int app_load_comparison(struct comparison *out, struct app *app, const char *output_dir,
	const char *name, struct error *err);

/* Adds the notes to the run of that name (run-017, 17, last), or replaces those with the same keys;
 * an empty value removes one. *run: with all its notes. */
int app_annotate(struct run *run, struct app *app, const char *name, const struct pairs *notes,
	struct error *err);

/* Removes runs beyond the policy of `results:`, and copies of the base that no gate uses. dry_run:
 * only lists them. */
int app_clean(struct removals *out, struct app *app, const char *config, bool dry_run,
	struct error *err);

/* Checks a configuration. */
int app_validate(struct suite *out, struct app *app, const char *config, struct error *err);

/* Checks a workload of the External Benchmark Protocol. */
int app_validate_workload(struct external_workload *out, struct app *app, const char *path,
	struct error *err);

const struct section *app_config_section(struct app *app);
