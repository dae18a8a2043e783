/* `benchctl compare`: judges stored results; measures nothing. */
#pragma once

#include "app/project/project.h"
#include "judge/compare.h"
#include "judge/framework_comparison.h"

struct compare_request {
	struct words base, head; /* files, runs or revisions; of several, each is one sample */
	const char *config;      /* with the rules; NULL: benchctl.yaml, if it exists */
	struct words metric;     /* patterns of metrics to judge as well */
	bool any_class;          /* judge even if the machine classes differ */
};

int app_compare(struct comparison *c, struct app *app, const struct project_options *project,
	const struct compare_request *request, struct error *err);

/* Compares the wall times of a run's commands with each other; out->n is 0 for fewer than two. */
void app_compare_commands(struct framework_comparisons *out, struct app *app,
	const struct run *run);
/* Compares the results of one run with each other. run: NULL: the newest run; with commas: names of
 * results or frameworks of the newest run. *label: the run's name in a report. */
int app_compare_frameworks(struct framework_comparisons *out, const char **label, struct app *app,
	const struct selection *selection, const char *run, struct error *err);
