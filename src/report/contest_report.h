/* Contests for people, one table for each metric. */
#ifndef BENCHCTL_CONTEST_REPORT_H
#define BENCHCTL_CONTEST_REPORT_H

#include <stdio.h>

#include "report/report.h"

struct contests;

void contest_text(FILE *out, const struct contests *all, const char *label,
	const struct report_style *style);
void contest_markdown(FILE *out, const struct contests *all, const char *label);

#endif
