/* Tables whose columns a tool names: its rows by those names. */
#pragma once

#include "import/importer.h"
#include "import/read/csv_reader.h"

struct table {
	struct import *in;
	void *context; /* of add */
	struct csv_reader row;
	size_t n;
	const char *column[CSV_COLUMNS_MAX];
};

/* Whether the first line of head names all these columns; the list ends with NULL. */
bool table_names(const char *head, const char *const *columns);
/* Calls add for every row of the input, which must have these columns (NULL: any). */
void table_read(struct import *in, const char *const *columns, void (*add)(struct table *t),
	void *context);

/* The cells are valid for this row; "" if there is no such column. */
const char *table_cell(struct table *t, size_t i);
const char *table_text(struct table *t, const char *column);
/* NaN: the cell is empty or "N/A", or there is no such column. */
double table_number(struct table *t, const char *column);
