#include "benchctl/metric.h"

#include <stdio.h>
#include <string.h>

const char *const better_names[] = { "lower", "higher", "none", NULL };

const struct metric process_metrics[PROCESS_METRICS] = {
	[PROCESS_WALL] = { "wall", "s", DIM_TIME, BETTER_LOWER, false },
	[PROCESS_USER] = { "user", "s", DIM_TIME, BETTER_LOWER, false },
	[PROCESS_SYS] = { "sys", "s", DIM_TIME, BETTER_LOWER, false },
	[PROCESS_CPU] = { "cpu", "s", DIM_TIME, BETTER_LOWER, false },
	[PROCESS_CPU_UTILIZATION] = { "cpu_utilization", "ratio", DIM_RATIO, BETTER_NONE, false },
	[PROCESS_PEAK_RSS] = { "peak_rss", "B", DIM_SIZE, BETTER_LOWER, false },
	[PROCESS_SWITCHES_VOLUNTARY] = { "switches_voluntary", "1", DIM_COUNT, BETTER_LOWER,
		false },
	[PROCESS_SWITCHES_INVOLUNTARY] = { "switches_involuntary", "1", DIM_COUNT, BETTER_LOWER,
		false },
	[PROCESS_FAULTS_MINOR] = { "faults_minor", "1", DIM_COUNT, BETTER_LOWER, false },
	[PROCESS_FAULTS_MAJOR] = { "faults_major", "1", DIM_COUNT, BETTER_LOWER, false },
	[PROCESS_READ] = { "read", "B", DIM_SIZE, BETTER_LOWER, false },
	[PROCESS_WRITTEN] = { "written", "B", DIM_SIZE, BETTER_LOWER, false },
};

const char *metric_text(char out[METRIC_TEXT_MAX], const struct metric *m, double value)
{
	char number[QUANTITY_MAX];

	quantity_format(number, value, m->dim);
	if (m->dim == DIM_NONE && m->unit && *m->unit)
		snprintf(out, METRIC_TEXT_MAX, "%s %.20s", number, m->unit);
	else
		snprintf(out, METRIC_TEXT_MAX, "%s", number);
	return out;
}
