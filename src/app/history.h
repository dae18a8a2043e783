/* `benchctl history`: the trend over commits. */
#pragma once

#include "app/project/project.h"
#include "model/run/run_columns.h"
#include "report/history_table.h"

struct history_options {
	const char *id;     /* pattern of benchmarks or results; NULL: all of the suite */
	const char *metric; /* NULL: each benchmark's primary one */
	const char *anchor; /* revision to compare the last record with */
	const char *config;
};

/* The records; if there are none, the earlier versions of the committed baseline. */
int app_history_show(struct history *out, struct app *app, const struct project_options *project,
	const struct history_options *options, struct error *err);

/* The pieces, for a project that is open. The records or, without any, the runs of the committed
 * baseline; an error: there is neither. id: a pattern, or NULL; metric: NULL is the primary one. */
int app_history_read(struct run_columns *runs, struct project *p, const char *id,
	const char *metric, struct error *err);
/* What the options select of them. anchor: a commit, or NULL. */
void app_history_lines(struct history *out, struct project *p, const struct run_columns *runs,
	const struct history_options *o, const char *anchor);

/* The medians of one benchmark over the records of a machine class (NULL: of all); n may be 0.
 * metric NULL: the primary one. */
struct history_line app_history_line(struct arena *mem, const struct run_columns *runs,
	const char *id, const char *metric, const char *class);

/* Records a stored run. *added: false if the history already has this run. */
int app_history_record(bool *added, struct app *app, const char *config, const char *run,
	struct error *err);

/* Fetches the records of a remote repository (NULL: origin) or pushes them, never by force. */
int app_history_sync(struct app *app, const char *config, const char *remote, bool push,
	struct error *err);

/* Records the earlier versions of the committed baseline, or the commits in another tool's file. */
struct history_import {
	const char *path; /* of the baseline, or the file */
	size_t versions, added;
	size_t skipped; /* have no clean commit of this repository */
};
struct history_import_options {
	const char *config;
	const char *file; /* of another tool; NULL: the committed baseline */
	const char *
		benchmark; /* whose results the file has; NULL: the suite's only one with several */
};
int app_history_import(struct history_import *out, struct app *app,
	const struct history_import_options *options, struct error *err);
