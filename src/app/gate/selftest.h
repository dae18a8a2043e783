/* This tree against itself: what the gate detects, and its false alarms. */
#pragma once

#include "app/project/project.h"
#include "judge/compare.h"
#include "report/noise_table.h"

/* `benchctl selftest`: slows the second side down by `inject` (a ratio; 0: by what the rules must
 * detect). */
struct selftest {
	struct comparison c;
	struct words unseen;      /* rows whose slowdown was not confirmed: "parse peak_rss" */
	size_t seen;              /* rows */
	size_t whole, benchmarks; /* whose rows are all seen; of how many */
	double inject;
	enum exit_status exit;
};
int app_selftest(struct selftest *out, struct app *app, const struct project_options *project,
	const char *config, double inject, struct error *err);

/* `benchctl calibrate`. */
int app_calibrate(struct noise *out, struct app *app, const struct project_options *project,
	const char *config, struct error *err);
