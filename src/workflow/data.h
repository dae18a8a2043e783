/* A CSV file that a data_schema describes. */
#pragma once

#include "base/record.h"

struct error;
struct workflow_schema;

struct data_table {
	size_t rows;
	/* Of each column of the schema, rows values: numbers as they are, timestamps in s since
	 * 1970, NaN for an empty cell; of text none. */
	struct numbers *v;
};

/* Reads the text by the schema; a file without rows is a table without values. The error names the
 * row's line and the column. path: for messages. */
int data_read(struct data_table *out, struct arena *mem, const char *path, const char *text,
	size_t n, const struct workflow_schema *schema, struct error *err);

/* One value of n, which it sorts: by enum aggregate. NaN where there is none. */
double data_aggregate(double *v, size_t n, int aggregate);

/* Seconds since 1970 of a moment: a number in the unit of `format`, or RFC 3339 or ISO 8601, UTC
 * where it says no zone. format NULL: by the size of the number. False: it is none. */
bool data_moment(double *seconds, const char *text, size_t n, const char *format, const char *unit);
