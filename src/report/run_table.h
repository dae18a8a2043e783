/* A run for people. */
#pragma once

#include <stdio.h>

#include "report/report.h"

enum run_table {
	RUN_TABLE_SUITE,    /* the primary metric and the two most common ones */
	RUN_TABLE_COMMANDS, /* of the primary metric more figures */
};
/* One line for each benchmark. name: of the run, so that the table can name the `benchctl show`
 * command for the other metrics. */
void run_table(FILE *out, const struct run *run, const char *name, enum run_table kind,
	const struct report_style *style);

/* A run that was measured beside another, or to confirm what that showed. */
struct run_beside {
	const char *title;
	const struct run *run;
};
struct runs_beside {
	struct run_beside *v;
	size_t n, cap;
};
/* All metrics of each benchmark, a line each; then those of the others. */
void run_details(FILE *out, const struct run *run, const struct runs_beside *others,
	const struct report_style *style);
