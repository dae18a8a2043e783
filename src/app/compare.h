/* `benchctl compare`: judges what is stored; nothing is measured. */
#ifndef BENCHCTL_APP_COMPARE_H
#define BENCHCTL_APP_COMPARE_H

#include "app/project.h"
#include "judge/compare.h"
#include "judge/framework_comparison.h"

struct compare_request {
	const char *base, *head; /* files, runs or revisions */
	const char *config;      /* whose rules; NULL: benchctl.yaml, if there is one */
	struct words metric;     /* patterns of metrics that are judged, too */
	bool any_class;          /* judge although the machines differ */
};

int app_compare(struct comparison *c, struct app *app, const struct project_options *project,
	const struct compare_request *request, struct error *err);

/* The results of one run against each other. *label is how a report calls the run. */
int app_compare_frameworks(struct framework_comparisons *out, const char **label, struct app *app,
	const struct selection *selection, const char *run, struct error *err);

#endif
