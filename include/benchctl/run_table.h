/* A run for people: one line for each benchmark. */
#ifndef BENCHCTL_RUN_TABLE_H
#define BENCHCTL_RUN_TABLE_H

#include <stdio.h>

#include "benchctl/report.h"

struct run;

void run_table(FILE *out, const struct run *run, const struct report_style *style);

#endif
