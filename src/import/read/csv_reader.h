/* RFC 4180, record by record; the separator may also be a semicolon or a tab. */
#pragma once

#include "base/arena.h"
#include "import/read/lines.h"

enum { CSV_COLUMNS_MAX = 1000 };

struct csv_reader {
	const char *at, *end;
	char separator;
	size_t line, next_line; /* where the record begins, where the next one does */
	struct arena mem;       /* of cells with quotes, valid until the next record */
	size_t n;
	struct part cell[CSV_COLUMNS_MAX];
	const char *fault; /* of the record, as a sentence without its position */
};

/* The separator is the most frequent one of the first line. */
void csv_reader_begin(struct csv_reader *c, const char *text, size_t n);
void csv_reader_end(struct csv_reader *c);
/* The next non-empty record; false: the end, or a fault. */
bool csv_reader_next(struct csv_reader *c);
