/* A comparison of frameworks for people, one table for each metric. */
#pragma once

#include <stdio.h>

#include "report/report.h"

struct framework_comparisons;

void framework_report_text(FILE *out, const struct framework_comparisons *all, const char *label,
	const struct report_style *style);
void framework_report_markdown(FILE *out, const struct framework_comparisons *all,
	const char *label);
