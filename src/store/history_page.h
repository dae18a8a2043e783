/* Pages of the history: many records by benchmark instead of by run, so that the history of one
 * benchmark is a few small files. A page is a folder:
 *
 *   index.json  the names of the records, and the ids of the benchmarks
 *   runs.json   the runs without their results, in the order of the names
 *   N.json      the values of the N-th benchmark: per metric, one for each record, or null */
#pragma once

#include "base/words.h"
#include "model/run/run.h"
#include "store/history.h"

enum { HISTORY_PAGE_SCHEMA = 1 };

/* Writes a page of the runs, each with its name and one value per metric. *tree: its id. */
int history_page_write(const char **tree, struct repo *repo, struct arena *mem,
	const struct run_set *set, const struct words *names, struct error *err);

struct history_page {
	struct arena *mem;
	struct run_set set;
	struct words names, ids; /* of the records, and of all benchmarks */
	const char *metric;      /* that is read of each benchmark, see struct run_filter */
};
/* Reads the page with that id: all its runs, with the chosen results. */
int history_page_read(struct history_page *p, struct repo *repo, struct arena *mem,
	const char *tree, const struct run_filter *filter, struct error *err);

/* Its parts: each file as text, in this order, the last for each chosen id of the index. */
int history_page_index(struct history_page *p, const char *data, size_t n, struct error *err);
int history_page_runs(struct history_page *p, const char *data, size_t n, struct error *err);
int history_page_benchmark(struct history_page *p, const char *id, const char *data, size_t n,
	struct error *err);
