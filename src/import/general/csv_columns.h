/* What each column of a table means, by its name and its cells. */
#pragma once

#include "import/importer.h"
#include "import/read/cell.h"
#include "import/read/table.h"

enum column_use {
	USE_NUMBER, /* a metric */
	USE_NAME,   /* the benchmark's name */
	USE_KEY,    /* distinguishes benchmarks of one name */
	USE_METRIC, /* of a table with one value per row */
	USE_VALUE,
	USE_UNIT,
	USE_BETTER,
	USE_NONE, /* not read */
};

struct column {
	const char *name, *metric; /* "latency_ms" is the metric latency in ms */
	const char *unit;          /* NULL: its name has none */
	enum column_use use;
	size_t numbers;      /* cells that are numbers */
	const char *strange; /* the first cell that is neither number nor absent, NULL: none */
	size_t strange_line;
	bool moments;      /* all strange cells are dates or times of day */
	const char *first; /* cell */
	bool varies;
	double min, max, last, step_min, step_max;
};

struct columns {
	size_t n;
	bool is_long; /* one value per row */
	int name;     /* column, or -1 */
	enum cell_point point;
	size_t said_line[3]; /* of the first cell that shows the decimal mark, by it */
	const char *said[3]; /* that cell */
	const char *either;  /* the first cell that may be read in both ways */
	size_t either_line;
	struct column v[CSV_COLUMNS_MAX];
};

/* What its header says. */
void column_begin(struct column *c, struct arena *mem, const char *header);
enum dimension column_dimension(const char *unit); /* NULL: none */

/* For every row; t->context: the columns. */
void columns_look(struct table *t);
/* After all rows. */
void columns_decide(struct columns *c, struct import *in);

/* The unit table's symbol for a word, NULL: none. */
const char *columns_unit(const char *word);
