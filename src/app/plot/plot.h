/* `benchctl plot`: pictures of stored runs, of the history and of CSV files. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "app/project/project.h"
#include "model/workflow/workflow.h"

/* The numbers of a CSV file, by column. */
struct column {
	const char *name;
	double *v; /* one per row; NaN: not a number. Moments are seconds since 1970. */
	size_t n, cap;
	bool numeric;   /* it has numbers, and no other text */
	bool is_moment; /* dates and times of day */
};
struct columns {
	const char *path;
	struct column *v;
	size_t n, rows;
	struct words cells; /* n texts of each of the first COLUMNS_SHOWN rows */
};
enum { COLUMNS_SHOWN = 20 };

/* The first record names the columns. A file without rows has none. */
int columns_read(struct columns *c, struct arena *mem, const char *path, struct error *err);
/* By name, even without the unit in brackets behind it. */
int columns_find(const struct column **out, const struct columns *c, struct arena *mem,
	const char *name, struct error *err);

/* Converts moments, and numbers of s, ms, us or ns since 1970, to seconds since the first moment.
 * False: x contains neither, and is unchanged. */
bool columns_since_first(double *x, size_t n, bool is_moment);

struct plot_request {
	struct words runs;   /* NULL-ended; empty: the last one */
	const char *history; /* a benchmark, or a pattern; NULL: none */
	bool compare;        /* the two runs */
	bool automatic;      /* each column of numbers, instead of the configured plots */
	const char *config, *folder, *metric;
	struct words given;       /* names of the options */
	struct workflow_plot one; /* of the command line; source NULL: none */
};

/* Draws. made: the paths of the pictures. */
int app_plot(struct words *made, struct app *app, const struct project_options *project,
	const struct plot_request *request, struct error *err);

/* Does what `plot RUN` does for a run that has ended, if plot_on_run is set. Warns of failures. */
void plot_after_run(struct project *p, const struct run *run, const char *dir);

/* The pieces. */
struct plotting {
	struct project p;
	const struct plot_request *request;
	struct words *made;
	const char *folder; /* where pictures go, if not into the folder of a run */
};
struct plot;
/* Refuses the given options that have no effect on what is drawn; idle ends with NULL. */
int plot_check_given(const struct plotting *g, const char *const *idle, const char *what,
	struct error *err);
/* Draws one at folder/NAME.FORMAT, where the name comes from `name`, or at `path` in the folder. */
int plot_draw(struct plotting *g, const struct plot *plot, const char *folder, const char *name,
	const char *path, struct error *err);

/* A run that is drawn. */
struct plot_run {
	const char *label; /* "run-017 8e21c04 2026-11-28" */
	const char *dir;   /* its folder, or NULL */
	const struct run *run;
};
/* The plots of CSV files in the folders of the runs; with n 0: of a file by its path. */
int plot_table(struct plotting *g, const struct workflow_plot *w, const struct plot_run *runs,
	size_t n, struct error *err);
/* Each column of numbers in the CSV files of the first run. *any: there are some. */
int plot_columns(struct plotting *g, bool *any, const struct plot_run *runs, size_t n,
	struct error *err);
/* The samples of each benchmark. */
int plot_samples(struct plotting *g, const struct plot_run *runs, size_t n, struct error *err);
int plot_comparison(struct plotting *g, const struct plot_run *runs, struct error *err);
int plot_history(struct plotting *g, const struct project_options *project, struct error *err);
