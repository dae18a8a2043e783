/* A comparison in JSON: one table per struct, for reading and writing. Non-finite numbers and
 * absent texts are omitted. */
#ifndef BENCHCTL_COMPARISON_FIELDS_H
#define BENCHCTL_COMPARISON_FIELDS_H

#include "base/record.h"

enum { COMPARISON_SCHEMA = 1 };
#define COMPARISON_KIND "comparison"

struct record {
	const struct field *fields;
	size_t n;
};
extern const struct record comparison_frame, comparison_party, comparison_summary, comparison_row,
	comparison_words, comparison_finding;

/* The sentences of a row, for people and for programs that show them. */
struct row_words {
	const char *reason, *warning, *test;
};

#endif
