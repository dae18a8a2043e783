/* How noisy benchmarks are, for people. */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "model/metric.h"

/* One metric of a benchmark that was measured against itself. */
struct noise_row {
	const char *id;
	struct metric metric;
	double median;
	double noise;           /* ratio: robust standard deviation; not finite: of 0 */
	double autocorrelation; /* of neighbouring samples */
	double visible;         /* ratio: the smallest change that would show; infinite: none */
	bool differs;           /* from itself */
};

struct noise {
	struct noise_row *v;
	size_t n, cap;
	size_t alarms, rows; /* regressions, and rows that were judged */
	size_t samples;      /* of each side */
	bool failed;         /* a benchmark could not be measured */
};

void noise_table(FILE *out, const struct noise *noise);
