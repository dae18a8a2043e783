/* This tree against itself: what the gate detects, and its false alarms. */
#ifndef BENCHCTL_APP_SELFTEST_H
#define BENCHCTL_APP_SELFTEST_H

#include "app/project.h"
#include "judge/compare.h"
#include "report/noise_table.h"

/* `benchctl selftest`: slows the second side down by `inject` (a ratio). */
struct selftest {
	struct comparison c;
	struct words unseen; /* benchmarks whose slowdown was not confirmed */
	size_t benchmarks;
	enum exit_status exit;
};
int app_selftest(struct selftest *out, struct app *app, const struct project_options *project,
	const char *config, double inject, struct error *err);

/* `benchctl calibrate`. */
int app_calibrate(struct noise *out, struct app *app, const struct project_options *project,
	const char *config, struct error *err);

#endif
