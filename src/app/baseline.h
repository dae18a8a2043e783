/* `benchctl baseline`: records and shows the baselines that the repository keeps. */
#pragma once

#include "app/operand.h"
#include "app/project/project.h"

struct refresh_options {
	bool commit;         /* else the file is written into the worktree */
	bool replace;        /* forget the runs that the baseline holds */
	const char *branch;  /* NULL: the one that is checked out */
	const char *message; /* NULL: the default */
	const char *config;
	const char *run; /* a stored run; NULL: measure one now */
};

struct refreshed {
	const char *path;
	const char *commit, *branch; /* that was made, and where; NULL: no commit */
	size_t runs;                 /* number of runs in the worktree's file now */
};

int app_baseline_refresh(struct refreshed *out, struct app *app,
	const struct project_options *project, const struct refresh_options *options,
	struct error *err);

/* The baseline of a revision or a file. */
int app_baseline_show(struct operand *out, struct app *app, const char *config, const char *name,
	struct error *err);

int app_baseline_export(struct run_set *out, struct app *app, const char *config, const char *name,
	struct error *err);
