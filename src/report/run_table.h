/* A run for people. */
#pragma once

#include <stdio.h>

#include "report/report.h"

struct run;

enum run_table {
	RUN_TABLE_SUITE,    /* the primary metric and the two most common ones */
	RUN_TABLE_COMMANDS, /* of the primary metric more figures */
};
/* One line for each benchmark. name: of the run, so that the table can name the `benchctl show`
 * command for the other metrics. */
void run_table(FILE *out, const struct run *run, const char *name, enum run_table kind,
	const struct report_style *style);

/* All metrics of each benchmark, a line each. */
void run_details(FILE *out, const struct run *run, const struct report_style *style);
