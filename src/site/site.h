/* The pages about a suite: what changed, the history of each benchmark, comparisons and runs. All
 * facts come from the caller, all words about verdicts from src/report. */
#pragma once

#include <stdio.h>

#include "base/arena.h"
#include "base/words.h"
#include "report/history_table.h"

/* What git says about a commit of the history. */
struct site_commit {
	const char *id, *author, *date, *subject;
	const char *tags;  /* of releases, "v1.0, v1.1"; or NULL */
	bool has_baseline; /* it has changed the committed baseline */
};

/* A stored run, from its metadata. */
struct site_run {
	const char *id;
	const struct run *run; /* without results */
	const char *fault;     /* why it is unreadable; else NULL */
	const char *headline;  /* of its comparison; NULL: it has none, or it was not read */
	bool has_comparison;
	bool has_page; /* the document has its page */
};

struct site {
	struct arena *mem;
	const char *suite, *tool;
	bool single; /* one document; links lead to its sections */
	bool charts; /* with dygraphs */
	struct history history;
	const char *source; /* a sentence: where the history is from, or why there is none */
	struct ARENA_LIST(struct site_commit) commits; /* by id */
	const struct ledger *ledger;                   /* accepted slowdowns; or NULL */
	struct ARENA_LIST(struct site_run) runs;       /* newest first */
	const char *together; /* in one document: the name of the page of all its runs; or NULL */
	struct words notes;   /* sentences: what is left out */
};

/* What git records about that commit; NULL: the commit is unknown. */
struct site_commit *site_commit(const struct site *site, const char *id);

/* The kinds of pages, and the addresses that lead to them. name: of a benchmark or a run. */
enum site_page {
	SITE_OVERVIEW,
	SITE_HISTORY,
	SITE_COMPARISON,
	SITE_RUN,
	SITE_RUNS,
	SITE_FILE, /* of a run: "run-017/head.log"; not in a single document */
	SITE_PAGES
};
extern const char *const site_folders[SITE_PAGES]; /* "", "history", ...: of addresses */
const char *site_link(const struct site *site, enum site_page kind, const char *name);

/* A document is site_begin, pages, site_end; one that is not single has one page. */
void site_begin(FILE *out, const struct site *site, const char *title);
void site_end(FILE *out, const struct site *site);

void site_overview(FILE *out, const struct site *site);
void site_runs(FILE *out, const struct site *site);
/* Lines over the same records in one picture: variants of a benchmark, or machine classes. */
struct site_line {
	const char *label;
	const struct history_line *line;
};
struct site_beside {
	const char *title;
	struct site_line *v;
	size_t n, cap;
};
enum { SITE_BESIDE = 2 };
void site_history(FILE *out, const struct site *site, const struct history_line *line,
	const struct site_beside beside[SITE_BESIDE]);

/* The samples of a comparison, first and again to confirm; any may be NULL. */
struct site_samples {
	const struct run *base, *head, *fresh_base, *fresh_head;
};
/* name: of the run that has the comparison, or "BASE..HEAD" of two. */
void site_comparison(FILE *out, const struct site *site, const char *name,
	const struct comparison *c, const struct site_samples *samples);

/* A file of a run. text: the beginning of one that can be shown; else NULL. */
struct site_file {
	const char *name;
	size_t size;
	const char *text;
	size_t text_n;
	const char *picture; /* the whole file as a data: address; NULL: it is none */
};
struct site_files ARENA_LIST(struct site_file);
/* A collected CSV file: its first rows, and its columns of numbers. */
struct site_column {
	const char *name;
	const double *v; /* rows of them; NaN: not a number */
};
struct site_output {
	const char *file;         /* from the run's folder */
	const char *fault;        /* a sentence; NULL: it could be read */
	struct words head, cells; /* head.n cells in each row */
	size_t rows;
	const double *seconds; /* of each row, since the first; NULL: the file has no times */
	struct site_column *v;
	size_t n, cap;
};
struct site_outputs ARENA_LIST(struct site_output);
void site_run(FILE *out, const struct site *site, const struct site_run *stored,
	const struct run *run, const struct site_files *files, const struct site_outputs *outputs);

struct site_side {
	const struct site_run *stored;
	const struct run *run; /* with its results; or NULL */
	struct site_outputs outputs;
};
struct site_sides ARENA_LIST(struct site_side);
/* name: "run-001/run-017"; the first is the reference. */
void site_side_by_side(FILE *out, const struct site *site, const char *name,
	const struct site_sides *sides);

/* A page that says why there is none. */
void site_sorry(FILE *out, const struct site *site, const char *why);

/* The style sheet and the script of every page. */
extern const char site_style[], site_script[];
/* The files of dygraphs; not there: the charts remain pictures. */
#define SITE_DYGRAPHS "/usr/share/javascript/dygraphs/"
extern const char *const site_dygraphs_script;
