/* The pieces that several pages have. */
#pragma once

#include "base/record.h"
#include "model/metric.h"
#include "report/html.h"
#include "site/site.h"

struct html page_begin(FILE *out, const struct site *site, enum site_page kind, const char *name);
/* The id of a page's element. */
const char *page_anchor(const struct site *site, enum site_page kind, const char *name);
void page_end(const struct html *h);

/* Its id, subject, author and date. */
void page_put_commit(const struct html *h, const struct site *site, const char *id);

const char *page_better(const struct metric *m); /* "higher is better" */
/* The class of a change: "bad", "good" or "". */
const char *page_tone(const struct metric *m, double change);

/* The id of the element that has a file of a run. */
const char *page_file_anchor(const struct site *site, const char *run, const char *file);

/* What a workflow did and left. */
void page_put_outputs(const struct html *h, const struct site *site, const struct site_run *stored,
	const struct site_outputs *outputs);

/* A table that may scroll sideways, up to its body. columns: with NULL at the end; "#" before a
 * name: its cells are numbers; "": it has no name. id: NULL, or of the element. */
void page_table(const struct html *h, const char *id, const char *const *columns);
#define PAGE_TABLE(h, id, ...) page_table(h, id, (const char *const[]){ __VA_ARGS__, NULL })
void page_table_end(const struct html *h);

/* A column of the same file of some runs, as lines; where all have times, over them. */
struct output_part {
	const char *label;
	const struct site_output *output;
};
void page_put_column(const struct html *h, const char *column, const struct output_part *parts,
	size_t n);

/* A field that hides the rows of the table with that id which lack a text. */
void page_filter(const struct html *h, const char *table);

/* A row of a table for each member that one of the n records has; a difference is marked. */
void fields_put(const struct html *h, const struct field *fields, const void *const *records,
	size_t n);
