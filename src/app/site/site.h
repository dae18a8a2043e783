/* `benchctl report html` and `benchctl serve`: pages about the project in this folder. */
#pragma once

#include "app/project/project.h"
#include "model/run/run_columns.h"
#include "site/site.h"
#include "store/runs.h"

struct site_options {
	const char *config, *output_dir; /* NULL: the default */
	size_t runs;                     /* newest ones in one document */
};

/* What the pages are made from. It has its own memory, so that it can be read again. */
struct app_site {
	struct app app;
	const struct app *owner;
	struct site_options options;
	struct project p;
	struct stored_runs stored;
	struct ledger *ledger;
	struct words classes;   /* of machines that have records */
	struct run_columns all; /* the records of all of them; empty: read for each page */
	struct site site;
	const char *state; /* of what it was made from */
};

/* Call this first: enters the folder of the configuration, whose problems go to the app. */
int app_site_check(struct app *app, const struct site_options *o, struct error *err);

/* Reads what all pages need. A repository or a history that cannot be used is a note. */
int app_site_open(struct app_site *s, const struct app *app, const struct site_options *o,
	struct error *err);
void app_site_close(struct app_site *s);
#define CLOSES_SITE __attribute__((cleanup(app_site_close)))
/* Reads it again if something has changed. */
int app_site_refresh(struct app_site *s, struct error *err);

/* The stored run of that name, or NULL. */
struct site_run *app_site_run(struct app_site *s, const char *name);

/* Writes the body of a page with this site, whose arena may differ from that of s->site. 1: there
 * is no such page. name of a comparison: "run-017", or "run-001..run-017" for any two runs. */
int app_site_page(FILE *out, struct app_site *s, const struct site *site, enum site_page kind,
	const char *name, struct error *err);

/* The regular files in the folder of a run, and those below that its metadata names; with their
 * beginnings, or without. */
void app_site_files(struct site_files *files, struct arena *mem, const char *dir,
	const struct run *run, bool read);
/* Opens one by no link; -1: there is none inside. */
int app_site_open_file(const char *dir, const char *name);
/* The first CSV files among the outputs. */
void app_site_outputs(struct site_outputs *outputs, struct arena *mem, const char *dir,
	const struct run *run);

/* Reads the records of all machine classes, for many pages. */
void app_site_read_classes(struct app_site *s);
/* What is drawn beside the history of a benchmark. */
void app_site_beside(struct site_beside beside[SITE_BESIDE], struct app_site *s, struct arena *mem,
	const struct history_line *l);

/* Everything in one document. runs: those in it; none: the newest. *words: what it holds. */
int app_report_html(FILE *out, const char **words, struct app *app, const struct site_options *o,
	const struct words *runs, struct error *err);

/* `benchctl serve`: the pages by HTTP, for this machine alone. */
struct serve_options {
	struct site_options site;
	size_t port; /* 0: any free one */
};

/* Answers GET requests to 127.0.0.1 until a signal arrives. ready: is called with the address. */
int app_serve(struct app *app, const struct serve_options *o,
	void (*ready)(void *ctx, const char *url), void *ctx, struct error *err);
